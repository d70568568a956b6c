import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { JsonDouble, parseExact } from "../../templates/http/exact-json.js";
import { createCursor } from "../../templates/incremental/cursor.js";
import { CursorError } from "../../templates/incremental/cursor-error.js";
import type { CursorValue } from "../../templates/incremental/cursor-value.js";
import { lagBehind } from "../../templates/incremental/lag.js";
import { sortedJson } from "../../templates/load/sorted-json.js";

/** Initial value, last_value_func, lag, last value, start value that dlt computes; see record_lags.py beside it. */
type Row = readonly [CursorValue | null, "max" | "min", number | JsonDouble, CursorValue, unknown];
const ROWS = new URL("../../../fixtures/incremental/lags.json", import.meta.url);

function startValue([initialValue, lastValueFunc, lag, last]: Row): unknown {
  const seconds = lag instanceof JsonDouble ? lag.value : lag;
  const options = { lag: seconds, lastValueFunc, initialValue };
  const cursor = createCursor(
    {
      ...{ resource: "rows", path: "at", find: () => null, initialValue, lastValueFunc },
      ...{ onCursorValueMissing: "raise", rangeStart: "closed", lag: (value) => lagBehind(value, options) },
    },
    { initial_value: initialValue, last_value: last, unique_hashes: [], start_value: last },
  );
  return cursor.startValue;
}

const test = suite("lags as dlt computes them");

for (const row of parseExact(readFileSync(ROWS, "utf8")) as unknown as readonly Row[]) {
  const [initial, func, lag, last, expected] = row;
  test(`${sortedJson(last)} with a lag of ${sortedJson(lag)} (${func}, initial value ${sortedJson(initial)})`, () => {
    if (sortedJson(expected) === `{"error":true}`)
      assert.throws(
        () => startValue(row),
        (error: unknown) => error instanceof CursorError,
      );
    else assert.is(sortedJson(startValue(row)), sortedJson(expected));
  });
}

test.run();

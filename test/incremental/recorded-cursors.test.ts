import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { JsonDouble, parseExact } from "../../templates/http/exact-json.js";
import { parseJson } from "../../templates/http/json.js";
import { field } from "../../templates/http/select.js";
import { toPage } from "../../templates/http/to-page.js";
import { createUsage } from "../../templates/http/usage.js";
import { createCursor, type Cursor } from "../../templates/incremental/cursor.js";
import { CursorError } from "../../templates/incremental/cursor-error.js";
import type { CursorState } from "../../templates/incremental/cursor-state.js";
import { type CursorValue, isCursorValue } from "../../templates/incremental/cursor-value.js";
import { lagBehind } from "../../templates/incremental/lag.js";
import { hashKey, hashRecord } from "../../templates/incremental/row-hash.js";
import { sortedJson } from "../../templates/load/sorted-json.js";

/** Options, pages and what dlt made of them; see record_cursors.py beside it. */
const CASES = new URL("../../../fixtures/incremental/cursors.json", import.meta.url);

interface Case {
  readonly options: Readonly<Record<string, unknown>>;
  readonly runs: readonly { readonly pages: readonly string[]; readonly expected: Readonly<Record<string, unknown>> }[];
}

/** What a connector's generated file does with these options. */
function openCursor(options: Case["options"], stored: CursorState | undefined): Cursor {
  const word = (name: string, otherwise: string) => String(options[name] ?? otherwise);
  const value = (name: string): CursorValue | null => {
    const found = options[name];
    return isCursorValue(found) ? found : null;
  };
  const path = word("cursor_path", "");
  const end = value("end_value");
  const initialValue = value("initial_value");
  const lastValueFunc = word("last_value_func", "max") === "min" ? "min" : "max";
  const { primary_key: key } = options;
  const lag = options["lag"] instanceof JsonDouble ? options["lag"].value : options["lag"];
  const order = options["row_order"];
  const lagged = typeof lag === "number" && end === null;
  const open = word("range_start", "closed") === "open";
  const keyless = Array.isArray(key) && key.length === 0;
  return createCursor(
    {
      resource: "rows",
      path,
      find: (record) => (path === "at" ? field(record, "at") : field(field(record, "meta"), "at")),
      initialValue,
      lastValueFunc,
      onCursorValueMissing: word("on_cursor_value_missing", "raise") as "raise" | "include" | "exclude",
      rangeStart: open ? "open" : "closed",
      ...(end === null ? {} : { end: { value: end, range: word("range_end", "open") as "open" | "closed" } }),
      ...(order === "asc" || order === "desc" ? { rowOrder: order } : {}),
      ...(lagged ? { lag: (last) => lagBehind(last, { lag, lastValueFunc, initialValue }) } : {}),
      ...(open || end !== null || lagged || keyless
        ? {}
        : { hash: key === undefined ? hashRecord : hashKey(key as string | readonly string[]) }),
    },
    stored,
  );
}

/** One run as dlt's recorder writes it down, and the state after it. */
function play(options: Case["options"], pages: readonly string[], stored: CursorState | undefined) {
  const cursor = openCursor(options, stored);
  const usage = createUsage();
  const kept: unknown[] = [];
  try {
    for (const text of pages) {
      const body = parseJson(text);
      const page = cursor.filter(
        toPage({ body, text }, (value) => value as unknown[]),
        usage,
      );
      kept.push(page.records.map((record) => field(record, "n")));
      if (cursor.isPast()) break;
    }
  } catch (error) {
    if (error instanceof CursorError) return { run: { error: true }, state: undefined };
    throw error;
  }
  const state = cursor.state();
  return { run: { kept, start: cursor.startValue, past: cursor.isPast(), state }, state: state ?? undefined };
}

const test = suite("cursors as dlt recorded them");

const cases = parseExact(readFileSync(CASES, "utf8")) as unknown as readonly Case[];
for (const [number, { options, runs }] of cases.entries()) {
  test(`case ${number + 1}: ${sortedJson(options)}`, () => {
    let stored: CursorState | undefined;
    for (const { pages, expected } of runs) {
      const { run, state } = play(options, pages, stored);
      const wanted = "error" in expected ? { error: true } : { ...expected };
      assert.is(
        sortedJson(run),
        sortedJson("start" in wanted || "error" in wanted ? wanted : { start: null, ...wanted }),
      );
      stored = state;
    }
  });
}

test.run();

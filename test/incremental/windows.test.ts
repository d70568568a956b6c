import { suite } from "uvu";
import * as assert from "uvu/assert";
import { JsonDouble } from "../../templates/http/exact-json.js";
import { field } from "../../templates/http/select.js";
import { toPage } from "../../templates/http/to-page.js";
import { createUsage } from "../../templates/http/usage.js";
import { createCursor } from "../../templates/incremental/cursor.js";
import { formatCursor } from "../../templates/incremental/cursor-format.js";
import type { CursorValue } from "../../templates/incremental/cursor-value.js";
import { hashRecord } from "../../templates/incremental/row-hash.js";
import { cursorWindows, type WindowOptions } from "../../templates/incremental/windows.js";

const find = (record: unknown) => field(record, "at");
const DAY = { months: 0, seconds: 86_400 };
const MONTH = { months: 1, seconds: 0 };

function open(initialValue: CursorValue | null) {
  const words = { lastValueFunc: "max", onCursorValueMissing: "include", rangeStart: "closed" } as const;
  return createCursor({ resource: "rows", path: "at", find, initialValue, ...words });
}

function bounds(start: CursorValue, options: Omit<WindowOptions, "find">): readonly (readonly CursorValue[])[] {
  return Array.from(cursorWindows(open(start), { find, ...options }), ({ startValue, endValue }) => [
    startValue,
    endValue,
  ]);
}

const test = suite("time windows");

test("months end on their last day, counted from the start", () => {
  assert.equal(bounds("2024-01-31", { step: MONTH, end: "2024-04-15" }), [
    ["2024-01-31", "2024-02-29"],
    ["2024-02-29", "2024-03-31"],
    ["2024-03-31", "2024-04-15"],
  ]);
});

test("a granularity keeps the ends apart, and the last end is the run's", () => {
  const options = { step: DAY, granularity: { months: 0, seconds: 1 }, end: "2024-01-02T12:00:00+02:00" };
  assert.equal(bounds("2024-01-01T00:00:00+02:00", options), [
    ["2024-01-01T00:00:00+02:00", "2024-01-01T23:59:59+02:00"],
    ["2024-01-02T00:00:00+02:00", "2024-01-02T12:00:00+02:00"],
  ]);
});

test("numbers are Unix time in seconds, or in milliseconds when they are large", () => {
  assert.equal(bounds(1_704_067_200, { step: DAY, end: 1_704_200_000 }), [
    [1_704_067_200, 1_704_153_600],
    [1_704_153_600, 1_704_200_000],
  ]);
  assert.equal(bounds(1_704_067_200_000, { step: DAY, end: 1_704_153_600_000 }), [
    [1_704_067_200_000, 1_704_153_600_000],
  ]);
});

test("without an end the last window ends now", () => {
  const hourAgo = Math.floor(Date.now() / 1_000) - 3_600;
  const [only, ...more] = bounds(hourAgo, { step: DAY });
  assert.is(more.length, 0);
  assert.ok(Math.abs(Number(only?.[1]) - hourAgo - 3_600) <= 1);
});

test("a step that is finer than the cursor makes no window twice", () => {
  const hour = { months: 0, seconds: 3_600 };
  assert.equal(bounds("2024-01-01", { step: hour, end: "2024-01-02" }), [["2024-01-01", "2024-01-02"]]);
});

test("a start behind the end is one window", () => {
  assert.equal(bounds("2024-01-05", { step: DAY, end: "2024-01-02" }), [["2024-01-05", "2024-01-02"]]);
});

test("windows need something to start from, and a point in time", () => {
  assert.throws(() => [...cursorWindows(open(null), { find, step: DAY })], "set initial_value");
  assert.throws(() => bounds("monday", { step: DAY }), "which is no date");
});

test("a record on an edge is kept once, one of another window not at all; identical ones within a window are", () => {
  const text = JSON.stringify(["01", "02", "02", "03", "04"].map((day) => ({ at: `2024-01-${day}` })));
  const cursor = open("2024-01-01");
  const usage = createUsage();
  const kept = [];
  for (const window of cursorWindows(cursor, { find, step: DAY, end: "2024-01-04", hash: hashRecord })) {
    const page = toPage({ body: JSON.parse(text), text }, (body) => body as unknown[]);
    kept.push(window.filter(page, usage).records.map((record) => String(find(record)).slice(-2)));
  }
  assert.equal(kept, [["01", "02", "02"], ["03"], ["04"]]);
  assert.is(usage.filtered, 15 - 5);
  assert.is(cursor.state()?.last_value, "2024-01-04");
});

test("a format writes a cursor as a request wants it, in UTC", () => {
  const format = "%Y/%y/%m/%d %H:%M:%S.%f %s %ms 100%%";
  const written = "2024/24/01/01 22:30:15.500000 1704148215 1704148215500 100%";
  assert.is(formatCursor("2024-01-02T00:30:15.5+02:00", format), written);
  assert.is(formatCursor(new JsonDouble("1704148215.5"), format), written);
  assert.is(formatCursor(null, format), null);
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseDate, parseTime, parseTimestamp } from "../../templates/load/timestamps.js";

const test = suite("timestamps");

/** Texts that dlt takes for a timestamp, and the instant in ISO 8601. */
const TIMESTAMPS: Readonly<Record<string, string>> = {
  "2024-01-25T11:21:28Z": "2024-01-25T11:21:28.000Z",
  "2024-01-25T11:21:28+02:00": "2024-01-25T09:21:28.000Z",
  "2024-01-25T11:21:28+0200": "2024-01-25T09:21:28.000Z",
  "2024-01-25T11:21:28+02": "2024-01-25T09:21:28.000Z",
  "2024-01-25T11:21:28-05:30": "2024-01-25T16:51:28.000Z",
  "2024-01-25T11:21:28+14:00": "2024-01-24T21:21:28.000Z",
  "2024-01-25T11:21:28.5Z": "2024-01-25T11:21:28.500Z",
  "2024-01-25T11:21:28.123Z": "2024-01-25T11:21:28.123Z",
  "2024-01-25T11:21:28,5": "2024-01-25T11:21:28.500Z",
  "2024-01-25T11:21:28": "2024-01-25T11:21:28.000Z",
  "2024-01-25 11:21:28": "2024-01-25T11:21:28.000Z",
  "2024-01-25 11:21:28Z": "2024-01-25T11:21:28.000Z",
  "2024-01-25 11:21:28+00:00": "2024-01-25T11:21:28.000Z",
  "2024-01-25 11:21:28.5": "2024-01-25T11:21:28.500Z",
  "2024-01-25 11:21": "2024-01-25T11:21:00.000Z",
  "2024-01-25T11:21": "2024-01-25T11:21:00.000Z",
  "2024-01-25T11": "2024-01-25T11:00:00.000Z",
  "2024-01-25T11Z": "2024-01-25T11:00:00.000Z",
  "2024/01/25 10:11:12": "2024-01-25T10:11:12.000Z",
  "20240125T112128": "2024-01-25T11:21:28.000Z",
  "20240125T112128Z": "2024-01-25T11:21:28.000Z",
  "20240125T1121": "2024-01-25T11:21:00.000Z",
  "0001-01-01T00:00:00Z": "0001-01-01T00:00:00.000Z",
  "9999-12-31T23:59:59Z": "9999-12-31T23:59:59.000Z",
  "2024-02-29T00:00:00Z": "2024-02-29T00:00:00.000Z",
  "1900-03-01T00:00:00.000Z": "1900-03-01T00:00:00.000Z",
};

const TEXTS: readonly string[] = [
  ...["2024-01-25", "2024/01/25", "20240125", "2024-025", "2024-W04", "2024-W04-4", "2024-01", "2024", "1234"],
  ...["12:34", "12:34:56", "12:34:56Z", "2024-01-25t11:21:28Z", "2024-01-25T11:21:28z", " 2024-01-25T11:21:28Z"],
  ...["2024-01-25T11:21:28Z ", "2024-01-25 11:21:28 UTC", "2024-01-25 11:21:28 +02:00", "2024-01-25T24:00:00"],
  ...["2024-01-25T11:21:60Z", "2024-1-5", "2024-1-5T11:21:28Z", "2024-13-01T00:00:00Z", "2024-02-30T00:00:00Z"],
  ...["1900-02-29T00:00:00Z", "2024-01-25T11:21:28+24:00", "2024-01-25T112128Z", "20240125T11:21:28"],
  ...["2024-01-25T11:21:28.Z", "2024-01-25T11:21:28Z[UTC]", "2024-01-25T11:21:28\u221202:00", "10000-01-01T00:00:00Z"],
  ...["Thu, 25 Jan 2024 11:21:28 GMT", "25/01/2024", "25/01/2024 11:21:28", "P1D", "2024-01-25/2024-01-26", ""],
  ...["1706181688", "20240125112128", "0000-01-01T00:00:00Z", "2024-01-25T11:2a:28Z", "2024-01-2xT11:21:28.123Z"],
  ...["2024-01-25T11:21.5", "2024-01-25T", "2024-01-25T1:21", "2024-01-25T11:21:28+2", "２０２４-01-25T00:00:00Z"],
];

test("the shapes that dlt takes for a timestamp give the instant", () => {
  for (const [text, expected] of Object.entries(TIMESTAMPS)) {
    const instant = parseTimestamp(text);
    assert.ok(instant !== undefined, text);
    assert.is(new Date(Number(instant) / 1_000).toISOString(), expected, text);
  }
});

test("no other text is a timestamp", () => {
  for (const text of TEXTS) assert.is(parseTimestamp(text), undefined, text);
});

test("digits beyond microseconds are cut, not rounded", () => {
  assert.is(parseTimestamp("2024-01-25T11:21:28.123456999Z"), parseTimestamp("2024-01-25T11:21:28.123456Z"));
  assert.is(parseTimestamp("1970-01-01T00:00:00.0000019Z"), 1);
});

test("instants that a number cannot hold to the microsecond are bigints", () => {
  assert.is(parseTimestamp("9999-12-31T23:59:59.999999Z"), 253_402_300_799_999_999n);
  assert.is(parseTimestamp("0001-01-01T00:00:00.000001Z"), -62_135_596_799_999_999n);
});

test("dates alone are read in every ISO spelling, down to the year", () => {
  const day = Date.UTC(2024, 0, 25) / 86_400_000;
  for (const text of ["2024-01-25", "20240125", "2024/01/25", "2024-025", "2024025", "2024-W04-4", "2024W044"]) {
    assert.is(parseDate(text), day, text);
  }
  for (const text of ["2024-01", "2024"]) assert.is(parseDate(text), Date.UTC(2024, 0, 1) / 86_400_000, text);
  assert.is(parseDate("2020-W53"), Date.UTC(2020, 11, 28) / 86_400_000);
  for (const text of ["2024-W53", "2023-366", "2024-1-5", "24", "12:34", "2024-02-30"]) {
    assert.is(parseDate(text), undefined, text);
  }
});

test("times alone are read as UTC", () => {
  assert.is(parseTime("10:00:00.5"), 36_000_500_000);
  assert.is(parseTime("10:00+02:00"), 28_800_000_000);
  assert.is(parseTime("01:00:00+02:00"), 82_800_000_000);
  for (const text of ["24:00", "23:59:60", "10", "1000", "2024-01-25T10:00"])
    assert.is(parseTime(text), undefined, text);
});

test.run();

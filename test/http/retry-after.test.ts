import { suite } from "uvu";
import * as assert from "uvu/assert";
import { retryAfterMs } from "../../templates/http/retry-after.js";

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);

/** What a server may send, and the wait it asks for in milliseconds. */
const VALUES: readonly (readonly [string, number | undefined])[] = [
  ["120", 120_000],
  ["  3 ", 3_000],
  ["0", undefined],
  ["-1", undefined],
  ["3.7", undefined],
  ["3, 5", undefined],
  ["1e309", undefined],
  ["NaN", undefined],
  ["soon", undefined],
  ["", undefined],
  ["1746136938", 1_746_136_938_000],
  ["99999999999", 99_999_999_999_000],
  ["Thu, 01 Jan 2026 12:00:30 GMT", 30_000],
  ["Thursday, 01-Jan-26 12:00:30 GMT", 30_000],
  ["Thu Jan  1 12:00:30 2026", 30_000],
  ["Tue, 10 Jun 2025 00:00:00 GMT", undefined],
  ["Fri, 31 Dec 9999 23:59:59 GMT", Date.UTC(9999, 11, 31, 23, 59, 59) - NOW],
  ["2026-01-01T12:00:30Z", undefined],
];

const test = suite("Retry-After");

for (const [value, wait] of VALUES) {
  test(`"${value}" asks for ${wait === undefined ? "nothing" : `${wait} ms`}`, () => {
    assert.is(retryAfterMs(new Headers({ "retry-after": value }), NOW), wait);
  });
}

test("a date counts from the answer's own date, whatever the clock of this machine says", () => {
  const value = "Thu, 01 Jan 2026 12:00:30 GMT";
  const sent = new Headers({ "retry-after": value, date: "Thu, 01 Jan 2026 12:00:10 GMT" });
  for (const now of [NOW, NOW - 86_400_000, NOW + 86_400_000]) assert.is(retryAfterMs(sent, now), 20_000);
  assert.is(retryAfterMs(new Headers({ "retry-after": value, date: "today" }), NOW), 30_000);
});

test("an answer without the header asks for nothing", () => {
  assert.is(retryAfterMs(new Headers(), NOW), undefined);
});

test.run();

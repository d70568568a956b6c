import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createCookieJar } from "../../templates/http/cookie-jar.js";

/** What a jar sends to `to` after an answer from `from` set these. */
function sent(cookies: readonly string[], from = "https://api.test/v1/items", to = from): string {
  const jar = createCookieJar();
  const headers = new Headers();
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  jar.keep(headers, new URL(from));
  return jar.textFor(new URL(to));
}

const test = suite("cookie jar");

for (const [what, cookies, text] of [
  ["a value is sent as it came", ['a="1 2"; HttpOnly; SameSite=Lax', "b=x=y", "c="], 'a="1 2"; b=x=y; c='],
  ["the last of one name counts, where the first stood", ["a=1", "b=2", "a=3"], "a=3; b=2"],
  ["what has no name or no value is none", ["=1", "a", "", ";", "b=2"], "b=2"],
  ["longer paths stand first", ["a=1; Path=/", "b=2; Path=/v1", "c=3; path=v1"], "b=2; c=3; a=1"],
  ["one that ended is forgotten", ["a=1", "a=2; Max-Age=0", "b=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], ""],
  ["Max-Age counts before Expires", ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60"], "a=1"],
  ["an end that is no date is none", ["a=1; Expires=never; Max-Age=soon"], "a=1"],
  ["a cookie of another host is not taken", ["a=1; Domain=evil.test", "b=1; Domain=test", "c=1; Domain=pi.test"], ""],
  ["nor one that is too long", [`a=${"x".repeat(5_000)}`], ""],
] as const) {
  test(what, () => assert.is(sent(cookies), text));
}

for (const [cookie, from, to, isSent] of [
  ["a=1", "https://api.test/v1/items", "https://api.test/v1/others/7", true],
  ["a=1", "https://api.test/v1/items", "https://api.test/v2/items", false],
  ["a=1", "https://api.test/v1/items", "https://api.test/v1", true],
  ["a=1", "https://api.test/v1/items", "https://api.test/v10", false],
  ["a=1", "https://api.test/items", "https://api.test/others", true],
  ["a=1; Path=/v1/", "https://api.test/x", "https://api.test/v1/items", true],
  ["a=1; Path=/v1/", "https://api.test/x", "https://api.test/v1", false],
  ["a=1; Path=/", "https://api.test/x", "https://www.api.test/x", false],
  ["a=1; Path=/; Domain=.API.test", "https://api.test/x", "https://www.api.test/x", true],
  ["a=1; Path=/; Domain=api.test", "https://www.api.test/x", "https://api.test/x", true],
  ["a=1; Path=/; Domain=0.0.1", "http://127.0.0.1/x", "http://127.0.0.1/x", false],
  ["a=1; Path=/; Domain=127.0.0.1", "http://127.0.0.1/x", "http://127.0.0.1/x", true],
  ["a=1; Path=/; Secure", "https://api.test/x", "https://api.test/x", true],
  ["a=1; Path=/; Secure", "https://api.test/x", "http://api.test/x", false],
] as const) {
  test(`${cookie} of ${from} is ${isSent ? "" : "not "}sent to ${to}`, () => {
    assert.is(sent([cookie], from, to), isSent ? "a=1" : "");
  });
}

test("a jar does not grow without end", () => {
  const many = Array.from({ length: 80 }, (_, index) => `c${index}=1`);
  assert.is(sent(many).split("; ").length, 50);
  assert.match(sent(many), /^c30=1;.*c79=1$/);
});

test.run();

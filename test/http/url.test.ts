import { suite } from "uvu";
import * as assert from "uvu/assert";
import { quoteSegment, urlModel } from "../../generator/model/url.js";
import { requestUrl } from "../../templates/http/url.js";

/** Base URL, path of the config, URL that dlt requests. */
const JOINED: readonly (readonly [string, string, string])[] = [
  ["http://h", "items", "http://h/items"],
  ["http://h/", "/items", "http://h/items"],
  ["http://h//", "//items", "http://h/items"],
  ["http://h/v1", "/items/", "http://h/v1/items/"],
  ["http://h/v1/", "", "http://h/v1/"],
  ["http://h/v1", "/", "http://h/v1/"],
  ["http://h/v1", "?a=1", "http://h/v1/?a=1"],
  ["http://h", "items#f", "http://h/items"],
  ["http://h", "http://other/x", "http://other/x"],
  ["http://h", "a b/é/%2F", "http://h/a%20b/%C3%A9/%2F"],
  ["http://h", "[1, 2]", "http://h/%5B1,%202%5D"],
  ["http://h", "a\\b|c%zz", "http://h/a%5Cb%7Cc%25zz"],
];

const test = suite("URL");

for (const [base, path, expected] of JOINED) {
  test(`${base} and ${JSON.stringify(path)} make ${expected}`, () => {
    const url = urlModel(path, { cursor: null });
    if (url.kind === "template") throw new Error("there is no placeholder in it");
    assert.is(url.kind === "absolute" ? requestUrl(url.url, "").href : requestUrl(base, url.path).href, expected);
  });
}

test("params are appended in order behind the path's own query, form-encoded, none of them replaced", () => {
  const params = [
    ["z", "2"],
    ["list", "a"],
    ["list", "b"],
    ["t", "a b&c=d/é"],
    ["empty", ""],
  ] as const;
  assert.is(
    requestUrl("http://h", "/items?z=1", params).search,
    "?z=1&z=2&list=a&list=b&t=a+b%26c%3Dd%2F%C3%A9&empty=",
  );
});

test("a value that goes into a path keeps its slashes and can neither start a query nor a fragment", () => {
  assert.is(quoteSegment("acme/app?x=1#y%2e é"), "acme/app%3Fx%3D1%23y%252e%20%C3%A9");
});

test.run();

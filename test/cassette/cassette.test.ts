import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Cassette, cassetteText, parseCassette } from "../../generator/cassette/cassette.js";
import { rejection } from "../support/connector.js";

const test = suite("cassettes");

const CASSETTE: Cassette = {
  resource: "orders",
  baseUrl: "https://api.example.com",
  settings: { "shop.region": "eu" },
  complete: false,
  exchanges: [
    {
      request: { method: "POST", url: "https://api.example.com/search?page=1", body: '{"state":"open"}' },
      response: {
        status: 200,
        headers: { "content-type": "application/json" },
        body: '{"data":[{"id":12345678901234567890,"total":1.0,"__proto__":{"a":[]}}]}',
      },
    },
    {
      request: { method: "GET", url: "https://api.example.com/search?page=2", body: null },
      response: { status: 404, headers: {}, body: "no JSON" },
    },
  ],
};

test("a cassette is read as it was written, with every number literal", () => {
  const text = cassetteText(CASSETTE);
  const read = parseCassette(text);
  const [first] = read.exchanges;
  assert.is(first?.response.body.replace(/\s/g, ""), CASSETTE.exchanges[0]?.response.body);
  assert.is(first?.request.body?.replace(/\s/g, ""), '{"state":"open"}');
  assert.equal(read.exchanges[1], CASSETTE.exchanges[1]);
  assert.equal({ ...read, exchanges: [] }, { ...CASSETTE, exchanges: [] });
  assert.is(cassetteText(read), text);
});

test("bodies stand in lines of their own, as JSON where they are", () => {
  const text = cassetteText(CASSETTE);
  assert.match(text, '              "id": 12345678901234567890,\n              "total": 1.0,\n');
  assert.match(text, '"text": "no JSON"');
});

test("what is no cassette is refused with the place where it is wrong", async () => {
  const wrong: readonly (readonly [string, string])[] = [
    ["[]", "the file should be an object"],
    ["{", "JSON text ends too early"],
    ['{"version": 2}', "version should be 1: record it again"],
    [cassetteText(CASSETTE).replace('"status": 404', '"status": "404"'), "exchanges[1].response.status should be"],
    [cassetteText(CASSETTE).replace('"text": "no JSON"', '"body": 1'), "exchanges[1].response.text should be a text"],
    [cassetteText(CASSETTE).replace('"eu"', "1"), "settings.shop.region should be a text"],
  ];
  for (const [text, problem] of wrong) {
    const error = await rejection(Promise.resolve().then(() => parseCassette(text)));
    assert.match(error.message, problem);
  }
});

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readSpec } from "../../generator/openapi/read-spec.js";

const ORIGIN = "https://api.example.com";

const test = suite("reading specs");

test("the files of a spec have one order, whichever is read first", async () => {
  const slowestFirst = await readSpec(`${ORIGIN}/spec.json`, { fetch: answering({ "a.json": 40, "b.json": 20 }) });
  const slowestLast = await readSpec(`${ORIGIN}/spec.json`, { fetch: answering({ "c.json": 40, "b.json": 20 }) });
  const files = ["spec.json", "a.json", "b.json", "c.json"].map((file) => `${ORIGIN}/${file}`);
  assert.equal([...slowestFirst.files.keys()], files);
  assert.equal([...slowestLast.files.keys()], files);
});

/** Answers with a spec that has files beside it, some of them only after a while, in milliseconds. */
function answering(delays: Readonly<Record<string, number>>): typeof globalThis.fetch {
  const schemas = { C: { $ref: "c.json" }, A: { $ref: "a.json" }, B: { $ref: "b.json" } };
  return async (url) => {
    const name = new URL(String(url)).pathname.slice(1);
    await new Promise((resolve) => setTimeout(resolve, delays[name] ?? 0));
    return Response.json(name === "spec.json" ? { openapi: "3.0.3", components: { schemas } } : { type: "object" });
  };
}

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sentBodies, sentParams, withApi } from "../support/api.js";
import { rejection } from "../support/connector.js";
import { json, redirect, status } from "../support/faulty-replies.js";
import type { FaultyServer, LoggedRequest } from "../support/faulty-server.js";

const ROWS = json({ data: [{ id: 1 }] });
const SECRET = "SENTINEL-key-7";

/** The one request that an endpoint leads to. */
async function requestOf(endpoint: object, client: object = {}): Promise<LoggedRequest> {
  let sent: LoggedRequest | undefined;
  const use = async (source: { readAll: (name: string) => Promise<unknown[]> }, server: FaultyServer) => {
    assert.equal(await source.readAll("rows"), [{ id: 1 }]);
    sent = server.requests[0];
  };
  await withApi(endpoint, () => ROWS, use, { client });
  if (sent === undefined) throw new Error("nothing was sent");
  return sent;
}

const test = suite("request bodies");

for (const method of ["GET", "POST"]) {
  test(`${method} sends json, with the numbers of the config as they are written`, async () => {
    const body = { text: "é {{x}}", list: [1, null, true, { deep: {} }], "{{key}}": -2.5, "": "" };
    const sent = await requestOf({ method, json: body });
    assert.is(sent.method, method);
    assert.equal(JSON.parse(sent.body), {
      text: "é {x}",
      list: [1, null, true, { deep: {} }],
      "{key}": -2.5,
      "": "",
    });
    assert.is(sent.headers["content-type"], "application/json");
    assert.is(sent.headers["content-length"], String(Buffer.byteLength(sent.body)));
  });
}

test("the keys __proto__ and constructor are keys like any other", async () => {
  const body = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as object;
  assert.is((await requestOf({ method: "POST", json: body })).body, '{"__proto__":{"a":1},"constructor":2}');
});

test("an empty json is sent, and ignored beside data", async () => {
  assert.is((await requestOf({ method: "POST", json: {} })).body, "{}");
  assert.is((await requestOf({ method: "POST", json: {}, data: "x" })).body, "x");
});

for (const data of ["", null, {}, []]) {
  test(`data ${JSON.stringify(data)} sends no body`, async () => {
    const sent = await requestOf({ method: "POST", data });
    assert.equal([sent.method, sent.body, sent.headers["content-type"]], ["POST", "", undefined]);
  });
}

test("data that is a text is sent as it is, without a content type", async () => {
  const sent = await requestOf({ method: "POST", data: "query {{ é }}" });
  assert.equal([sent.body, sent.headers["content-type"]], ["query { é }", undefined]);
});

test("data that is an object is sent as form fields: lists repeat, null is left out, true is true", async () => {
  const sent = await requestOf({ method: "POST", data: { a: "x y&z", b: ["1", null, 2], c: null, d: true, e: 1.5 } });
  assert.equal(
    [...new URLSearchParams(sent.body)],
    [
      ["a", "x y&z"],
      ["b", "1"],
      ["b", "2"],
      ["d", "true"],
      ["e", "1.5"],
    ],
  );
  assert.is(sent.headers["content-type"], "application/x-www-form-urlencoded");
});

test("data may be a list of pairs, in their order", async () => {
  const data = [
    ["b", "1"],
    ["a", ["2", "3"]],
    ["b", "4"],
  ];
  assert.is((await requestOf({ method: "POST", data })).body, "b=1&a=2&a=3&b=4");
});

test("a content type of the config wins", async () => {
  const sent = await requestOf({ method: "POST", json: { a: 1 }, headers: { "content-type": "application/x-own" } });
  assert.is(sent.headers["content-type"], "application/x-own");
  const client = { headers: { "Content-Type": "application/vnd.api+json" } };
  assert.is(
    (await requestOf({ method: "POST", json: {} }, client)).headers["content-type"],
    "application/vnd.api+json",
  );
});

test("secrets and settings are filled in at any depth, and kept out of messages", async () => {
  const endpoint = { method: "POST", json: { a: [{ key: { $secret: "api_key" } }], region: { $config: "region" } } };
  const options = { secrets: { apiKey: SECRET }, settings: { region: "eu" } };
  await withApi(
    endpoint,
    ({ body }) => json({ error: `bad key in ${body}` }, { status: 400 }),
    async (source, server) => {
      const { message } = await rejection(source.readAll("rows"));
      assert.match(message, "POST http://");
      assert.match(message, "[secret]");
      assert.not.match(message, SECRET);
      assert.equal(sentBodies(server), [{ a: [{ key: SECRET }], region: "eu" }]);
    },
    { options },
  );
  await withApi(
    { method: "POST", data: { key: { $secret: "api_key" } } },
    () => ROWS,
    async (source, server) => {
      await source.readAll("rows");
      assert.is(server.requests[0]?.body, `key=${SECRET}`);
    },
    { options: { secrets: { apiKey: SECRET } } },
  );
});

for (const method of ["GET", "POST"]) {
  test(`${method} with a body is retried with its body`, async () => {
    const client = { retry: { initial_delay: 0.01 } };
    await withApi(
      { method, json: { a: 1 } },
      [status(503), ROWS],
      async (source, server) => {
        await source.readAll("rows");
        assert.equal(sentBodies(server), [{ a: 1 }, { a: 1 }]);
      },
      { client },
    );
  });

  for (const code of [301, 302, 303, 307, 308] as const) {
    const keeps = code > 303;
    test(`a ${code} of ${method} ${keeps ? "keeps" : "drops"} method and body`, async () => {
      await withApi({ method, json: { a: 1 } }, [redirect("/moved", code), ROWS], async (source, server) => {
        await source.readAll("rows");
        const last = server.requests[1];
        assert.equal([last?.method, last?.body], keeps ? [method, '{"a":1}'] : ["GET", ""]);
      });
    });
  }
}

test("a GET with a body can be aborted", async () => {
  const abort = new AbortController();
  await withApi(
    { json: { a: 1 } },
    () => ({ kind: "silence" }),
    async (source) => {
      setTimeout(() => abort.abort(), 50);
      assert.is((await rejection(source.readAll("rows"))).name, "AbortError");
    },
    { options: { signal: abort.signal } },
  );
});

test("offset and limit may travel in the body, the rest of which stays", async () => {
  const paginator = { type: "offset", limit: 2, offset_body_path: "window.from", limit_body_path: "window.size" };
  const endpoint = { method: "POST", json: { term: "x", window: { from: 9 } }, paginator };
  await withApi(
    endpoint,
    ({ body }) => json({ data: [{ body }], total: 4 }),
    async (source, server) => {
      await source.readAll("rows");
      assert.equal(sentBodies(server), [
        { term: "x", window: { from: 0, size: 2 } },
        { term: "x", window: { from: 2, size: 2 } },
      ]);
      assert.equal(sentParams(server, "offset"), [null, null]);
    },
  );
});

test("of offset and limit one may travel in the body and the other in the query", async () => {
  const paginator = { type: "offset", limit: 2, offset_body_path: "from", maximum_offset: 4 };
  await withApi(
    { method: "POST", paginator },
    ({ body }) => json({ data: [{ body }] }),
    async (source, server) => {
      await source.readAll("rows");
      assert.equal(sentBodies(server), [{ from: 0 }, { from: 2 }]);
      assert.equal(sentParams(server, "limit"), ["2", "2"]);
    },
  );
});

for (const headers of [{ client: { "Content-Type": "text/csv" } }, { endpoint: { "content-TYPE": "text/csv" } }]) {
  test(`a redirect that drops the body drops the content type of the config: ${JSON.stringify(headers)}`, async () => {
    const endpoint = { method: "POST", data: "a,b", headers: headers.endpoint ?? {} };
    const script = [redirect("/result", 303), redirect("/again", 307), json({ data: [{ id: 1 }] })];
    const client = { headers: headers.client ?? {} };
    await withApi(
      endpoint,
      script,
      async (source, server) => {
        assert.equal(await source.readAll("rows"), [{ id: 1 }]);
        assert.equal(
          server.requests.map((request) => [request.method, request.headers["content-type"], request.body]),
          [
            ["POST", "text/csv", "a,b"],
            ["GET", undefined, ""],
            ["GET", undefined, ""],
          ],
        );
      },
      { client },
    );
  });
}

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ApiOptions, withApi } from "../support/api.js";
import { rejection } from "../support/connector.js";
import { drop, json, raw, redirect, type Reply, status } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";

const ROWS: Reply = json({ data: [{ id: 1 }] });

/** A client that signs with `sign` of `auth.ts`, whose parameters are `request` and `options`. */
function signedBy(body: string, client: object = {}): ApiOptions {
  const request =
    "{ method: string; url: URL; headers: Headers; body: string | null; isRefused: boolean; signal: AbortSignal }";
  return {
    client: {
      retry: { initial_delay: 0.01 },
      auth: { type: "custom", module: "./auth.ts#sign", options: { id: "me", key: { $secret: "key" } } },
      ...client,
    },
    files: {
      "auth.ts": `let calls = 0;
        export async function sign(request: ${request}, options: { id: string; key: string }): Promise<any> { calls++; ${body} }`,
    },
    options: { secrets: { key: "SENTINEL-key" } },
  };
}

const test = suite("custom auth");

test("the function sees each request as it is sent, and what it returns is added to it", async () => {
  const options = signedBy(`
    const seen = [request.method, request.url.search, request.headers.get("x-tenant"), request.body].join(" ");
    return { headers: { authorization: options.id + " " + options.key, "x-seen": seen }, query: { page: "signed", n: String(calls) } };
  `);
  const endpoint = { method: "POST", json: { a: 1 }, params: { page: 1 }, headers: { "X-Tenant": "acme" } };
  await withApi(
    endpoint,
    [ROWS],
    async (source, server) => {
      assert.equal(await source.readAll("rows"), [{ id: 1 }]);
      const [request] = server.requests;
      assert.is(request?.query.toString(), "page=signed&n=1");
      assert.is(request?.headers["authorization"], "me SENTINEL-key");
      assert.is(request?.headers["x-seen"], 'POST ?page=1 acme {"a":1}');
    },
    options,
  );
});

test("a request that is sent again is signed again, and so is one that is redirected within the API", async () => {
  await withApi(
    {},
    [drop(), status(503), redirect("/elsewhere"), ROWS],
    async (source, server) => {
      await source.readAll("rows");
      const sent = server.requests.map(({ path, query }) => `${path}?${query}`);
      assert.equal(sent, ["/rows?n=1", "/rows?n=2", "/rows?n=3", "/elsewhere?n=4"]);
    },
    signedBy("return { query: { n: String(calls) } };"),
  );
});

test("a 401 asks the function once more, and tells it", async () => {
  await withApi(
    {},
    [status(401), ROWS],
    async (source, server) => {
      await source.readAll("rows");
      assert.equal(
        server.requests.map(({ headers }) => headers["authorization"]),
        ["Bearer false", "Bearer true"],
      );
    },
    signedBy(`return { headers: { authorization: "Bearer " + request.isRefused } };`),
  );
  await withApi(
    {},
    () => status(401),
    async (source, server) => {
      assert.match((await rejection(source.readAll("rows"))).message, /status 401/);
      assert.is(server.requests.length, 2);
    },
    signedBy("return undefined;"),
  );
});

test("other origins get no signature, even where they are allowed", async () => {
  const other = await startFaultyServer([ROWS]);
  try {
    await withApi(
      {},
      [redirect(`${other.origin}/rows`)],
      async (source, server) => {
        assert.equal(await source.readAll("rows"), [{ id: 1 }]);
        assert.is(server.requests[0]?.headers["x-key"], "SENTINEL-key");
        assert.is(other.requests[0]?.headers["x-key"], undefined);
        assert.is(other.requests[0]?.query.size, 0);
      },
      signedBy("return { headers: { 'x-key': options.key }, query: { key: options.key } };", {
        allowed_origins: [other.origin],
      }),
    );
  } finally {
    await other.close();
  }
});

test("what it returns is kept out of messages, alone and in the scheme of a header", async () => {
  await withApi(
    {},
    [raw("no: derived-token-1 from ?sig=derived-query-1, Bearer derived-token-1", { status: 403 })],
    async (source) => {
      const { message } = await rejection(source.readAll("rows"));
      assert.match(message, /status 403: no: \[secret\] from \?sig=\[secret\], \[secret\]/);
    },
    signedBy("return { headers: { authorization: 'Bearer derived-token-1' }, query: { sig: 'derived-query-1' } };"),
  );
});

for (const [returned, problem] of [
  ["{ headers: { 'x-key': 'SENTINEL\\n' } }", /returned a header that cannot be sent$/],
  ["{ headers: { 'x-key': 5 } }", /returned a header that cannot be sent$/],
  ["{ headers: { 'x key': 'a' } }", /returned a header that cannot be sent$/],
  ["{ query: { key: null } }", /returned a query parameter that is no text$/],
] as const) {
  test(`${returned} is an error, unsent and without the value`, async () => {
    await withApi(
      {},
      [ROWS],
      async (source, server) => {
        const { message } = await rejection(source.readAll("rows"));
        assert.match(message, problem);
        assert.not.match(message, /SENTINEL/);
        assert.is(server.requests.length, 0);
      },
      signedBy(`return ${returned};`),
    );
  });
}

test("what the function throws ends the run at once, without secrets", async () => {
  await withApi(
    {},
    [ROWS],
    async (source, server) => {
      const { message } = await rejection(source.readAll("rows"));
      assert.is(message, `GET ${server.origin}/rows: the function that signs it failed: no ticket for [secret]`);
      assert.is(server.requests.length, 0);
    },
    signedBy("throw new Error('no ticket for ' + options.key);"),
  );
});

test("a secret may have several lines, and must be there before anything is sent", async () => {
  const options = signedBy("return { headers: { 'x-lines': String(options.key.split('\\n').length) } };");
  await withApi(
    {},
    [ROWS],
    async (source, server) => {
      await source.readAll("rows");
      assert.is(server.requests[0]?.headers["x-lines"], "3");
    },
    { ...options, options: { secrets: { key: "-----BEGIN\nSENTINEL\nEND-----" } } },
  );
  const missing = withApi({}, [], async () => undefined, { ...options, options: { secrets: { key: "" } } });
  assert.is((await rejection(missing)).message, "secrets.key is missing: a text is needed");
});

test("a function that never answers is given up after client.timeout", async () => {
  await withApi(
    {},
    [ROWS],
    async (source) => {
      const { message } = await rejection(source.readAll("rows"));
      assert.match(message, /the function that signs it did not answer in time$/);
    },
    signedBy("return new Promise(() => undefined);", { timeout: 0.05 }),
  );
});

test.run();

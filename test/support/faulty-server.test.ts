import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as reply from "./faulty-replies.js";
import { startFaultyServer, type FaultyServer, type Script } from "./faulty-server.js";

const test = suite("faulty server");

test("replies are given in turn, requests are logged with their time, and a script that ran out answers 418", () =>
  withServer([reply.status(429, { "retry-after": "1" }), reply.json({ a: [1] }, { delayMs: 40 })], async (server) => {
    const first = await fetch(`${server.origin}/x?page=1`, { method: "POST", body: "sent", headers: { "x-a": "b" } });
    assert.is(first.status, 429);
    assert.is(first.headers.get("retry-after"), "1");
    const second = await fetch(`${server.origin}/y`);
    assert.equal(await second.json(), { a: [1] });
    const third = await fetch(server.origin);
    assert.is(third.status, 418);
    assert.match(await third.text(), "no reply for request 3");

    const [posted, delayed, last] = server.requests;
    assert.is(posted?.method, "POST");
    assert.is(posted?.path, "/x");
    assert.is(posted?.query.get("page"), "1");
    assert.is(posted?.body, "sent");
    assert.is(posted?.headers["x-a"], "b");
    assert.ok(Number(last?.atMs) - Number(delayed?.atMs) >= 35, "the delayed answer took its time");
  }));

test("a script may be a function of the request, and its own failure shows in the answer", () =>
  withServer(
    ({ path }, index) => {
      if (path === "/wrong") throw new Error("oops");
      return reply.json({ path, index });
    },
    async ({ origin }) => {
      assert.equal(await (await fetch(`${origin}/a`)).json(), { path: "/a", index: 0 });
      const failed = await fetch(`${origin}/wrong`);
      assert.is(failed.status, 418);
      assert.match(await failed.text(), "oops");
    },
  ));

test("bodies are compressed on demand", () =>
  withServer(
    (["gzip", "deflate", "br"] as const).map((encoding) => reply.json({ encoding }, { encoding })),
    async ({ origin }) => {
      for (const encoding of ["gzip", "deflate", "br"]) {
        const response = await fetch(origin);
        assert.is(response.headers.get("content-encoding"), encoding);
        assert.equal(await response.json(), { encoding });
      }
    },
  ));

test("a raw body is sent byte by byte with the content type asked for, or none", () =>
  withServer(
    [reply.raw(new Uint8Array([0xff, 0x00]), { headers: { "content-type": "text/html" } }), reply.raw("plain")],
    async ({ origin }) => {
      const html = await fetch(origin);
      assert.is(html.headers.get("content-type"), "text/html");
      assert.equal([...new Uint8Array(await html.arrayBuffer())], [0xff, 0x00]);
      assert.is((await fetch(origin)).headers.get("content-type"), null);
    },
  ));

test("a connection is dropped before or after the head of an answer", () =>
  withServer([reply.drop(), reply.drop("headers")], async ({ origin }) => {
    await assertRejects(fetch(origin));
    const response = await fetch(origin);
    assert.is(response.status, 200);
    await assertRejects(response.text());
  }));

test("a body is cut short under a content length and in chunks", () =>
  withServer(
    [reply.truncated({ long: "x".repeat(1000) }), reply.truncated({ long: "x".repeat(1000) }, "chunked")],
    async ({ origin }) => {
      const byLength = await fetch(origin);
      assert.is(byLength.headers.get("content-length"), "1011");
      await assertRejects(byLength.text());
      const chunked = await fetch(origin);
      assert.is(chunked.headers.get("transfer-encoding"), "chunked");
      const chunks: number[] = [];
      await assertRejects(collectLengths(chunked, chunks));
      assert.is(
        chunks.reduce((sum, length) => sum + length, 0),
        505,
        "the first half arrives",
      );
    },
  ));

test("a dripping body arrives whole, over the time of its pauses", () =>
  withServer([reply.drip([1, 2, 3, 4], 3, 15)], async ({ origin }) => {
    const startedAt = performance.now();
    assert.equal(await (await fetch(origin)).json(), [1, 2, 3, 4]);
    assert.ok(performance.now() - startedAt >= 40);
  }));

test("an endless body never ends, and the server outlives a client that leaves", () =>
  withServer([reply.endless(), reply.json("still here")], async ({ origin }) => {
    const response = await fetch(origin);
    let length = 0;
    for await (const chunk of response.body ?? []) if ((length += chunk.byteLength) > 5_000_000) break;
    assert.ok(length > 5_000_000);
    assert.is(await (await fetch(origin)).json(), "still here");
  }));

test("a gzip bomb is small on the wire and large when unpacked", () =>
  withServer([reply.gzipBomb(20_000_000)], async ({ origin }) => {
    assert.is((await (await fetch(origin)).text()).length, 20_000_002);
  }));

test("redirects lead to the same server or another one", () =>
  withServer([reply.json("arrived")], (target) =>
    withServer(
      [reply.redirect("/again", 307), reply.redirect(`${target.origin}/there`)],
      async ({ origin, requests }) => {
        assert.is(await (await fetch(origin)).json(), "arrived");
        assert.equal(
          [...requests, ...target.requests].map(({ path }) => path),
          ["/", "/again", "/there"],
        );
      },
    ),
  ));

test("closing ends requests that are never answered", async () => {
  const server = await startFaultyServer([reply.silence(), reply.json(1, { delayMs: 60_000 }), reply.endless()]);
  const answers = Promise.allSettled([
    fetch(server.origin),
    fetch(server.origin),
    fetch(server.origin).then((response) => response.text()),
  ]);
  while (server.requests.length < 3) await new Promise(setImmediate);
  await server.close();
  assert.equal(
    (await answers).map(({ status }) => status),
    ["rejected", "rejected", "rejected"],
  );
});

async function withServer(script: Script, use: (server: FaultyServer) => Promise<void>): Promise<void> {
  const server = await startFaultyServer(script);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

async function collectLengths(response: Response, lengths: number[]): Promise<void> {
  for await (const chunk of response.body ?? []) lengths.push(chunk.byteLength);
}

async function assertRejects(promise: Promise<unknown>): Promise<void> {
  const outcome = await promise.then(
    () => "resolved",
    () => "rejected",
  );
  assert.is(outcome, "rejected");
}

test.run();

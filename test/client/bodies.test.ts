import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withConnector } from "../support/connector.js";
import { drip, endless, gzipBomb, json, raw, redirect, type Reply, status } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";

/** What reading one page of a body gives: its records, or the error. */
async function read(reply: Reply, client: object = {}): Promise<unknown[] | Error> {
  const server = await startFaultyServer(() => reply);
  const retry = { max_retries: 0 };
  const config = {
    client: { base_url: server.origin, paginator: "single_page", retry, ...client },
    resources: ["rows"],
  };
  let found: unknown[] | Error = [];
  try {
    await withConnector(config, async (connect) => {
      found = await connect()
        .readAll("rows")
        .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    });
  } finally {
    await server.close();
  }
  return found;
}

function messageOf(found: unknown[] | Error): string {
  return found instanceof Error ? `${found.name}: ${found.message}` : `no error, but ${JSON.stringify(found)}`;
}

const test = suite("bodies");

const NOT_JSON: Readonly<Record<string, Reply>> = {
  "an empty body": raw(""),
  "status 204": status(204),
  "a login page": raw("<html>login</html>", { headers: { "content-type": "text/html" } }),
  "a JSON text that is cut off": raw('{"data":['),
  "two JSON documents": raw('{"data":[]}{"data":[]}'),
  NaN: raw('{"data":[NaN]}'),
};

for (const [body, reply] of Object.entries(NOT_JSON)) {
  test(`${body} is an error, never an empty page`, async () => {
    assert.match(messageOf(await read(reply)), /^ApiError: .*answered 20[04], but not with JSON/);
  });
}

test("a redirect status without a Location is an error", async () => {
  assert.match(messageOf(await read(status(304))), "ApiError");
});

for (const location of ["", " "]) {
  test(`a redirect to ${JSON.stringify(location)}, the same address again, is an error at once`, async () => {
    assert.match(messageOf(await read(redirect(location))), /: status 302$/);
  });
}

for (const encoding of ["gzip", "deflate", "br"] as const) {
  test(`a body compressed with ${encoding} is read`, async () => {
    assert.equal(await read(json([{ id: 1 }], { encoding })), [{ id: 1 }]);
  });
}

const RECORD = [{ name: "Bjørn ☃" }];
const TEXT = JSON.stringify(RECORD);

const ENCODED: Readonly<Record<string, Reply>> = {
  "UTF-8 with a byte order mark": raw(`\ufeff${TEXT}`),
  "UTF-16 with a byte order mark": raw(Buffer.from(`\ufeff${TEXT}`, "utf16le")),
  "UTF-16 without one": raw(Buffer.from(TEXT, "utf16le")),
  "UTF-16, big endian": raw(Buffer.from(`\ufeff${TEXT}`, "utf16le").swap16()),
  "no content type": raw(TEXT),
  "a content type that lies": raw(TEXT, { headers: { "content-type": "text/html" } }),
};

for (const [encoding, reply] of Object.entries(ENCODED)) {
  test(`a body in ${encoding} is read`, async () => assert.equal(await read(reply), RECORD));
}

test("a body in Latin-1 is read by the charset of its content type", async () => {
  const reply = raw(Buffer.from('[{"name":"Bj\u00f8rn"}]', "latin1"), {
    headers: { "content-type": "text/json; charset=latin1" },
  });
  assert.equal(await read(reply), [{ name: "Bjørn" }]);
});

for (const [kind, reply] of Object.entries({ "a gzip bomb": gzipBomb(1024 ** 3), "an endless body": endless() })) {
  test(`${kind} ends at max_response_bytes of decompressed data`, async () => {
    assert.match(messageOf(await read(reply, { max_response_bytes: 10_000_000 })), "more than 10000000 bytes");
  });
}

test("a slow body is read as long as something comes within the timeout", async () => {
  assert.equal(await read(drip(RECORD, 8, 60), { timeout: 0.3 }), RECORD);
});

test("a body that drips on is ended after ten timeouts in all", async () => {
  const started = performance.now();
  assert.match(messageOf(await read(drip("x".repeat(1_000), 1, 20), { timeout: 0.1 })), "stayed silent for too long");
  assert.ok(performance.now() - started < 15_000); // to its end it takes 20 s
});

test("control characters of an answer reach no terminal", async () => {
  const { message } = (await read(raw("\u001b]0;owned\u0007\u001b[2J\r\nINFO forged", { status: 400 }))) as Error;
  assert.match(message, "\\u001b]0;owned\\u0007\\u001b[2J\\r\\nINFO forged");
  assert.not.match(message, /[\u0000-\u001f]/);
});

test.run();

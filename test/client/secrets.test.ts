import { inspect } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, withConnector } from "../support/connector.js";
import { drop, json, raw, type Reply } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";

const HEADER = "SENTINEL-header-3f9c";
const QUERY = "SENTINEL-q2/+x";

/** Every way in which an error could carry a secret along. */
function everything(error: Error): string {
  return [error.message, error.stack, inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error)].join(
    "\n",
  );
}

async function failure(reply: Reply): Promise<Error> {
  const server = await startFaultyServer(() => reply);
  const client = {
    base_url: server.origin,
    paginator: "single_page",
    auth: { type: "bearer", token: { $secret: "token" } },
    headers: { "X-Sig": { $secret: "signature" } },
    retry: { max_retries: 1, initial_delay: 0.01 },
  };
  const resources = [{ name: "rows", endpoint: { path: "rows", params: { sig: { $secret: "signature" } } } }];
  let error = new Error();
  try {
    await withConnector({ client, resources }, async (connect) => {
      error = await rejection(connect({ secrets: { token: HEADER, signature: QUERY } }).readAll("rows"));
    });
  } finally {
    await server.close();
  }
  return error;
}

const test = suite("secrets");

const echoed = {
  message: `bad token Bearer ${HEADER}`,
  url: `https://api.example.com/x?sig=${encodeURIComponent(QUERY)}&other=${QUERY.replace("-", "%2D")}`,
  basic: Buffer.from(`user:${HEADER}`).toString("base64"),
};

const FAILURES: Readonly<Record<string, Reply>> = {
  "an error status that echoes them": json(echoed, { status: 400 }),
  "a page that is no JSON and echoes them": raw(`<p>${JSON.stringify(echoed)}</p>`),
  "a text that is cut in the middle of one": raw(`${"x".repeat(190)}${HEADER}`, { status: 400 }),
  "a lost connection": drop(),
};

for (const name of ["token", "access_token", "sig", "X-Amz-Signature", "api-key", "client_secret"]) {
  test(`what a link of the API holds as ${name} is not shown when it fails`, async () => {
    const server = await startFaultyServer(({ query }) =>
      query.size === 0
        ? json({ next: `/rows?part=2&${name}=SENTINEL-link&sort_key=id`, rows: [{}] })
        : json({}, { status: 400 }),
    );
    const client = { base_url: server.origin, paginator: "json_link" };
    try {
      await withConnector({ client, resources: ["rows"] }, async (connect) => {
        const { message } = await rejection(connect().readAll("rows"));
        assert.is(message, `GET ${server.origin}/rows?part=2&${name}=[secret]&sort_key=id: status 400: {}`);
      });
    } finally {
      await server.close();
    }
  });
}

for (const [fault, reply] of Object.entries(FAILURES)) {
  test(`no secret is in the error of ${fault}`, async () => {
    const shown = everything(await failure(reply));
    for (const secret of [
      HEADER,
      QUERY,
      encodeURIComponent(QUERY),
      Buffer.from(HEADER).toString("base64").slice(4, 20),
    ]) {
      assert.not(shown.includes(secret), shown);
    }
    assert.not.match(shown, /SENTI/);
  });
}

test("a secret that no header can carry is refused by name, before any request", async () => {
  const server = await startFaultyServer(() => json([]));
  const client = {
    base_url: server.origin,
    paginator: "single_page",
    auth: { type: "bearer", token: { $secret: "token" } },
  };
  try {
    await withConnector({ client, resources: ["rows"] }, async (connect) => {
      for (const token of ["SENTINEL\r\nX-Evil: 1", "SENTINEL\n", "", "SENTINEL-\u2026", "SENTINEL\u{1f511}"]) {
        try {
          connect({ secrets: { token } });
          assert.unreachable();
        } catch (error) {
          assert.match(String(error), /UsageError: secrets\.token/);
          assert.not.match(inspect(error), /SENTINEL/);
        }
      }
    });
    assert.is(server.requests.length, 0);
  } finally {
    await server.close();
  }
});

for (const [place, client, params] of [
  ["a header", { headers: { "X-Sig": { $secret: "token" } } }, {}],
  ["a header key", { auth: { type: "api_key", name: "X-Key", api_key: { $secret: "token" } } }, {}],
  ["a cookie", { auth: { type: "api_key", name: "k", location: "cookie", api_key: { $secret: "token" } } }, {}],
] as const) {
  test(`a secret beyond Latin-1 is refused for ${place}`, async () => {
    const config = { base_url: "http://127.0.0.1:9", paginator: "single_page", ...client };
    await withConnector({ client: config, resources: [{ name: "rows", endpoint: { params } }] }, async (connect) => {
      assert.throws(
        () => connect({ secrets: { token: "k\u0142ucz" } }),
        /secrets\.token holds a character beyond Latin-1/,
      );
    });
  });
}

test("a secret beyond Latin-1 is sent in the query and in HTTP Basic, as UTF-8", async () => {
  const server = await startFaultyServer(() => json([]));
  const auth = { type: "http_basic", username: "me", password: { $secret: "password" } };
  const client = { base_url: server.origin, paginator: "single_page", auth };
  const params = { key: { $secret: "password" } };
  try {
    await withConnector({ client, resources: [{ name: "rows", endpoint: { params } }] }, async (connect) => {
      await connect({ secrets: { password: "k\u0142ucz" } }).readAll("rows");
    });
    const [request] = server.requests;
    assert.is(request?.query.get("key"), "k\u0142ucz");
    assert.is(request?.headers.authorization, `Basic ${Buffer.from("me:k\u0142ucz").toString("base64")}`);
  } finally {
    await server.close();
  }
});

test.run();

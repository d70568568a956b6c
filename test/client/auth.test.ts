import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConnectorOptions, rejection, type TestConnector, withConnector } from "../support/connector.js";
import { json, redirect } from "../support/faulty-replies.js";
import { type FaultyServer, startFaultyServer } from "../support/faulty-server.js";

const ROWS = json([{ id: 1 }]);
const BEARER = { type: "bearer", token: { $secret: "token" } };
const COOKIE = { type: "api_key", name: "session_key", api_key: { $secret: "key" }, location: "cookie" };

interface Case {
  readonly client?: object;
  readonly resources?: readonly unknown[];
  readonly defaults?: object;
  readonly options?: ConnectorOptions;
}

/** Connects to a server that answers everything with one row. */
async function withAuth(
  { client = {}, resources = ["rows"], defaults, options = {} }: Case,
  use: (connect: () => TestConnector, server: FaultyServer) => Promise<void>,
): Promise<void> {
  const server = await startFaultyServer(() => ROWS);
  const config = {
    client: { base_url: server.origin, paginator: "single_page", ...client },
    resources,
    ...(defaults && { resource_defaults: defaults }),
  };
  try {
    await withConnector(config, (connect) => use(() => connect(options), server));
  } finally {
    await server.close();
  }
}

function endpoint(name: string, auth: unknown): object {
  return { name, endpoint: { path: name, auth } };
}

const test = suite("auth");

test("http_basic sends user name and password in Base64 of their UTF-8 bytes", async () => {
  const client = { auth: { type: "http_basic", username: "svc", password: { $secret: "password" } } };
  await withAuth({ client, options: { secrets: { password: "p:w dé" } } }, async (connect, server) => {
    await connect().readAll("rows");
    assert.is(server.requests[0]?.headers.authorization, `Basic ${Buffer.from("svc:p:w dé").toString("base64")}`);
  });
});

test("http_basic takes the empty password, which may be written down", async () => {
  const client = { auth: { type: "http_basic", username: { $secret: "user" }, password: "" } };
  await withAuth({ client, options: { secrets: { user: "key-1" } } }, async (connect, server) => {
    await connect().readAll("rows");
    assert.is(server.requests[0]?.headers.authorization, `Basic ${Buffer.from("key-1:").toString("base64")}`);
  });
});

test("an api_key in a cookie is sent, which dlt does not implement", async () => {
  await withAuth({ client: { auth: COOKIE }, options: { secrets: { key: "ck-1" } } }, async (connect, server) => {
    await connect().readAll("rows");
    assert.is(server.requests[0]?.headers.cookie, "session_key=ck-1");
  });
});

test("an api_key in a cookie joins the cookies of the config", async () => {
  const client = { auth: COOKIE, headers: { Cookie: { $secret: "consent" } } };
  const options = { secrets: { key: "ck-1", consent: "consent=yes; theme=dark" } };
  await withAuth({ client, options }, async (connect, server) => {
    await connect().readAll("rows");
    assert.is(server.requests[0]?.headers.cookie, "consent=yes; theme=dark; session_key=ck-1");
  });
});

test("a key that would begin a second cookie is refused by name, before any request", async () => {
  const options = { secrets: { key: "SENTINEL; admin=1" } };
  await withAuth({ client: { auth: COOKIE }, options }, async (connect, server) => {
    assert.throws(connect, (error: Error) => {
      return error.name === "UsageError" && /secrets\.key/.test(error.message) && !/SENTINEL/.test(error.message);
    });
    assert.is(server.requests.length, 0);
  });
});

test("an endpoint's auth replaces the client's, and null means none", async () => {
  const resources = [
    "plans",
    endpoint("coupons", { token: { $secret: "coupon_token" } }),
    endpoint("regions", { type: "api_key", name: "region", api_key: { $secret: "key" }, location: "param" }),
    endpoint("cookies", COOKIE),
    endpoint("open", null),
  ];
  const options = { secrets: { token: "tok-1", couponToken: "tok-2", key: "key-3" } };
  await withAuth({ client: { auth: BEARER }, resources, options }, async (connect, server) => {
    const source = connect();
    for (const name of ["plans", "coupons", "regions", "cookies", "open"]) await source.readAll(name);
    const sent = server.requests.map(({ headers, query }) => [
      headers.authorization,
      query.get("region"),
      headers.cookie,
    ]);
    assert.equal(sent, [
      ["Bearer tok-1", null, undefined],
      ["Bearer tok-2", null, undefined],
      [undefined, "key-3", undefined],
      [undefined, null, "session_key=key-3"],
      [undefined, null, undefined],
    ]);
  });
});

test("an endpoint may be signed where the client is not", async () => {
  const resources = ["open", endpoint("rows", BEARER)];
  await withAuth({ resources, options: { secrets: { token: "tok-1" } } }, async (connect, server) => {
    await connect().readAll("open");
    await connect().readAll("rows");
    assert.equal(
      server.requests.map(({ headers }) => headers.authorization),
      [undefined, "Bearer tok-1"],
    );
  });
});

test("resource_defaults hand down an auth, and a null that hides the client's", async () => {
  const resources = ["open", endpoint("rows", BEARER)];
  const defaults = { endpoint: { auth: null } };
  const client = { auth: { type: "http_basic", username: "svc", password: { $secret: "password" } } };
  await withAuth({ client, resources, defaults, options: { secrets: { token: "tok-1" } } }, async (connect, server) => {
    const source = connect(); // without the client's password, which nothing sends
    await source.readAll("open");
    await source.readAll("rows");
    assert.equal(
      server.requests.map(({ headers }) => headers.authorization),
      [undefined, "Bearer tok-1"],
    );
  });
});

for (const [kind, auth] of Object.entries({
  cookie: COOKIE,
  basic: { type: "http_basic", username: "svc", password: { $secret: "key" } },
})) {
  test(`an allowed origin gets no credentials of ${kind} auth, the API's own gets them over redirects`, async () => {
    const other = await startFaultyServer(() => ROWS);
    const server = await startFaultyServer([redirect("/moved"), redirect(`${other.origin}/files`)]);
    const client = { base_url: server.origin, paginator: "single_page", auth, allowed_origins: [other.origin] };
    try {
      await withConnector({ client, resources: ["rows"] }, async (connect) => {
        await connect({ secrets: { key: "SENTINEL" } }).readAll("rows");
      });
      const carried = [...server.requests, ...other.requests].map(({ headers }) => {
        return (headers.cookie ?? headers.authorization) !== undefined;
      });
      assert.equal(carried, [true, true, false]);
    } finally {
      await server.close();
      await other.close();
    }
  });
}

test("a literal user name may stand in the config, a password may not", async () => {
  const client = { auth: { type: "http_basic", username: "svc", password: "hunter2" } };
  const { message } = await rejection(withAuth({ client }, async () => undefined));
  assert.match(message, /password/);
  assert.not.match(message, /hunter2/);
});

test.run();

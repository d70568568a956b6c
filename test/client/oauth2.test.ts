import { inspect } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, type TestConnector, withConnector } from "../support/connector.js";
import { json, raw, redirect, type Reply, status } from "../support/faulty-replies.js";
import { type FaultyServer, type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";

const SECRET = "SENTINEL-secret-91";
const UNAUTHORIZED = json({ error: "token expired" }, { status: 401 });

interface Api {
  /** The reply to each token request in turn; the last one again after that. */
  readonly tokens: readonly Reply[];
  /** The reply of the API; one row unless told. */
  readonly rows?: (request: LoggedRequest, index: number) => Reply;
  readonly auth?: object;
  readonly client?: object;
  readonly resources?: readonly unknown[];
}

interface Servers {
  readonly api: FaultyServer;
  readonly id: FaultyServer;
}

/** An API, and beside it the host that hands out its tokens. */
async function withOAuth(
  { tokens, rows = () => json([{ id: 1 }]), auth = {}, client = {}, resources = ["rows", "more"] }: Api,
  use: (source: TestConnector, servers: Servers) => Promise<void>,
): Promise<void> {
  const id = await startFaultyServer((_request, index) => tokens[Math.min(index, tokens.length - 1)] ?? status(500));
  const api = await startFaultyServer(rows);
  const config = {
    client: {
      base_url: api.origin,
      paginator: "single_page",
      retry: { initial_delay: 0.01 },
      headers: { "X-Tenant": "acme" },
      auth: {
        type: "oauth2_client_credentials",
        access_token_url: `${id.origin}/token`,
        client_id: "reporting",
        client_secret: { $secret: "client_secret" },
        ...auth,
      },
      ...client,
    },
    resources,
  };
  const known = { clientSecret: SECRET, firstToken: "SENTINEL-first", tenant: "SENTINEL-tenant" };
  try {
    await withConnector(config, (connect) =>
      use(connect({ secrets: known, settings: { id: id.origin } }), { api, id }),
    );
  } finally {
    await api.close();
    await id.close();
  }
}

function token(text: string, more: object = { expires_in: 3600 }): Reply {
  return json({ access_token: text, token_type: "Bearer", ...more });
}

function authorizations({ requests }: FaultyServer): readonly (string | undefined)[] {
  return requests.map(({ headers }) => headers.authorization);
}

const test = suite("oauth2_client_credentials");

test("the token request is a form with the client's credentials and nothing of the API's", async () => {
  await withOAuth({ tokens: [token("tok-1")] }, async (source, { api, id }) => {
    assert.equal(await source.readAll("rows"), [{ id: 1 }]);
    const [request] = id.requests;
    assert.is(request?.method, "POST");
    assert.is(request?.headers["content-type"], "application/x-www-form-urlencoded");
    assert.is(request?.body, `client_id=reporting&client_secret=${SECRET}&grant_type=client_credentials`);
    assert.is(request?.headers["x-tenant"], undefined);
    assert.is(request?.headers.authorization, undefined);
    assert.equal(authorizations(api), ["Bearer tok-1"]);
  });
});

test("access_token_request_data replaces fields, adds some, repeats lists and leaves nulls out", async () => {
  const data = { client_secret: null, grant_type: "password", scope: ["a b", "c"], tenant: { $secret: "tenant" } };
  await withOAuth({ tokens: [token("t")], auth: { access_token_request_data: data } }, async (source, { id }) => {
    await source.readAll("rows");
    assert.is(id.requests[0]?.body, "client_id=reporting&grant_type=password&scope=a+b&scope=c&tenant=SENTINEL-tenant");
  });
});

test("one token serves all requests of a connector, also of readers that start at the same time", async () => {
  const slow = json({ access_token: "tok-1", expires_in: 3600 }, { delayMs: 50 });
  await withOAuth({ tokens: [slow] }, async (source, { api, id }) => {
    await Promise.all([source.readAll("rows"), source.readAll("more"), source.readAll("rows")]);
    await source.readAll("more");
    assert.is(id.requests.length, 1);
    assert.equal(authorizations(api), Array<string>(4).fill("Bearer tok-1"));
  });
});

test("two connectors do not share a token", async () => {
  const tokens = [token("tok-1"), token("tok-2")];
  const id = await startFaultyServer(tokens);
  const api = await startFaultyServer(() => json([]));
  const auth = {
    type: "oauth2_client_credentials",
    access_token_url: { $config: "token_url" },
    client_id: "reporting",
    client_secret: { $secret: "client_secret" },
  };
  const config = { client: { base_url: api.origin, paginator: "single_page", auth }, resources: ["rows"] };
  try {
    await withConnector(config, async (connect) => {
      const options = { secrets: { clientSecret: SECRET }, settings: { tokenUrl: `${id.origin}/token` } };
      await connect(options).readAll("rows");
      await connect(options).readAll("rows");
    });
    assert.equal(authorizations(api), ["Bearer tok-1", "Bearer tok-2"]);
  } finally {
    await api.close();
    await id.close();
  }
});

for (const [what, more] of Object.entries({
  "expires_in 0": { expires_in: 0 },
  'expires_in "0"': { expires_in: "0" },
})) {
  test(`a token with ${what} is fetched again for each request`, async () => {
    await withOAuth({ tokens: [token("tok-1", more), token("tok-2", more)] }, async (source, { api }) => {
      await source.readAll("rows");
      await source.readAll("rows");
      assert.equal(authorizations(api), ["Bearer tok-1", "Bearer tok-2"]);
    });
  });
}

test("a token is renewed a little before its end", async () => {
  const tokens = [token("tok-1", { expires_in: 1 }), token("tok-2", { expires_in: 1 })];
  await withOAuth({ tokens }, async (source, { api }) => {
    await source.readAll("rows");
    await source.readAll("rows");
    await new Promise((resolve) => setTimeout(resolve, 920));
    await source.readAll("rows");
    assert.equal(authorizations(api), ["Bearer tok-1", "Bearer tok-1", "Bearer tok-2"]);
  });
});

test("default_token_expiration counts where the answer names no lifetime", async () => {
  const auth = { default_token_expiration: 0 };
  await withOAuth({ tokens: [token("tok-1", {}), token("tok-2", {})], auth }, async (source, { api }) => {
    await source.readAll("rows");
    await source.readAll("rows");
    assert.equal(authorizations(api), ["Bearer tok-1", "Bearer tok-2"]);
  });
});

test("a configured access_token is used until the API refuses it", async () => {
  const rows = ({ headers }: LoggedRequest): Reply => {
    return headers.authorization === "Bearer tok-2" ? json([{ id: 2 }]) : UNAUTHORIZED;
  };
  const auth = { access_token: { $secret: "first_token" } };
  await withOAuth({ tokens: [token("tok-2")], rows, auth }, async (source, { api, id }) => {
    assert.equal(await source.readAll("rows"), [{ id: 2 }]);
    assert.equal(authorizations(api), ["Bearer SENTINEL-first", "Bearer tok-2"]);
    assert.is(id.requests.length, 1);
  });
});

test("a 401 renews the token once for all readers that met it", async () => {
  const rows = ({ headers }: LoggedRequest): Reply => {
    return headers.authorization === "Bearer tok-1" ? UNAUTHORIZED : json([{ id: 2 }]);
  };
  await withOAuth({ tokens: [token("tok-1"), token("tok-2")], rows }, async (source, { id }) => {
    await Promise.all([source.readAll("rows"), source.readAll("more"), source.readAll("rows")]);
    assert.is(id.requests.length, 2);
  });
});

test("a second 401 fails, and names the request", async () => {
  await withOAuth({ tokens: [token("tok-1"), token("tok-2")], rows: () => UNAUTHORIZED }, async (source, servers) => {
    const { message } = await rejection(source.readAll("rows"));
    assert.is(message, `GET ${servers.api.origin}/rows: status 401: {"error":"token expired"}`);
    assert.is(servers.api.requests.length, 2);
    assert.is(servers.id.requests.length, 2);
  });
});

test("the token URL is tried again after a 503, like any request", async () => {
  await withOAuth({ tokens: [status(503), token("tok-1")] }, async (source, { api, id }) => {
    await source.readAll("rows");
    assert.is(id.requests.length, 2);
    assert.equal(authorizations(api), ["Bearer tok-1"]);
  });
});

test("after a failed token request the next reader asks again", async () => {
  await withOAuth({ tokens: [json({ error: "busy" }, { status: 400 }), token("tok-1")] }, async (source, { id }) => {
    await rejection(source.readAll("rows"));
    assert.equal(await source.readAll("rows"), [{ id: 1 }]);
    assert.is(id.requests.length, 2);
  });
});

for (const code of [302, 307] as const) {
  test(`a token request that is redirected to another origin (${code}) is refused, and the form stays`, async () => {
    const thief = await startFaultyServer(() => token("stolen"));
    try {
      await withOAuth({ tokens: [redirect(`${thief.origin}/token`, code)] }, async (source, { api, id }) => {
        const { message } = await rejection(source.readAll("rows"));
        assert.is(message, `POST ${id.origin}/token: status ${code}`);
        assert.is(thief.requests.length, 0);
        assert.is(api.requests.length, 0);
      });
    } finally {
      await thief.close();
    }
  });
}

test("the API's token goes to no other origin, not even an allowed one", async () => {
  const other = await startFaultyServer(() => json([]));
  try {
    const rows = () => redirect(`${other.origin}/files`);
    const client = { allowed_origins: [other.origin] };
    await withOAuth({ tokens: [token("tok-1")], rows, client }, async (source) => {
      await source.readAll("rows");
      assert.is(other.requests[0]?.headers.authorization, undefined);
    });
  } finally {
    await other.close();
  }
});

test("endpoints with the same auth share a token, those with another do not", async () => {
  const own = (name: string, clientId: string) => ({
    name,
    endpoint: {
      path: name,
      auth: {
        type: "oauth2_client_credentials",
        access_token_url: { $config: "id" },
        client_id: clientId,
        client_secret: { $secret: "client_secret" },
      },
    },
  });
  const resources = [
    "rows",
    own("a", "one"),
    own("b", "one"),
    own("c", "two"),
    { name: "open", endpoint: { auth: null } },
  ];
  const tokens = [token("tok-0"), token("tok-1"), token("tok-2")];
  await withOAuth({ tokens, resources }, async (source, { api }) => {
    for (const name of ["rows", "a", "b", "c", "open"]) await source.readAll(name);
    assert.equal(authorizations(api), ["Bearer tok-0", "Bearer tok-1", "Bearer tok-1", "Bearer tok-2", undefined]);
  });
});

const TOKEN = "SENTINEL-token-77";
const BROKEN_ANSWERS: Readonly<Record<string, readonly [Reply, RegExp]>> = {
  "has no access_token": [json({ token: TOKEN }), /answered without an access_token that can be sent$/],
  "has an access_token that is no text": [json({ access_token: [TOKEN] }), /answered without an access_token/],
  "has an access_token with a line break": [token(`${TOKEN}\r\nX-Evil: 1`), /answered without an access_token/],
  "is a form, not JSON": [raw(`access_token=${TOKEN}`), /answered 200, but not with JSON: a body without type$/],
  "is empty": [raw(""), /answered 200, but not with JSON: an empty body$/],
  "refuses and echoes the secret": [
    json({ error: "invalid_client", sent: SECRET }, { status: 401 }),
    /status 401: .*invalid_client/,
  ],
};

for (const [what, [reply, problem]] of Object.entries(BROKEN_ANSWERS)) {
  test(`an answer of the token URL that ${what} is an error that names the URL and shows no secret`, async () => {
    await withOAuth({ tokens: [reply] }, async (source, { id, api }) => {
      const error = await rejection(source.readAll("rows"));
      assert.is(error.name, "ApiError");
      assert.ok(error.message.startsWith(`POST ${id.origin}/token: `), error.message);
      assert.match(error.message, problem);
      assert.not.match([inspect(error, { depth: 10, showHidden: true }), error.stack].join(), /SENTI/);
      assert.is(api.requests.length, 0);
    });
  });
}

test("a fetched token is taken out of messages, in whatever spelling the API echoes it", async () => {
  const rows = () => json({ got: `Bearer ${TOKEN}`, base64: Buffer.from(TOKEN).toString("base64") }, { status: 400 });
  await withOAuth({ tokens: [token(TOKEN)], rows }, async (source) => {
    const { message } = await rejection(source.readAll("rows"));
    assert.match(message, /Bearer \[secret\]/);
    assert.not.match(message, new RegExp(`SENTI|${Buffer.from(TOKEN).toString("base64").slice(4, 16)}`));
  });
});

test.run();

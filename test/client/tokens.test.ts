import { createHmac, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { inspect } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConnectorOptions, rejection, type TestConnector, withConnector } from "../support/connector.js";
import { drop, json, raw, redirect, type Reply, status } from "../support/faulty-replies.js";
import { type FaultyServer, type LoggedRequest, type Script, startFaultyServer } from "../support/faulty-server.js";

const SECRETS = { clientSecret: "SENTINEL-client", refreshToken: "SENTINEL-refresh-0", password: "SENTINEL-password" };
const UNAUTHORIZED = json({ error: "expired" }, { status: 401 });
const ROWS = json([{ id: 1 }]);

/** An API that hands out its tokens itself, at /token and /login. */
async function withApi(
  auth: object,
  script: Script,
  use: (source: TestConnector, server: FaultyServer) => Promise<void>,
  options: Partial<ConnectorOptions> & { readonly onRefreshToken?: unknown } = {},
): Promise<void> {
  const server = await startFaultyServer(script);
  const placed = JSON.parse(JSON.stringify(auth).replaceAll("ORIGIN", server.origin)) as object;
  const client = {
    base_url: server.origin,
    paginator: "single_page",
    headers: { "X-Tenant": "acme" },
    retry: { initial_delay: 0.01 },
    auth: placed,
  };
  try {
    await withConnector({ client, resources: ["rows", "more"] }, (connect) =>
      use(connect({ secrets: SECRETS, ...options }), server),
    );
  } finally {
    await server.close();
  }
}

/** One reply for each token request, the last one again after that, and one for all others. */
function script(tokens: readonly Reply[], rows: (request: LoggedRequest) => Reply = () => ROWS): Script {
  let asked = 0;
  return (request) => {
    if (!/^\/(?:token|login)$/.test(request.path)) return rows(request);
    return tokens[Math.min(asked++, tokens.length - 1)] ?? status(500);
  };
}

function sentTo({ requests }: FaultyServer, path: string): readonly LoggedRequest[] {
  return requests.filter((request) => request.path === path);
}

const REFRESH = {
  type: "oauth2_refresh_token",
  access_token_url: "ORIGIN/token",
  client_id: "me",
  client_secret: { $secret: "client_secret" },
  refresh_token: { $secret: "refresh_token" },
};

const refresh = suite("oauth2_refresh_token");

refresh("the form has the refresh token, and the one that replaces it from then on", async () => {
  const taken: unknown[] = [];
  const tokens = [
    json({ access_token: "a1", expires_in: 0, refresh_token: "SENTINEL-refresh-1" }),
    json({ access_token: "a2", expires_in: 3600, refresh_token: "SENTINEL-refresh-1" }),
  ];
  const onRefreshToken = (...given: unknown[]): void => void taken.push(given);
  await withApi(
    REFRESH,
    script(tokens),
    async (source, server) => {
      for (let round = 0; round < 3; round++) await source.readAll("rows");
      const forms = sentTo(server, "/token").map(({ body }) => new URLSearchParams(body));
      assert.equal(
        forms.map((form) => Object.fromEntries(form)),
        [SECRETS.refreshToken, "SENTINEL-refresh-1"].map((refresh_token) => ({
          grant_type: "refresh_token",
          client_id: "me",
          client_secret: SECRETS.clientSecret,
          refresh_token,
        })),
      );
      assert.equal(
        sentTo(server, "/rows").map(({ headers }) => headers.authorization),
        ["Bearer a1", "Bearer a2", "Bearer a2"],
      );
      assert.equal(taken, [["SENTINEL-refresh-1", "refreshToken"]]);
      for (const { headers } of sentTo(server, "/token")) assert.is(headers["x-tenant"], undefined);
    },
    { onRefreshToken },
  );
});

refresh("nothing is read before the new refresh token is kept, and a failure to keep it ends the run", async () => {
  const tokens = [json({ access_token: "a1", refresh_token: "r1" })];
  const onRefreshToken = (): Promise<void> => Promise.reject(new Error("the vault is closed"));
  await withApi(
    REFRESH,
    script(tokens),
    async (source, server) => {
      assert.is((await rejection(source.readAll("rows"))).message, "the vault is closed");
      assert.is(sentTo(server, "/rows").length, 0);
    },
    { onRefreshToken },
  );
});

refresh("without the callback a replaced refresh token is a warning that does not show it", async () => {
  const tokens = [json({ access_token: "a1", refresh_token: "SENTINEL-refresh-1" })];
  await withApi(REFRESH, script(tokens), async (source) => {
    const summary = await source.load(":memory:");
    assert.match(JSON.stringify(summary), /replaced the refresh token.*onRefreshToken/);
    assert.not.match(JSON.stringify(summary), /SENTINEL/);
  });
});

const LOGIN = { path: "login", json: { user: "me", password: { $secret: "password" } } };
const SESSION = { type: "session", login: LOGIN, token_path: "data.token", name: "X-Session" };

const session = suite("session");

session("one login serves all readers, with the headers of the config and no other credentials", async () => {
  await withApi(SESSION, script([json({ data: { token: "s1" } })]), async (source, server) => {
    await Promise.all([source.readAll("rows"), source.readAll("more"), source.readAll("rows")]);
    const [login, ...again] = sentTo(server, "/login");
    assert.equal(again, []);
    assert.equal(JSON.parse(login?.body ?? ""), { user: "me", password: SECRETS.password });
    assert.equal(
      [login?.method, login?.headers["content-type"], login?.headers["x-tenant"], login?.headers["x-session"]],
      ["POST", "application/json", "acme", undefined],
    );
    for (const { headers } of [...sentTo(server, "/rows"), ...sentTo(server, "/more")]) {
      assert.equal([headers["x-session"], headers["x-tenant"], headers.authorization], ["s1", "acme", undefined]);
    }
  });
});

for (const [place, more, token, sent] of [
  ["Authorization, which needs a scheme", { name: "Authorization" }, "s1", { authorization: "Bearer s1" }],
  ["Authorization, with a scheme of its own", { name: "Authorization" }, "Token s1", { authorization: "Token s1" }],
  ["a cookie", { name: "sid", location: "cookie" }, "s1", { cookie: "sid=s1" }],
  ["a header, as a number", { name: "X-S" }, 17, { "x-s": "17" }],
] as const) {
  session(`the token goes into ${place}`, async () => {
    await withApi({ ...SESSION, ...more }, script([json({ data: { token } })]), async (source, server) => {
      await source.readAll("rows");
      for (const [name, value] of Object.entries(sent)) assert.is(sentTo(server, "/rows")[0]?.headers[name], value);
    });
  });
}

session("the token goes into the query, encoded, whatever characters it has", async () => {
  const auth = { ...SESSION, name: "sid", location: "query" };
  for (const token of ["s&1", "a b+c", " a\tb\u0000\r\n", "é%20😀"]) {
    await withApi(
      auth,
      script([json({ data: { token } })], () => status(404)),
      async (source, server) => {
        const { message } = await rejection(source.readAll("rows"));
        assert.is(sentTo(server, "/rows")[0]?.query.get("sid"), token);
        assert.not.match(message, /a\b.*b|😀|1F/i);
      },
    );
  }
  for (const token of ["", " \t", "a\ud800"]) {
    await withApi(auth, script([json({ data: { token } })]), async (source) => {
      assert.match(
        (await rejection(source.readAll("rows"))).message,
        /without a token that can be sent at "data\.token"/,
      );
    });
  }
});

for (const [kind, auth, answer, known] of [
  ["session", SESSION, (text: string) => json({ data: { token: text } }), [SECRETS.password]],
  [
    "oauth2_refresh_token",
    REFRESH,
    (text: string) => json({ access_token: text }),
    [SECRETS.clientSecret, SECRETS.refreshToken],
  ],
] as const) {
  session(`${kind}: a 401 renews the token once; the second 401 is an error`, async () => {
    const rows = ({ headers }: LoggedRequest): Reply => {
      return JSON.stringify(headers).includes("tok-2") ? ROWS : UNAUTHORIZED;
    };
    const tokens = [answer("tok-1"), answer("tok-2"), answer("tok-3")];
    await withApi(auth, script(tokens, rows), async (source, server) => {
      assert.equal(await source.readAll("rows"), [{ id: 1 }]);
      assert.is(server.requests.length, 4);
    });
    await withApi(
      auth,
      script(tokens, () => UNAUTHORIZED),
      async (source, server) => {
        assert.match((await rejection(source.readAll("rows"))).message, /\/rows: status 401/);
        assert.is(server.requests.length, 4);
      },
    );
  });

  session(`${kind}: the token request is tried again like any other, and no more`, async () => {
    await withApi(auth, script([drop(), status(503), answer("tok-1")]), async (source, server) => {
      assert.equal(await source.readAll("rows"), [{ id: 1 }]);
      assert.is(server.requests.length, 4);
    });
    await withApi(auth, script([json({ error: "no" }, { status: 403 })]), async (source, server) => {
      assert.match((await rejection(source.readAll("rows"))).message, /status 403/);
      assert.is(server.requests.length, 1);
    });
  });

  session(`${kind}: its secrets and tokens are in no error`, async () => {
    const echo = ({ headers, query }: LoggedRequest): Reply => {
      return raw(`bad ${JSON.stringify(headers)} ${query} ${known.join()}`, { status: 400 });
    };
    const failures: readonly Script[] = [
      script([answer("SENTINEL-token-1")], echo),
      script([raw(`<html>SENTINEL-token-1 ${known.join()}</html>`)]),
      script([json({ token: "SENTINEL-token-1", known })]),
      script([raw(known.join(), { status: 400 })]),
    ];
    for (const failing of failures) {
      await withApi(auth, failing, async (source) => {
        const error = await rejection(source.readAll("rows"));
        assert.not.match(inspect(error, { depth: 9, showHidden: true }), /SENTINEL/);
      });
    }
  });

  session(
    `${kind}: a redirect of the token request is not followed, and a redirect elsewhere gets no token`,
    async () => {
      const thief = await startFaultyServer(() => json([]));
      try {
        for (const code of [302, 307] as const) {
          await withApi(auth, script([redirect(`${thief.origin}/login`, code)]), async (source) => {
            assert.match((await rejection(source.readAll("rows"))).message, new RegExp(`status ${code}`));
          });
        }
        await withApi(
          auth,
          script([answer("tok-1")], () => redirect(`${thief.origin}/rows`)),
          async (source) => {
            assert.match((await rejection(source.readAll("rows"))).message, /is not an origin of this API/);
          },
        );
        assert.is(thief.requests.length, 0);
      } finally {
        await thief.close();
      }
    },
  );
}

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const JWT = { type: "jwt", key: { $secret: "key" }, claims: { iss: "me", aud: ["x", { $config: "team" }] } };

interface Jwt {
  readonly header: unknown;
  readonly claims: Record<string, unknown>;
  readonly input: string;
  readonly signature: string;
}

function jwtOf(request: LoggedRequest | undefined): Jwt {
  const text = /^Bearer (.*)$/.exec(request?.headers.authorization ?? "")?.[1] ?? "";
  const [header = "", payload = "", signature = ""] = text.split(".");
  const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
  return { header: decode(header), claims: decode(payload), input: `${header}.${payload}`, signature };
}

const jwt = suite("jwt");

for (const [spelling, key] of [
  ["", PEM],
  [" whose line breaks are written as \\n", PEM.replaceAll("\n", "\\n")],
]) {
  jwt(`RS256 signs with a private key in PEM${spelling}`, async () => {
    const options = { secrets: { key: key ?? "" }, settings: { team: "red" } };
    await withApi(
      { ...JWT, algorithm: "RS256", expires_in: 60 },
      () => ROWS,
      async (source, server) => {
        await source.readAll("rows");
        const { header, claims, input, signature } = jwtOf(server.requests[0]);
        assert.equal(header, { alg: "RS256", typ: "JWT" });
        const { iat, exp, ...others } = claims;
        assert.equal(others, { iss: "me", aud: ["x", "red"] });
        assert.is(Number(exp) - Number(iat), 60);
        assert.ok(Math.abs(Number(iat) - Date.now() / 1_000) < 60);
        assert.ok(
          verify(
            "sha256",
            Buffer.from(input),
            createPublicKey(publicKey.export({ type: "spki", format: "pem" })),
            Buffer.from(signature, "base64url"),
          ),
        );
      },
      options,
    );
  });
}

jwt("HS256 signs with a shared text, and one token serves until shortly before its end", async () => {
  const options = { secrets: { key: "k\u0142ucz" }, settings: { team: "red" } };
  await withApi(
    { ...JWT, algorithm: "HS256" },
    () => ROWS,
    async (source, server) => {
      await source.readAll("rows");
      await source.readAll("more");
      const { input, signature } = jwtOf(server.requests[0]);
      assert.is(signature, createHmac("sha256", "k\u0142ucz").update(input).digest("base64url"));
      assert.is(server.requests[1]?.headers.authorization, server.requests[0]?.headers.authorization);
    },
    options,
  );
});

jwt("claims of the config win over iat and exp", async () => {
  const options = { secrets: { key: "k" }, settings: { team: "red" } };
  await withApi(
    { ...JWT, algorithm: "HS256", claims: { exp: 9_999_999_999 } },
    () => ROWS,
    async (source, server) => {
      await source.readAll("rows");
      assert.is(jwtOf(server.requests[0]).claims["exp"], 9_999_999_999);
    },
    options,
  );
});

jwt("a key that cannot sign is refused by name, before any request", async () => {
  for (const key of [
    "",
    "SENTINEL",
    PEM.slice(0, 200),
    generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  ]) {
    await withApi(
      { ...JWT, algorithm: "RS256" },
      () => ROWS,
      async () => undefined,
      { secrets: { key: PEM }, settings: { team: "x" } },
    );
    const error = await rejection(
      withApi(
        { ...JWT, algorithm: "RS256" },
        () => ROWS,
        async () => undefined,
        { secrets: { key }, settings: { team: "x" } },
      ),
    );
    assert.match(String(error), /UsageError: secrets\.key/);
    assert.not.match(inspect(error), /SENTINEL|BEGIN/);
  }
});

jwt("an API that echoes the token does not bring it into an error", async () => {
  const options = { secrets: { key: "k" }, settings: { team: "red" } };
  const echo = ({ headers }: LoggedRequest): Reply => raw(`bad ${headers.authorization}`, { status: 403 });
  await withApi(
    { ...JWT, algorithm: "HS256" },
    echo,
    async (source) => {
      assert.match((await rejection(source.readAll("rows"))).message, /status 403: bad Bearer \[secret\]/);
    },
    options,
  );
});

refresh.run();
session.run();
jwt.run();

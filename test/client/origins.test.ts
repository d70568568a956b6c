import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, withConnector } from "../support/connector.js";
import { json, redirect } from "../support/faulty-replies.js";
import { type FaultyServer, type Script, startFaultyServer } from "../support/faulty-server.js";

const ROWS = json([{ id: 1 }]);
const SECRET = "SENTINEL-key-7";

/** An API, and another host that it leads to. */
async function withTwoServers(api: (other: FaultyServer) => Script, use: Use): Promise<void> {
  const other = await startFaultyServer(() => ROWS);
  const server = await startFaultyServer(api(other));
  try {
    await use(server, other);
  } finally {
    await server.close();
    await other.close();
  }
}

type Use = (server: FaultyServer, other: FaultyServer) => Promise<void>;

function config(
  server: FaultyServer,
  location: "header" | "query",
  client: object = {},
  resources: unknown = ["rows"],
) {
  const auth = { type: "api_key", name: "X-Api-Key", location, api_key: { $secret: "api_key" } };
  return { client: { base_url: server.origin, paginator: "single_page", auth, ...client }, resources };
}

const OPTIONS = { secrets: { apiKey: SECRET } };

const test = suite("origins and redirects");

for (const code of [301, 302, 303, 307, 308] as const) {
  test(`a ${code} within the API's origin is followed with its credentials`, async () => {
    await withTwoServers(
      () => [redirect("/moved?page=2", code), ROWS],
      async (server) => {
        await withConnector(config(server, "header"), async (connect) => {
          assert.equal(await connect(OPTIONS).readAll("rows"), [{ id: 1 }]);
        });
        assert.is(server.requests[1]?.path, "/moved");
        assert.is(server.requests[1]?.headers["x-api-key"], SECRET);
      },
    );
  });
}

for (const location of ["header", "query"] as const) {
  test(`a redirect to another origin is refused unsent, the key being sent in the ${location}`, async () => {
    await withTwoServers(
      (other) => [redirect(`${other.origin}/steal`)],
      async (server, other) => {
        await withConnector(config(server, location), async (connect) => {
          const { message } = await rejection(connect(OPTIONS).readAll("rows"));
          assert.match(
            message,
            `${other.origin} is not an origin of this API; client.allowed_origins in the config can`,
          );
          assert.not.match(message, SECRET);
        });
        assert.is(other.requests.length, 0);
      },
    );
  });
}

test("an allowed origin gets the request, but neither credentials nor headers of the config", async () => {
  await withTwoServers(
    (other) => [redirect(`${other.origin}/files`)],
    async (server, other) => {
      const client = { allowed_origins: [other.origin], headers: { "X-Tenant": "acme" } };
      await withConnector(config(server, "header", client), async (connect) => {
        assert.equal(await connect(OPTIONS).readAll("rows"), [{ id: 1 }]);
      });
      assert.is(server.requests[0]?.headers["x-tenant"], "acme");
      assert.is(other.requests[0]?.headers["x-api-key"], undefined);
      assert.is(other.requests[0]?.headers["x-tenant"], undefined);
    },
  );
});

test("an absolute URL written in the config gets the credentials", async () => {
  await withTwoServers(
    () => [],
    async (server, other) => {
      const resources = [{ name: "rows", endpoint: `${other.origin}/rows` }];
      await withConnector(config(server, "header", {}, resources), async (connect) => {
        assert.equal(await connect(OPTIONS).readAll("rows"), [{ id: 1 }]);
      });
      assert.is(other.requests[0]?.headers["x-api-key"], SECRET);
    },
  );
});

test("with another base URL given at run time, its origin gets the credentials and the config's does not", async () => {
  await withTwoServers(
    (other) => [redirect(`${other.origin}/rows`)],
    async (server, other) => {
      await withConnector(config(other, "header"), async (connect) => {
        await rejection(connect({ ...OPTIONS, baseUrl: server.origin }).readAll("rows"));
      });
      assert.is(server.requests[0]?.headers["x-api-key"], SECRET);
      assert.is(other.requests.length, 0);
    },
  );
});

const FOREIGN = "is not an origin of this API";
const NO_HTTP = "redirected to what is no http or https URL";

for (const [location, problem] of [
  ["//evil.test/x", FOREIGN],
  ["http://user@evil.test/", FOREIGN],
  ["\\\\evil.test\\x", FOREIGN],
  ["file:///etc/passwd", NO_HTTP],
  ["ftp://evil.test/x", NO_HTTP],
  ["javascript:1", NO_HTTP],
  ["data:,[]", NO_HTTP],
  ["http://[", NO_HTTP],
] as const) {
  test(`a redirect to ${location} leads nowhere`, async () => {
    await withTwoServers(
      () => [redirect(location)],
      async (server) => {
        await withConnector(config(server, "header"), async (connect) => {
          assert.match((await rejection(connect(OPTIONS).readAll("rows"))).message, problem);
        });
        assert.is(server.requests.length, 1);
      },
    );
  });
}

test("a redirect without an address is an error, where dlt takes its body for the answer", async () => {
  await withTwoServers(
    () => [{ ...ROWS, status: 302 }],
    async (server) => {
      await withConnector(config(server, "header"), async (connect) => {
        assert.match((await rejection(connect(OPTIONS).readAll("rows"))).message, "/rows: status 302");
      });
      assert.is(server.requests.length, 1);
    },
  );
});

test("redirects that never end are given up", async () => {
  await withTwoServers(
    () => (_, index) => redirect(`/again/${index}`),
    async (server) => {
      await withConnector(config(server, "header"), async (connect) => {
        assert.match((await rejection(connect(OPTIONS).readAll("rows"))).message, "more than 30 redirects");
      });
      assert.is(server.requests.length, 31);
    },
  );
});

for (const [name, cycle, asked] of [
  ["to itself", ["/rows"], 2],
  ["to itself, with a fragment that is not sent", ["/rows#a", "/rows#b"], 2],
  ["in a circle", ["/a", "/b", "/a"], 3],
  ["to an address that is signed", ["/a?signature=made-up", "/a?signature=made-up"], 2],
  ["back to the first address", ["/a", "/rows"], 3],
] as const) {
  test(`redirects that lead ${name} end at the first repetition`, async () => {
    await withTwoServers(
      () => (_, index) => redirect(cycle[index % cycle.length] ?? ""),
      async (server) => {
        await withConnector(config(server, "query"), async (connect) => {
          const { message } = await rejection(connect(OPTIONS).readAll("rows"));
          assert.match(message, /\/rows: redirected in a circle, back to http:\S+\/(rows|a)$/);
          assert.not.match(message, SECRET);
          assert.not.match(message, "made-up");
        });
        assert.is(server.requests.length, asked);
      },
    );
  });
}

test("the same address by another method is no repetition", async () => {
  const endpoint = { path: "rows", method: "POST", json: { a: 1 } };
  await withTwoServers(
    () => [redirect("/rows", 303), ROWS],
    async (server) => {
      const { client } = config(server, "header");
      await withConnector({ client, resources: [{ name: "rows", endpoint }] }, async (connect) => {
        assert.is((await connect(OPTIONS).readAll("rows")).length, 1);
      });
      assert.equal(
        server.requests.map(({ method }) => method),
        ["POST", "GET"],
      );
    },
  );
});

test("a key in the query goes with the first request, not with the address that a redirect names", async () => {
  await withTwoServers(
    () => [redirect("/moved"), ROWS],
    async (server) => {
      await withConnector(config(server, "query"), async (connect) => void (await connect(OPTIONS).readAll("rows")));
      assert.is(server.requests[0]?.query.get("X-Api-Key"), SECRET);
      assert.is(server.requests[1]?.query.get("X-Api-Key"), null);
    },
  );
});

test.run();

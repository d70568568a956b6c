import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sentParams, withApi } from "../support/api.js";
import { rejection } from "../support/connector.js";
import { json, raw, type Reply } from "../support/faulty-replies.js";
import { type FaultyServer, type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";

const TOKEN = "SENTINEL-token-3";
const KEY = "SENTINEL-key-7";

/** How an answer says where the next page is. */
interface LinkKind {
  readonly paginator: string;
  readonly answer: (next: unknown) => Reply;
}

const KINDS: readonly LinkKind[] = [
  { paginator: "json_link", answer: (next) => json({ data: [{ id: 1 }], next }) },
  {
    paginator: "header_link",
    answer: (next) => {
      const headers = typeof next === "string" ? { link: `<${next}>; rel="next"` } : {};
      return json({ data: [{ id: 1 }] }, { headers });
    },
  },
];

function paths({ requests }: FaultyServer): readonly string[] {
  return requests.map(({ path, query }) => (query.size === 0 ? path : `${path}?${query}`));
}

/** The answer to request n links to the n-th of these; the last one to nothing. */
function chain({ answer }: LinkKind, links: readonly unknown[]): (request: LoggedRequest, index: number) => Reply {
  return (_, index) => answer(links[index]);
}

const test = suite("next links");

for (const kind of KINDS) {
  const { paginator, answer } = kind;

  test(`${paginator}: links are resolved against the request they answer, and drop its params`, async () => {
    const links = ["?p=2", "/v2/rows?p=3", "more?p=4", "//HOST/last"];
    const endpoint = { path: "v1/rows", params: { state: "open" }, paginator };
    const script = ({ headers }: LoggedRequest, index: number) => {
      return answer(links[index]?.replace("HOST", headers.host ?? ""));
    };
    await withApi(endpoint, script, async (source, server) => {
      assert.is((await source.readAll("rows")).length, 5);
      assert.equal(paths(server), ["/v1/rows?state=open", "/v1/rows?p=2", "/v2/rows?p=3", "/v2/more?p=4", "/last"]);
    });
  });

  test(`${paginator}: method, headers and body go with every page`, async () => {
    const endpoint = { method: "POST", headers: { "X-Trace": "on" }, json: { term: "x" }, paginator };
    await withApi(endpoint, chain(kind, ["?p=2"]), async (source, server) => {
      await source.readAll("rows");
      for (const { body, headers, method } of server.requests) {
        assert.equal([method, headers["x-trace"], body], ["POST", "on", '{"term":"x"}']);
      }
      assert.is(server.requests.length, 2);
    });
  });

  for (const blank of ["", "  "]) {
    test(`${paginator}: the link "${blank}" is the end`, async () => {
      await withApi({ paginator }, chain(kind, [blank]), async (source, server) => {
        await source.readAll("rows");
        assert.is(server.requests.length, 1);
      });
    });
  }

  test(`${paginator}: a key in the query goes with each page, once`, async () => {
    const auth = { type: "api_key", name: "key", location: "query", api_key: { $secret: "api_key" } };
    const links = ["?p=2", `?p=3&key=${KEY}`, "?p=4&key=***&key=x"];
    const options = { client: { auth }, options: { secrets: { apiKey: KEY } } };
    const use = async (source: { readAll: (name: string) => Promise<unknown[]> }, server: FaultyServer) => {
      await source.readAll("rows");
      assert.equal(
        server.requests.map(({ query }) => query.getAll("key")),
        [[KEY], [KEY], [KEY], [KEY]],
      );
    };
    await withApi({ paginator }, chain(kind, links), use, options);
  });

  for (const [what, links, requests] of [
    ["to itself", ["/rows"], 1],
    ["to the same page twice", ["/a", "/a"], 2],
    ["in turns", ["/a", "/b", "/a"], 3],
    ["back to the first page", ["/a", "/rows"], 2],
  ] as const) {
    test(`${paginator}: links that lead ${what} are a pagination loop`, async () => {
      const script = chain(
        kind,
        links.map((link) => (link === "/rows" ? link : `${link}/${TOKEN}?t=${TOKEN}`)),
      );
      await withApi({ paginator }, script, async (source, server) => {
        const error = await rejection(source.readAll("rows"));
        assert.is(error.name, "PaginationLoopError");
        assert.not.match(error.message, TOKEN);
        assert.is(server.requests.length, requests);
      });
    });
  }

  test(`${paginator}: a link to another origin is refused unsent`, async () => {
    const other = await startFaultyServer(() => answer(undefined));
    try {
      await withApi({ paginator }, chain(kind, [`${other.origin}/rows`]), async (source) => {
        assert.match((await rejection(source.readAll("rows"))).message, `${other.origin} is not an origin of this API`);
      });
      assert.is(other.requests.length, 0);
    } finally {
      await other.close();
    }
  });

  test(`${paginator}: an allowed origin gets no credentials, no headers of the config and no body`, async () => {
    const other = await startFaultyServer(() => answer(undefined));
    const auth = { type: "bearer", token: { $secret: "token" } };
    const settings = {
      client: { auth, allowed_origins: [other.origin], headers: { "X-Tenant": "acme" } },
      options: { secrets: { token: KEY } },
    };
    const script = chain(kind, [`${other.origin}/rows?p=2`]);
    try {
      await withApi({ paginator }, script, async (source) => void (await source.readAll("rows")), settings);
      assert.is(other.requests[0]?.headers.authorization, undefined);
      assert.is(other.requests[0]?.headers["x-tenant"], undefined);
      const endpoint = { method: "POST", json: { term: "x" }, paginator };
      const use = async (source: { readAll: (name: string) => Promise<unknown[]> }) => {
        assert.match((await rejection(source.readAll("rows"))).message, "gets no body");
      };
      await withApi(endpoint, script, use, settings);
      assert.is(other.requests.length, 1);
    } finally {
      await other.close();
    }
  });

  for (const link of ["file:///etc/passwd", "ftp://HOST/rows", "data:application/json,[]"]) {
    test(`${paginator}: the link ${link} is not of http, and not quoted`, async () => {
      const script = ({ headers }: LoggedRequest) => answer(link.replace("HOST", headers.host ?? ""));
      await withApi({ paginator }, script, async (source, server) => {
        const { message } = await rejection(source.readAll("rows"));
        assert.is(message, `GET ${server.origin}/rows: the next link is no http or https URL`);
      });
    });
  }

  for (const link of ["javascript:1", "file:///etc/passwd", "http://me:pw@HOST/rows", "http://[", "\\\\evil.test\\x"]) {
    test(`${paginator}: the link ${link} leads nowhere`, async () => {
      const script = ({ headers }: LoggedRequest) => answer(link.replace("HOST", headers.host ?? ""));
      await withApi({ paginator }, script, async (source, server) => {
        assert.is((await rejection(source.readAll("rows"))).name, "ApiError");
        assert.is(server.requests.length, 1);
      });
    });
  }

  test(`${paginator}: a page that is HTML is an error, never the last page`, async () => {
    await withApi({ paginator }, [answer("?p=2"), raw("<html>")], async (source) => {
      assert.match((await rejection(source.readAll("rows"))).message, "answered 200, but not with JSON");
    });
  });

  test(`${paginator}: max_pages stops with a warning`, async () => {
    const script = (_: LoggedRequest, index: number) => answer(`?p=${index + 2}`);
    await withApi(
      { paginator },
      script,
      async (source, server) => {
        const { resources } = await source.load(":memory:");
        assert.equal(resources[0]?.warnings, ["stopped after 2 pages, as client.max_pages says"]);
        assert.equal(sentParams(server, "p"), [null, "2"]);
      },
      { client: { max_pages: 2 } },
    );
  });
}

for (const link of [null, undefined]) {
  test(`json_link: the link ${String(link)} is the end`, async () => {
    await withApi(
      { paginator: "json_response" },
      () => json({ data: [{ id: 1 }], next: link }),
      async (source, server) => {
        await source.readAll("rows");
        assert.is(server.requests.length, 1);
      },
    );
  });
}

for (const link of [false, 0, 7, {}, ["/a"]]) {
  test(`json_link: the link ${JSON.stringify(link)} is an error, as in dlt`, async () => {
    await withApi(
      { paginator: "json_link" },
      () => json({ data: [{ id: 1 }], next: link }),
      async (source) => {
        assert.match((await rejection(source.readAll("rows"))).message, "the next link is no text");
      },
    );
  });
}

test("json_link: next_url_path may be any JSONPath", async () => {
  const endpoint = { paginator: { type: "json_link", next_url_path: "links[?(@.rel == 'next')].href" } };
  const answer = (_: LoggedRequest, index: number) => {
    const links = [{ rel: "self", href: "?p=9" }, ...(index === 0 ? [{ rel: "next", href: "?p=2" }] : [])];
    return json({ data: [], links });
  };
  await withApi(endpoint, answer, async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentParams(server, "p"), [null, "2"]);
  });
});

for (const [header, page] of [
  ['</rows?p=1>; rel="prev", </rows?p=2>; rel="next"', "2"],
  ["</rows?p=2>;rel=next", "2"],
  ['</rows?p=2,3>; title="a, <b>; rel=next"; REL="next"', "2,3"],
  ['</rows?p=1>; rel="next", </rows?p=2>; rel="next"', "2"],
  ['</rows?p=2>; rel="next last"', null],
  ['</rows?p=2>; title="; rel=next"', null],
  ['/rows?p=2; rel="next"', "2"],
  ['/rows?p=1; rel="prev", </rows?p=2>; rel="next"', "2"],
  ["no link at all", null],
] as const) {
  test(`header_link: ${header} leads ${page === null ? "nowhere" : `to page ${page}`}`, async () => {
    const answer = (_: LoggedRequest, index: number) => {
      return json({ data: [] }, { headers: index === 0 ? { link: header } : {} });
    };
    await withApi({ paginator: "header_link" }, answer, async (source, server) => {
      await source.readAll("rows");
      assert.equal(sentParams(server, "p"), page === null ? [null] : [null, page]);
    });
  });
}

test("header_link: links_next_key is the whole rel text", async () => {
  const endpoint = { paginator: { type: "header_link", links_next_key: "older last" } };
  const script = [json({ data: [] }, { headers: { link: '</x>; rel="older last"' } }), json({ data: [] })];
  await withApi(endpoint, script, async (source, server) => {
    await source.readAll("rows");
    assert.equal(paths(server), ["/rows", "/x"]);
  });
});

test.run();

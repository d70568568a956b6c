import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sentBodies, sentParams, withApi } from "../support/api.js";
import { rejection } from "../support/connector.js";
import { json, raw } from "../support/faulty-replies.js";
import type { LoggedRequest } from "../support/faulty-server.js";

const TOKEN = "SENTINEL-token-3";

/** The answer to request n carries the n-th of these cursors; the last one carries none. */
function chain(cursors: readonly unknown[]): (request: LoggedRequest, index: number) => ReturnType<typeof json> {
  return (_, index) => json({ data: [{ id: index }], next: cursors[index] });
}

function paginator(options: object = {}): object {
  return { paginator: { type: "cursor", cursor_path: "next", ...options } };
}

const test = suite("cursor paginators");

test("cursor: the first request has none, and the others carry what the page before them said", async () => {
  await withApi(
    { paginator: "cursor", params: { limit: 2 } },
    (_, index) => json({ data: [{ id: index }], cursors: { next: ["a", "b c&d", null][index] } }),
    async (source, server) => {
      assert.is((await source.readAll("rows")).length, 3);
      assert.equal(sentParams(server, "cursor"), [null, "a", "b c&d"]);
      assert.equal(sentParams(server, "limit"), ["2", "2", "2"]);
    },
  );
});

for (const end of [undefined, null, "", 0, false, [], {}]) {
  test(`cursor: ${JSON.stringify(end)} is the end, as in dlt`, async () => {
    await withApi(paginator(), chain(["a", end]), async (source, server) => {
      await source.readAll("rows");
      assert.is(server.requests.length, 2);
    });
  });
}

for (const cursor of [7, true, 1.5]) {
  test(`cursor: ${cursor} is sent as its text`, async () => {
    await withApi(paginator(), chain([cursor]), async (source, server) => {
      await source.readAll("rows");
      assert.equal(sentParams(server, "cursor"), [null, String(cursor)]);
    });
  });
}

test("cursor: an integer beyond 2^53 keeps its digits", async () => {
  const script = [raw('{"data": [], "next": 90071992547409931}'), json({ data: [] })];
  await withApi(paginator(), script, async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentParams(server, "cursor"), [null, "90071992547409931"]);
  });
});

test("cursor: a number is sent as JavaScript writes it: 1.0 as 1, where dlt sends 1.0", async () => {
  const script = [raw('{"data": [], "next": 1.0}'), raw('{"data": [], "next": 1e20}'), json({ data: [] })];
  await withApi(paginator(), script, async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentParams(server, "cursor"), [null, "1", "100000000000000000000"]);
  });
});

test("cursor: a list cannot be a query parameter", async () => {
  await withApi(paginator(), chain([[1, 2]]), async (source) => {
    assert.match((await rejection(source.readAll("rows"))).message, "which only a body can carry");
  });
});

test("cursor: a param of the config under its name is the first cursor", async () => {
  const endpoint = { ...paginator({ cursor_param: "after" }), params: { after: "*", limit: 2 } };
  await withApi(endpoint, chain(["a"]), async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentParams(server, "after"), ["*", "a"]);
  });
});

for (const [what, cursors, requests] of [
  ["twice in a row", [TOKEN, TOKEN], 2],
  ["in turns", [TOKEN, "b", TOKEN, "b"], 3],
] as const) {
  for (const carrier of [{}, { cursor_body_path: "after" }, { cursor_header: "X-After" }]) {
    test(`cursor: one that comes ${what} is a pagination loop ${JSON.stringify(carrier)}`, async () => {
      await withApi({ ...paginator(carrier), method: "POST" }, chain(cursors), async (source, server) => {
        const error = await rejection(source.readAll("rows"));
        assert.is(error.name, "PaginationLoopError");
        assert.match(error.message, "POST http://");
        assert.not.match(error.message, TOKEN);
        assert.is(server.requests.length, requests);
      });
    });
  }
}

test("cursor: each reading has its own memory of cursors", async () => {
  const script = ({ query }: LoggedRequest) => json({ data: [{ id: 1 }], next: query.has("cursor") ? null : "a" });
  await withApi(paginator(), script, async (source, server) => {
    await source.readAll("rows");
    await source.readAll("rows");
    assert.is(server.requests.length, 4);
  });
});

test("cursor: has_more false ends the reading though a cursor is there", async () => {
  const answer = (_: LoggedRequest, index: number) => json({ data: [{ id: 1 }], next: `c${index}`, more: index < 1 });
  await withApi(paginator({ has_more_path: "more" }), answer, async (source, server) => {
    await source.readAll("rows");
    assert.is(server.requests.length, 2);
  });
});

test("cursor: without a flag at has_more_path the reading fails, as in dlt", async () => {
  await withApi(paginator({ has_more_path: "more" }), chain(["a"]), async (source) => {
    assert.match((await rejection(source.readAll("rows"))).message, 'neither true nor false at "more"');
  });
});

for (const stop of [true, false]) {
  test(`cursor: an empty page is ${stop ? "" : "not "}the end with stop_after_empty_page ${stop}`, async () => {
    const answer = (_: LoggedRequest, index: number) => json({ data: [], next: ["a", "b"][index] });
    await withApi(paginator({ stop_after_empty_page: stop }), answer, async (source, server) => {
      await source.readAll("rows");
      assert.is(server.requests.length, stop ? 1 : 3);
    });
  });
}

test("cursor: stop_on_short_page ends at a page shorter than one before", async () => {
  const answer = (_: LoggedRequest, index: number) => {
    return json({ data: Array.from({ length: index === 2 ? 1 : 2 }, () => ({ id: index })), next: `c${index}` });
  };
  await withApi(paginator({ stop_on_short_page: true }), answer, async (source, server) => {
    assert.is((await source.readAll("rows")).length, 5);
    assert.is(server.requests.length, 3);
  });
});

test("cursor: it may come from the last record", async () => {
  const endpoint = { paginator: { type: "cursor", cursor_path: "meta.id", cursor_from: "last_record" } };
  const answer = (_: LoggedRequest, index: number) => {
    return json({ data: index === 2 ? [] : [{ meta: { id: 0 } }, { meta: { id: index + 10 } }] });
  };
  await withApi(endpoint, answer, async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentParams(server, "cursor"), [null, "10", "11"]);
  });
});

test("cursor: it may travel in a header, beside the others", async () => {
  const endpoint = { ...paginator({ cursor_header: "X-After" }), headers: { "X-Trace": "on" } };
  await withApi(endpoint, chain(["a"]), async (source, server) => {
    await source.readAll("rows");
    assert.equal(
      server.requests.map(({ headers }) => [headers["x-after"], headers["x-trace"]]),
      [
        [undefined, "on"],
        ["a", "on"],
      ],
    );
    assert.equal(sentParams(server, "cursor"), [null, null]);
  });
});

test("cursor: in a body it keeps its type, and makes the objects on its way", async () => {
  const endpoint = { ...paginator({ cursor_body_path: "page.after" }), method: "POST", json: { size: 2 } };
  await withApi(endpoint, chain([7, [1, "x"]]), async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentBodies(server), [
      { size: 2 },
      { size: 2, page: { after: 7 } },
      { size: 2, page: { after: [1, "x"] } },
    ]);
  });
});

test("cursor: a value of the config at its body path is the first cursor", async () => {
  const endpoint = { ...paginator({ cursor_body_path: "page.after" }), method: "POST", json: { page: { after: "*" } } };
  await withApi(endpoint, chain(["a"]), async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentBodies(server), [{ page: { after: "*" } }, { page: { after: "a" } }]);
  });
});

test("cursor: without json the first request has no body, as in dlt", async () => {
  const endpoint = { ...paginator({ cursor_body_path: "after" }), method: "POST" };
  await withApi(endpoint, chain(["a"]), async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentBodies(server), [null, { after: "a" }]);
  });
});

test("cursor: a page that is HTML is an error, never the last page", async () => {
  await withApi(paginator(), [json({ data: [], next: "a" }), raw("<html>")], async (source) => {
    assert.match((await rejection(source.readAll("rows"))).message, "answered 200, but not with JSON");
  });
});

/** The answer to request n has the n-th of these in the header X-Next. */
function headerChain(cursors: readonly (string | undefined)[]) {
  return (_: LoggedRequest, index: number) => {
    const cursor = cursors[index];
    return json({ data: [{ id: index }] }, { headers: cursor === undefined ? {} : { "X-Next": cursor } });
  };
}

const BY_HEADER = { paginator: { type: "header_cursor", cursor_key: "x-next", cursor_param: "seek" } };

test("header_cursor: it comes in a header of any case and goes as a query parameter", async () => {
  await withApi({ ...BY_HEADER, params: { limit: 2 } }, headerChain(["a", "b"]), async (source, server) => {
    assert.is((await source.readAll("rows")).length, 3);
    assert.equal(sentParams(server, "seek"), [null, "a", "b"]);
    assert.equal(sentParams(server, "limit"), ["2", "2", "2"]);
  });
});

test("header_cursor: a header without text is a cursor too, as in dlt", async () => {
  await withApi(BY_HEADER, headerChain([""]), async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentParams(server, "seek"), [null, ""]);
  });
});

for (const cursors of [
  [TOKEN, TOKEN],
  [TOKEN, "b", TOKEN],
]) {
  test(`header_cursor: ${cursors.length} cursors that repeat are a pagination loop`, async () => {
    await withApi(BY_HEADER, headerChain(cursors), async (source, server) => {
      const error = await rejection(source.readAll("rows"));
      assert.is(error.name, "PaginationLoopError");
      assert.not.match(error.message, TOKEN);
      assert.is(server.requests.length, cursors.length);
    });
  });
}

test("header_cursor: max_pages stops with a warning", async () => {
  await withApi(
    BY_HEADER,
    (_, index) => json({ data: [{ id: index }] }, { headers: { "X-Next": String(index) } }),
    async (source) => {
      const { resources } = await source.load(":memory:");
      assert.equal(resources[0]?.warnings, ["stopped after 2 pages, as client.max_pages says"]);
    },
    { client: { max_pages: 2 } },
  );
});

test.run();

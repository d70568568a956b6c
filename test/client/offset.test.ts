import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, type TestConnector, withConnector } from "../support/connector.js";
import { json } from "../support/faulty-replies.js";
import { type FaultyServer, type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";

/** Ten records, as many as `limit` says from `offset` on. */
function slice({ query }: LoggedRequest, count = 10): readonly { readonly id: number }[] {
  const [offset, limit] = [Number(query.get("offset")), Number(query.get("limit"))];
  return Array.from({ length: Math.max(Math.min(limit, count - offset), 0) }, (_, index) => ({ id: offset + index }));
}

async function withApi(
  paginator: object,
  answer: (request: LoggedRequest) => unknown,
  use: (source: TestConnector, server: FaultyServer) => Promise<void>,
  client: object = {},
): Promise<void> {
  const server = await startFaultyServer((request) => json(answer(request)));
  const config = {
    client: { base_url: server.origin, ...client },
    resources: [
      { name: "rows", endpoint: { data_selector: "data", paginator: { type: "offset", limit: 4, ...paginator } } },
    ],
  };
  try {
    await withConnector(config, (connect) => use(connect(), server));
  } finally {
    await server.close();
  }
}

function offsets({ requests }: FaultyServer): readonly (string | null)[] {
  return requests.map(({ query }) => query.get("offset"));
}

const test = suite("offset paginator");

test("it ends at the total without asking for an empty page", async () => {
  await withApi(
    {},
    (request) => ({ data: slice(request), total: 10 }),
    async (source, server) => {
      assert.is((await source.readAll("rows")).length, 10);
      assert.equal(offsets(server), ["0", "4", "8"]);
    },
  );
});

for (const total of [undefined, null, "many", -1]) {
  test(`a total of ${total} that nobody configured is passed over: the first empty page ends the reading`, async () => {
    await withApi(
      {},
      (request) => ({ data: slice(request), total }),
      async (source, server) => {
        assert.is((await source.readAll("rows")).length, 10);
        assert.equal(offsets(server), ["0", "4", "8", "12"]);
      },
    );
  });
}

for (const total of ["10", " +10\n", 10.9]) {
  test(`a total of ${JSON.stringify(total)} counts as 10, as in dlt`, async () => {
    await withApi(
      {},
      (request) => ({ data: slice(request), total }),
      async (source, server) => {
        await source.readAll("rows");
        assert.equal(offsets(server), ["0", "4", "8"]);
      },
    );
  });
}

for (const [total, found] of [
  [undefined, "nothing"],
  [null, "null"],
  ["many", '"many"'],
  // Python, and so dlt, reads 10 in both.
  ["1_0", '"1_0"'],
  ["\u0661\u0660", '"\u0661\u0660"'],
  [{}, "an object"],
  [[3], "a list"],
]) {
  test(`a total of ${JSON.stringify(total)} at a path that was configured is an error`, async () => {
    await withApi(
      { total_path: "meta.total" },
      (request) => ({ data: slice(request), meta: { total } }),
      async (source) => {
        assert.match(
          (await rejection(source.readAll("rows"))).message,
          `: no total at "meta.total", but ${found}: where an API tells none, total_path is null`,
        );
      },
    );
  });
}

test("a total nobody configured is needed when empty pages do not end the reading", async () => {
  await withApi(
    { stop_after_empty_page: false },
    (request) => ({ data: slice(request) }),
    async (source) => {
      assert.match((await rejection(source.readAll("rows"))).message, 'no total at "total", but nothing');
    },
  );
});

test("an empty page in the middle is read over when empty pages do not end the reading", async () => {
  const answer = (request: LoggedRequest) => ({
    data: request.query.get("offset") === "4" ? [] : slice(request),
    total: 10,
  });
  await withApi({ stop_after_empty_page: false }, answer, async (source, server) => {
    assert.is((await source.readAll("rows")).length, 6);
    assert.equal(offsets(server), ["0", "4", "8"]);
  });
});

test("a page shorter than the limit does not end the reading", async () => {
  const answer = (request: LoggedRequest) => ({ data: slice(request).slice(0, 2) });
  await withApi({ total_path: null }, answer, async (source, server) => {
    assert.is((await source.readAll("rows")).length, 6);
    assert.equal(offsets(server), ["0", "4", "8", "12"]);
  });
});

test("fewer records than the total says is a warning with both numbers", async () => {
  await withApi(
    {},
    (request) => ({ data: slice(request, 6), total: 10 }),
    async (source) => {
      const { resources } = await source.load(":memory:");
      assert.equal(resources[0]?.warnings, ["the API's total says 10 records, but 6 were there"]);
    },
  );
});

test("an API that sends the same page again and again is a pagination loop", async () => {
  await withApi(
    {},
    () => ({ data: [{ id: 1 }, { id: 2 }] }),
    async (source, server) => {
      const error = await rejection(source.readAll("rows"));
      assert.is(error.name, "PaginationLoopError");
      assert.is(server.requests.length, 2);
    },
  );
});

test("pages that come in turns are a pagination loop", async () => {
  await withApi(
    { total_path: null },
    ({ query }) => ({ data: [{ id: Number(query.get("offset")) % 8 }] }),
    async (source, server) => {
      assert.is((await rejection(source.readAll("rows"))).name, "PaginationLoopError");
      assert.is(server.requests.length, 3);
    },
  );
});

test("equal pages are data while a total or a flag says that there is more", async () => {
  await withApi(
    {},
    () => ({ data: [{ id: 1 }], total: 12 }),
    async (source) => {
      assert.is((await source.readAll("rows")).length, 3);
    },
  );
  const more = ({ query }: LoggedRequest) => ({ data: [{ id: 1 }], more: query.get("offset") !== "8" });
  await withApi({ total_path: null, has_more_path: "more" }, more, async (source) => {
    assert.is((await source.readAll("rows")).length, 3);
  });
});

for (const [word, more] of [
  ["yes", true],
  ["1", true],
  ["No", false],
  ["f", false],
] as const) {
  test(`has_more "${word}" ${more ? "goes on" : "ends the reading"}`, async () => {
    await withApi(
      { total_path: null, has_more_path: "more" },
      (request) => ({ data: slice(request), more: word }),
      async (source, server) => {
        await source.readAll("rows");
        assert.is(server.requests.length, more ? 4 : 1);
      },
    );
  });
}

for (const [more, found] of [
  [undefined, "nothing"],
  [null, "null"],
  [1, "1"],
  ["perhaps", '"perhaps"'],
]) {
  test(`has_more ${JSON.stringify(more)} is an error`, async () => {
    await withApi(
      { total_path: null, has_more_path: "more" },
      (request) => ({ data: slice(request), more }),
      async (source) => {
        assert.match(
          (await rejection(source.readAll("rows"))).message,
          `neither true nor false at "more", but ${found}`,
        );
      },
    );
  });
}

test("maximum_offset bounds the offsets asked for, and no page is cut", async () => {
  await withApi(
    { total_path: null, maximum_offset: 6 },
    (request) => ({ data: slice(request) }),
    async (source, server) => {
      assert.is((await source.readAll("rows")).length, 8);
      assert.equal(offsets(server), ["0", "4"]);
    },
  );
});

test("stop_on_short_page: a page with fewer records than the limit is the last", async () => {
  await withApi(
    { total_path: null, stop_on_short_page: true },
    (request) => ({ data: slice(request) }),
    async (source, server) => {
      assert.is((await source.readAll("rows")).length, 10);
      assert.equal(offsets(server), ["0", "4", "8"]);
    },
  );
});

test("max_pages stops with a warning", async () => {
  const answer = (request: LoggedRequest) => ({ data: slice(request) });
  await withApi(
    {},
    answer,
    async (source) => {
      const { resources } = await source.load(":memory:");
      assert.is(resources[0]?.records, 8);
      assert.equal(resources[0]?.warnings, ["stopped after 2 pages, as client.max_pages says"]);
    },
    { max_pages: 2 },
  );
});

test.run();

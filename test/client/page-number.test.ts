import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sentBodies, sentParams, withApi } from "../support/api.js";
import { rejection } from "../support/connector.js";
import { json, raw } from "../support/faulty-replies.js";
import type { LoggedRequest } from "../support/faulty-server.js";

const SIZE = 3;

/** Ten records in four pages, the last one short; `base` is the number of the first. */
function slice({ query }: LoggedRequest, base = 0): readonly { readonly id: number }[] {
  const first = (Number(query.get("page")) - base) * SIZE;
  return Array.from({ length: Math.min(Math.max(10 - first, 0), SIZE) }, (_, index) => ({ id: first + index }));
}

function paginator(options: object): object {
  return { paginator: { type: "page_number", ...options } };
}

const test = suite("page_number paginator");

for (const base of [0, 1, 5]) {
  test(`pages are counted from base_page ${base} on, up to the total`, async () => {
    const answer = (request: LoggedRequest) => json({ data: slice(request, base), total: 4 });
    await withApi(paginator({ base_page: base }), answer, async (source, server) => {
      assert.is((await source.readAll("rows")).length, 10);
      assert.equal(
        sentParams(server, "page"),
        [0, 1, 2, 3].map((index) => String(base + index)),
      );
    });
  });
}

test("page says which page is the first that is asked for, and page_param under which name", async () => {
  const endpoint = paginator({ base_page: 1, page: 3, page_param: "pg", total_path: "meta.pages" });
  const answer = () => json({ data: [{ id: 1 }], meta: { pages: "4" } });
  await withApi(endpoint, answer, async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentParams(server, "pg"), ["3", "4"]);
  });
});

test("a total that nobody configured may be missing: the first empty page ends the reading", async () => {
  await withApi(
    paginator({}),
    (request) => json({ data: slice(request) }),
    async (source, server) => {
      assert.is((await source.readAll("rows")).length, 10);
      assert.equal(sentParams(server, "page"), ["0", "1", "2", "3", "4"]);
    },
  );
});

for (const total of [undefined, null, "many", {}]) {
  test(`a total of ${JSON.stringify(total)} at a path that was configured is an error`, async () => {
    const answer = (request: LoggedRequest) => json({ data: slice(request), pages: total });
    await withApi(paginator({ total_path: "pages" }), answer, async (source) => {
      assert.match((await rejection(source.readAll("rows"))).message, 'no total at "pages", but ');
    });
  });
}

test("an empty page is the end before its missing total is", async () => {
  const answer = (request: LoggedRequest) => {
    const data = slice(request);
    return json(data.length === 0 ? { data } : { data, pages: 9 });
  };
  await withApi(paginator({ total_path: "pages" }), answer, async (source) => {
    const { resources } = await source.load(":memory:");
    assert.is(resources[0]?.records, 10);
    assert.equal(resources[0]?.warnings, ["the API's total says 9 pages, but 4 were there"]);
  });
});

test("a resource without records that counts its empty page is no cause for a warning", async () => {
  await withApi(
    paginator({}),
    () => json({ data: [], total: 1 }),
    async (source) => assert.equal((await source.load(":memory:")).resources[0]?.warnings, []),
  );
});

test("an empty page is read over when empty pages do not end the reading", async () => {
  const answer = ({ query }: LoggedRequest) => json({ data: query.get("page") === "1" ? [] : [{ id: 1 }], total: 3 });
  await withApi(paginator({ stop_after_empty_page: false }), answer, async (source, server) => {
    assert.is((await source.readAll("rows")).length, 2);
    assert.equal(sentParams(server, "page"), ["0", "1", "2"]);
  });
});

test("maximum_page is not asked for", async () => {
  const endpoint = paginator({ base_page: 1, total_path: null, maximum_page: 3 });
  await withApi(
    endpoint,
    (request) => json({ data: slice(request, 1) }),
    async (source, server) => {
      await source.readAll("rows");
      assert.equal(sentParams(server, "page"), ["1", "2"]);
    },
  );
});

test("has_more false ends the reading", async () => {
  const endpoint = paginator({ total_path: null, has_more_path: "state.more" });
  const answer = ({ query }: LoggedRequest) => json({ data: [{ id: 1 }], state: { more: query.get("page") !== "2" } });
  await withApi(endpoint, answer, async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentParams(server, "page"), ["0", "1", "2"]);
  });
});

test("stop_on_short_page: a page shorter than one before is the last", async () => {
  await withApi(
    paginator({ total_path: null, stop_on_short_page: true }),
    (request) => json({ data: slice(request) }),
    async (source, server) => {
      assert.is((await source.readAll("rows")).length, 10);
      assert.equal(sentParams(server, "page"), ["0", "1", "2", "3"]);
    },
  );
});

test("page_body_path puts the number into the JSON body", async () => {
  const endpoint = {
    method: "POST",
    json: { page: { size: 2 } },
    ...paginator({ base_page: 1, page_body_path: "page.number", total_path: null, maximum_page: 3 }),
  };
  let id = 0;
  const answer = () => json({ data: [{ id: ++id }] });
  await withApi(endpoint, answer, async (source, server) => {
    await source.readAll("rows");
    assert.equal(sentBodies(server), [{ page: { size: 2, number: 1 } }, { page: { size: 2, number: 2 } }]);
    assert.equal(sentParams(server, "page"), [null, null]);
  });
});

for (const cycle of [1, 2, 3]) {
  test(`the same pages again after ${cycle} are a pagination loop`, async () => {
    const answer = ({ query }: LoggedRequest) => json({ data: [{ id: Number(query.get("page")) % cycle }] });
    await withApi(paginator({}), answer, async (source, server) => {
      assert.is((await rejection(source.readAll("rows"))).name, "PaginationLoopError");
      assert.is(server.requests.length, cycle + 1);
    });
  });
}

test("equal pages are data while the total says that there is more", async () => {
  await withApi(
    paginator({}),
    () => json({ data: [{ id: 1 }], total: 3 }),
    async (source) => assert.is((await source.readAll("rows")).length, 3),
  );
});

test("a page that is HTML is an error, never the last page", async () => {
  const answer = (request: LoggedRequest) =>
    request.query.get("page") === "1" ? raw("<html>") : json({ data: slice(request) });
  await withApi(paginator({}), answer, async (source) => {
    assert.match((await rejection(source.readAll("rows"))).message, "answered 200, but not with JSON");
  });
});

test("max_pages stops with a warning", async () => {
  await withApi(
    paginator({}),
    (request) => json({ data: slice(request) }),
    async (source) => {
      const { resources } = await source.load(":memory:");
      assert.is(resources[0]?.records, 2 * SIZE);
      assert.equal(resources[0]?.warnings, ["stopped after 2 pages, as client.max_pages says"]);
    },
    { client: { max_pages: 2 } },
  );
});

test.run();

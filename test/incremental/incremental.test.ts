import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection } from "../support/connector.js";
import { json, raw, status } from "../support/faulty-replies.js";
import { CURSOR, since, withRows } from "./support.js";

const test = suite("incremental loading");

test("the second run asks from where the first ended, and loads what came since, once", async () => {
  await withRows(CURSOR, async (api) => {
    api.serve = since([
      { n: 1, at: "2024-01-02" },
      { n: 2, at: "2024-01-03" },
    ]);
    await api.load();
    api.serve = since([
      { n: 2, at: "2024-01-03" },
      { n: 3, at: "2024-01-03" },
      { n: 4, at: "2024-01-04" },
    ]);
    const summary = await api.load();
    assert.equal(api.asked(), ["/rows?since=2024-01-01", "/rows?since=2024-01-03"]);
    assert.equal(await api.loaded(), [1, 2, 3, 4]);
    assert.is(summary.resources[0]?.records, 2);
    assert.is(summary.resources[0]?.accounting.filtered, 1);
  });
});

test("a run without news changes nothing", async () => {
  await withRows(CURSOR, async (api) => {
    api.serve = since([{ n: 1, at: "2024-01-02" }]);
    await api.load();
    assert.is((await api.load()).loadId, null);
  });
});

test("a run that fails leaves rows and cursor as they were: the next one starts at the same place", async () => {
  await withRows(
    CURSOR,
    async (api) => {
      api.serve = ({ query }) => json({ rows: query.get("page") === null ? [{ n: 1, at: "2024-01-02" }] : [] });
      await api.load();
      api.serve = ({ query }) =>
        query.get("cursor") === null ? json({ rows: [{ n: 2, at: "2024-01-09" }], next: "b" }) : status(404);
      assert.match((await rejection(api.load())).message, "404");
      assert.equal(await api.loaded(), [1]);
      api.asked();
      api.serve = () => json({ rows: [{ n: 3, at: "2024-01-05" }] });
      await api.load();
      assert.equal(api.asked(), ["/rows?since=2024-01-02"]);
      assert.equal(await api.loaded(), [1, 3]);
    },
    { endpoint: { data_selector: "rows", paginator: { type: "cursor", cursor_path: "next" } } },
  );
});

test("records out of order are all loaded, and the furthest is where the next run starts", async () => {
  await withRows(CURSOR, async (api) => {
    api.serve = () =>
      json([
        { n: 1, at: "2024-01-05" },
        { n: 2, at: "2024-01-02" },
        { n: 3, at: "2023-12-31" },
      ]);
    await api.load();
    await api.load();
    assert.equal(api.asked(), ["/rows?since=2024-01-01", "/rows?since=2024-01-05"]);
    assert.equal(await api.loaded(), [1, 2]);
  });
});

test("with a primary key a record on the boundary is known by its key, though it changed", async () => {
  const rows = (name: string) => [{ n: 1, at: "2024-01-02", name }];
  await withRows(
    CURSOR,
    async (api) => {
      api.serve = since(rows("before"));
      await api.load();
      api.serve = since(rows("after"));
      assert.is((await api.load()).loadId, null);
    },
    { primary_key: "n" },
  );
});

for (const [word, expected] of [
  ["include", [1, 2, 3]],
  ["exclude", [1]],
] as const) {
  test(`records without cursor: ${word}`, async () => {
    await withRows({ ...CURSOR, on_cursor_value_missing: word }, async (api) => {
      api.serve = () => json([{ n: 1, at: "2024-01-02" }, { n: 2 }, { n: 3, at: null }]);
      await api.load();
      assert.equal(await api.loaded(), expected);
    });
  });
}

for (const [row, problem] of [
  [{ n: 2 }, 'a record has no cursor at "at"'],
  [{ n: 2, at: null }, 'a record\'s cursor at "at" is null'],
  [{ n: 2, at: 5 }, 'the number 5, which has no order with the text "2024-01-02"'],
  [{ n: 2, at: {} }, 'the cursor at "at" is neither a text nor a number'],
] as const) {
  test(`${JSON.stringify(row)} fails the run: ${problem}`, async () => {
    await withRows(CURSOR, async (api) => {
      api.serve = () => json([{ n: 1, at: "2024-01-02" }, row]);
      const error = await rejection(api.load());
      assert.is(error.name, "CursorError");
      assert.match(error.message, problem);
    });
  });
}

test("clocks with offsets are compared as texts, as in dlt", async () => {
  await withRows({ ...CURSOR, initial_value: "2024-01-01T00:00:00+00:00" }, async (api) => {
    api.serve = () =>
      json([
        { n: 1, at: "2024-01-02T00:30:00+02:00" },
        { n: 2, at: "2024-01-01T23:00:00+00:00" },
      ]);
    await api.load();
    await api.load();
    assert.is(api.asked()[1], "/rows?since=2024-01-02T00%3A30%3A00%2B02%3A00");
  });
});

test("a number keeps its spelling and its digits from run to run", async () => {
  const cursor = { cursor_path: "at", start_param: "since", initial_value: 1 };
  await withRows(cursor, async (api) => {
    for (const text of ['[{"n": 1, "at": 2.0}]', '[{"n": 2, "at": 9007199254740993}]', '[{"n": 3, "at": 1e20}]']) {
      api.serve = () => raw(text);
      await api.load();
    }
    await api.load();
    const asked = ["1", "2.0", "9007199254740993", "1e%2B20"];
    assert.equal(
      api.asked(),
      asked.map((value) => `/rows?since=${value}`),
    );
  });
});

test("a lag reads its stretch again, and leaves telling rows apart to the merge", async () => {
  await withRows(
    { ...CURSOR, lag: 2 },
    async (api) => {
      api.serve = since([{ n: 1, at: "2024-01-09" }]);
      await api.load();
      api.serve = since([
        { n: 2, at: "2024-01-08" },
        { n: 1, at: "2024-01-09" },
        { n: 3, at: "2024-01-06" },
      ]);
      await api.load();
      await api.load();
      const starts = ["2024-01-01", "2024-01-07", "2024-01-07"];
      assert.equal(
        api.asked(),
        starts.map((start) => `/rows?since=${start}`),
      );
      assert.equal(await api.loaded(), [1, 2]);
    },
    { primary_key: "n", write_disposition: "merge" },
  );
});

test("an end leaves no state behind: the run can be repeated", async () => {
  await withRows({ ...CURSOR, end_value: "2024-01-05", end_param: "until" }, async (api) => {
    api.serve = () =>
      json([
        { n: 1, at: "2024-01-02" },
        { n: 2, at: "2024-01-05" },
      ]);
    await api.load();
    await api.load();
    assert.equal(new Set(api.asked()), new Set(["/rows?since=2024-01-01&until=2024-01-05"]));
    assert.equal(await api.loaded(), [1, 1]);
  });
});

test("a full refresh forgets the cursor", async () => {
  await withRows(CURSOR, async (api) => {
    api.serve = since([{ n: 1, at: "2024-01-02" }]);
    await api.load();
    await api.load({ fullRefresh: true });
    assert.equal(api.asked(), ["/rows?since=2024-01-01", "/rows?since=2024-01-01"]);
    assert.equal(await api.loaded(), [1]);
  });
});

test("another pipeline has its own cursor", async () => {
  await withRows(CURSOR, async (api) => {
    api.serve = since([{ n: 1, at: "2024-01-02" }]);
    await api.load({ pipeline: "one" });
    await api.load({ pipeline: "two" });
    await api.load({ pipeline: "one" });
    const starts = ["2024-01-01", "2024-01-01", "2024-01-02"];
    assert.equal(
      api.asked(),
      starts.map((start) => `/rows?since=${start}`),
    );
  });
});

test.run();

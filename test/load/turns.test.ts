import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { LoadSource } from "../../templates/load/load.js";
import { type PagesOf, readInTurns } from "../../templates/load/read-in-turns.js";
import { failureOf, loadSources, pageOf, query, source, tablesOf, withDatabase } from "./support.js";

const test = suite("reading in turns");

/** A source that tells which page is being read; `pages` are its pages for each parent. */
function logged(log: string[], table: string, pages: (parent: unknown) => readonly (readonly unknown[])[]): LoadSource {
  return {
    ...source({ table }),
    async *pages(_state, parent) {
      for (const [index, page] of pages(parent).entries()) {
        const of = typeof parent === "object" && parent !== null && "id" in parent ? ` of ${String(parent.id)}` : "";
        log.push(`${table}${of}, page ${index + 1}`);
        yield pageOf(JSON.stringify(page));
      }
    },
  };
}

async function read(sources: readonly LoadSource[]): Promise<string[]> {
  const staged: string[] = [];
  const noState = { cursor: () => undefined, setCursor: () => undefined };
  const pagesOf: PagesOf = (source, parent) => source.pages(noState, parent);
  for await (const { source, page } of readInTurns(sources, pagesOf)) {
    staged.push(`${source.plan.table}: ${JSON.stringify(page.records)}`);
  }
  return staged;
}

test("sources that have no parent are read in turn, a page of each", async () => {
  const log: string[] = [];
  await read([
    logged(log, "a", () => [[1], [2], [3]]),
    logged(log, "b", () => [[1]]),
    logged(log, "c", () => [[1], [2]]),
  ]);
  assert.equal(log, ["a, page 1", "b, page 1", "c, page 1", "a, page 2", "c, page 2", "a, page 3"]);
});

test("a grandchild's requests come in the order in which dlt sends them", async () => {
  // Oracle case 32: two tasks a page, the comments of a page from the last turn to the first.
  const log: string[] = [];
  const comments = logged(log, "comments", () => [[{ text: "fine" }]]);
  const pagesOf: Record<string, number[][]> = { 10: [[1, 2], [3, 4], [5]], 20: [[1, 2]], 30: [[]] };
  const tasks = logged(log, "tasks", (parent) => {
    const { id } = parent as { id: number };
    return (pagesOf[id] ?? []).map((page) => page.map((number) => ({ id: `T${id}-${number}` })));
  });
  const projects = logged(log, "projects", () => [[{ id: 10 }, { id: 20 }, { id: 30 }]]);
  await read([{ ...projects, children: [{ ...tasks, children: [comments] }] }]);
  assert.equal(log, [
    ...["projects, page 1", "tasks of 10, page 1", "tasks of 10, page 2", "comments of T10-1, page 1"],
    ...["tasks of 10, page 3", "comments of T10-3, page 1", "comments of T10-2, page 1", "tasks of 20, page 1"],
    ...["comments of T10-5, page 1", "comments of T10-4, page 1", "tasks of 30, page 1"],
    ...["comments of T20-1, page 1", "comments of T20-2, page 1"],
  ]);
});

test("a parent is read once for its table and all its children, and not loaded unless it is wanted", () =>
  withDatabase(async (connection) => {
    const log: string[] = [];
    const children = ["left", "right"].map((table) =>
      logged(log, table, (parent) => [[{ of: (parent as { id: number }).id }]]),
    );
    const parent = { ...logged(log, "up", () => [[{ id: 1 }], [{ id: 2 }]]), children };
    await loadSources(connection, parent);
    assert.equal(await tablesOf(connection), ["left", "right", "up"]);
    assert.is(log.filter((line) => line.startsWith("up")).length, 2);
    for (const table of ["left", "right"]) {
      assert.equal(await query(connection, `SELECT "of" FROM data."${table}" ORDER BY 1`), [["1"], ["2"]]);
    }
    await loadSources(connection, { ...parent, isLoaded: false }, { fullRefresh: true });
    assert.equal(await query(connection, "SELECT count(*) FROM data.up"), [["2"]]);
  }));

test("a parent of many pages is held back while its children have pages to read", async () => {
  let ahead = 0;
  let furthest = 0;
  const child: LoadSource = {
    ...source({ table: "child" }),
    async *pages() {
      for (let page = 0; page < 5; page++) yield pageOf("[{}]");
      ahead--;
    },
  };
  const parent: LoadSource = {
    ...source({ table: "parent" }),
    children: [child],
    async *pages() {
      for (let id = 0; id < 300; id++) {
        furthest = Math.max(furthest, ++ahead);
        yield pageOf(`[{"id": ${id}}]`);
      }
    },
  };
  const pages = await read([parent]);
  assert.is(pages.length, 300 + 300 * 5);
  assert.ok(furthest <= 20, `${furthest} pages of the parent were waiting`);
});

test("a failing child ends every reading that is open, and nothing is written", () =>
  withDatabase(async (connection) => {
    const closed: string[] = [];
    const reason = new Error("gone");
    const open: LoadSource = {
      ...source({ table: "open" }),
      async *pages() {
        try {
          for (;;) yield pageOf("[{}]");
        } finally {
          closed.push("open");
        }
      },
    };
    const child: LoadSource = {
      ...source({ table: "child" }),
      async *pages() {
        yield pageOf("[{}]");
        throw reason;
      },
    };
    const parent = { ...source({ table: "parent" }, [{ id: 1 }, { id: 2 }]), children: [child] };
    assert.is(await failureOf(loadSources(connection, [open, parent])), reason);
    assert.equal(closed, ["open"]);
    assert.equal(await tablesOf(connection), []);
  }));

test.run();

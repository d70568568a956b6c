import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { LoadSource } from "../../templates/load/load.js";
import { createReadAhead } from "../../templates/load/read-ahead.js";
import { type OpenReader, readInTurns, readOnDemand, type ReadPages } from "../../templates/load/read-in-turns.js";
import { failureOf, loadSources, pageOf, query, source, tablesOf, withDatabase } from "./support.js";

const test = suite("reading in turns");

const NO_STATE = { cursor: () => undefined, setCursor: () => undefined };

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

async function read(sources: readonly LoadSource[], readPages: ReadPages = readOnDemand): Promise<string[]> {
  const staged: string[] = [];
  const open: OpenReader = (source, parent) => readPages(source.pages(NO_STATE, parent));
  for await (const { source, page } of readInTurns(sources, open)) {
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

test("the page that is needed next is asked for while one is loaded, and no other", async () => {
  const log: string[] = [];
  const sources = [logged(log, "a", () => [[1], [2], [3]]), logged(log, "b", () => [[1], [2]])];
  const open: OpenReader = (each, parent) => readOnDemand(each.pages(NO_STATE, parent));
  for await (const { source, page } of readInTurns(sources, open)) {
    await sleep(0);
    log.push(`${source.plan.table}: ${JSON.stringify(page.records)} loaded`);
  }
  assert.equal(log, [
    ...["a, page 1", "b, page 1", "a: [1] loaded", "a, page 2", "b: [1] loaded", "b, page 2", "a: [2] loaded"],
    ...["a, page 3", "b: [2] loaded", "a: [3] loaded"],
  ]);
});

test("a page that was asked for and is not wanted any more is not waited for, and its error goes nowhere", async () => {
  let fail = (_reason: Error): void => undefined;
  const silent: LoadSource = {
    ...source({ table: "silent" }),
    async *pages() {
      yield pageOf("[1]");
      await new Promise<void>((_, reject) => (fail = reject));
    },
  };
  const open: OpenReader = (each, parent) => readOnDemand(each.pages(NO_STATE, parent));
  for await (const { page } of readInTurns([silent], open)) {
    assert.equal(page.records, [1]);
    break;
  }
  fail(new Error("too late"));
  await sleep(0);
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

/** A parent of `parents` pages of three records, and a child of one page of each record, or of three. */
function family(parents: number, childPages: number, beforePage: (page: string) => Promise<void>): LoadSource {
  const child: LoadSource = {
    ...source({ table: "child" }),
    async *pages(_state, parent) {
      const { id } = parent as { id: number };
      for (let page = 1; page <= childPages; page++) {
        await beforePage(`child ${id}.${page}`);
        yield pageOf(`[{"of": ${id}, "page": ${page}}]`);
      }
    },
  };
  return {
    ...source({ table: "parent" }),
    children: [child],
    async *pages() {
      for (let page = 0; page < parents; page++) {
        await beforePage(`parent ${page}`);
        yield pageOf(JSON.stringify([0, 1, 2].map((index) => ({ id: page * 3 + index }))));
      }
    },
  };
}

for (const concurrency of [2, 3, 5]) {
  test(`with ${concurrency} requests at once no more are on their way, and pages come in the same order`, async () => {
    const expected = await read([family(4, 2, async () => undefined), family(2, 3, async () => undefined)]);
    let running = 0;
    let most = 0;
    const slowly = async () => {
      most = Math.max(most, ++running);
      await sleep(1 + Math.random() * 4);
      running--;
    };
    const readAhead = createReadAhead(concurrency);
    assert.equal(await read([family(4, 2, slowly), family(2, 3, slowly)], readAhead), expected);
    assert.is(most, concurrency);
  });
}

test("pages that are read ahead wait in memory, and no more of them than twice the requests", async () => {
  let waiting = 0;
  let most = 0;
  const readAhead = createReadAhead(4);
  const counted = family(1, 50, async () => {
    most = Math.max(most, ++waiting);
  });
  const open: OpenReader = (each, parent) => readAhead(each.pages(NO_STATE, parent));
  for await (const { page } of readInTurns([counted], open)) {
    await sleep(0);
    if (page.records.length === 1) waiting--;
  }
  assert.ok(most <= 9, `${most} pages were waiting`);
});

test("an error of a page that was read ahead is thrown at that page's turn, and the pages before it come", async () => {
  const reason = new Error("gone");
  const failing = family(1, 1, async (page) => {
    if (page === "child 1.1") throw reason;
  });
  const found: string[] = [];
  const readAhead = createReadAhead(4);
  const open: OpenReader = (each, parent) => readAhead(each.pages(NO_STATE, parent));
  const reading = async () => {
    for await (const { page } of readInTurns([failing], open)) found.push(JSON.stringify(page.records));
  };
  assert.is(await failureOf(reading()), reason);
  assert.equal(found, ['[{"of":0,"page":1}]', '[{"id":0},{"id":1},{"id":2}]']);
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

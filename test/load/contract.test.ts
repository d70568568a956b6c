import { suite } from "uvu";
import * as assert from "uvu/assert";
import { contract, type ContractModes } from "../../templates/load/contract.js";
import { columnsOf, failureOf, loadSources, query, source, tablesOf, withDatabase } from "./support.js";

const test = suite("schema contracts");

const FIRST = [{ id: 1, qty: 5, parts: [{ p: "a" }] }];

function under(modes: ContractModes, ...pages: readonly (readonly unknown[])[]) {
  return source({ contract: contract(modes) }, ...pages);
}

test("columns: a new table may have any; later ones are discarded with their value, counted and reported", () =>
  withDatabase(async (connection) => {
    const modes: ContractModes = { columns: "discard_value" };
    await loadSources(connection, under(modes, FIRST, [{ id: 2, late: 1 }]));
    const records = [
      { id: 3, new: "x", o: { a: 1 } },
      { id: 4, new: "y", parts: [{ p: "b", q: 1 }], more: [{ z: 1 }] },
    ];
    const { resources } = await loadSources(connection, under(modes, records));
    assert.equal(await columnsOf(connection, "items"), ["id BIGINT", "qty BIGINT", "late BIGINT"]);
    assert.equal(await columnsOf(connection, "items__parts"), ["p VARCHAR"]);
    assert.equal(await query(connection, "SELECT count(*) FROM data.items__more"), [["1"]]);
    assert.equal(resources[0]?.accounting, { fetched: 2, loaded: 2, merged: 0, filtered: 0, discarded: 0 });
    assert.equal(resources[0]?.warnings, [
      'items.new: its values were discarded by the schema contract (columns: discard_value) (2 times, first: "x")',
      "items.o__a: its values were discarded by the schema contract (columns: discard_value) (once, first: 1)",
      "items__parts.q: its values were discarded by the schema contract (columns: discard_value) (once, first: 1)",
    ]);
  }));

test("columns: rows with a new one are discarded with their child rows, on whatever level, and counted", () =>
  withDatabase(async (connection) => {
    const modes: ContractModes = { columns: "discard_row" };
    await loadSources(connection, under(modes, FIRST));
    const records = [
      ...[
        { id: 2, new: 1, parts: [{ p: "gone" }] },
        { id: 3, parts: [{ p: "b", q: 1 }, { p: "c" }] },
      ],
      ...[
        { id: 4, new: null, qty: 6 },
        { id: 5, qty: 7 },
      ],
    ];
    const { resources } = await loadSources(connection, under(modes, records));
    assert.equal(await query(connection, "SELECT id, qty FROM data.items ORDER BY id"), [
      ...[
        ["1", "5"],
        ["3", null],
        ["4", "6"],
        ["5", "7"],
      ],
    ]);
    assert.equal(await query(connection, "SELECT p FROM data.items__parts ORDER BY p"), [["a"], ["c"]]);
    assert.equal(resources[0]?.accounting, { fetched: 4, loaded: 3, merged: 0, filtered: 0, discarded: 1 });
    assert.equal(resources[0]?.warnings.slice(0, 2), [
      "items.new: rows with it were discarded by the schema contract (columns: discard_row) (once, first: 1)",
      "items__parts.q: rows with it were discarded by the schema contract (columns: discard_row) (once, first: 1)",
    ]);
  }));

test("data_type: a value that needs a variant column goes, or its row does; columns that the row brought stay, as in dlt", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, FIRST));
    const records = [
      { colour: "red", qty: "many", id: 2 },
      { id: 3, qty: "7" },
    ];
    const row = await loadSources(connection, under({ dataType: "discard_row" }, records));
    assert.equal(await columnsOf(connection, "items"), ["id BIGINT", "qty BIGINT", "colour VARCHAR"]);
    assert.equal(await query(connection, "SELECT id, qty FROM data.items ORDER BY id"), [
      ["1", "5"],
      ["3", "7"],
    ]);
    assert.is(row.resources[0]?.accounting.discarded, 1);
    assert.equal(row.resources[0]?.warnings, [
      'items.qty__v_text: rows with it were discarded by the schema contract (data_type: discard_row) (once, first: "many")',
    ]);
    await loadSources(connection, under({ dataType: "discard_value" }, records.slice(0, 1)));
    assert.equal(await columnsOf(connection, "items"), ["id BIGINT", "qty BIGINT", "colour VARCHAR"]);
    assert.equal(await query(connection, "SELECT id, qty, colour FROM data.items WHERE id = 2"), [["2", null, "red"]]);
  }));

test("data_type: a variant column that is there is a column like any other", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, [{ v: 1 }, { v: "x" }]));
    await loadSources(connection, under({ dataType: "freeze", columns: "freeze" }, [{ v: "y" }]));
    assert.equal(await query(connection, "SELECT v__v_text FROM data.items WHERE v IS NULL ORDER BY 1"), [
      ["x"],
      ["y"],
    ]);
  }));

test("tables: no new table is made, not even the resource's own; what would have gone there is counted", () =>
  withDatabase(async (connection) => {
    for (const tables of ["discard_row", "discard_value"] as const) {
      const { resources } = await loadSources(connection, under({ tables }, FIRST));
      assert.equal(await tablesOf(connection), []);
      assert.equal(resources[0]?.accounting, { fetched: 1, loaded: 0, merged: 0, filtered: 0, discarded: 1 });
      assert.equal(resources[0]?.warnings, [
        `items: rows of this new table were discarded by the schema contract (tables: ${tables}) (once)`,
      ]);
    }
    await loadSources(connection, source({}, [{ id: 1 }]));
    const { resources } = await loadSources(connection, under({ tables: "discard_row" }, [{ id: 2, l: [1, 2] }]));
    assert.equal(await tablesOf(connection), ["items"]);
    assert.equal(resources[0]?.accounting, { fetched: 1, loaded: 1, merged: 0, filtered: 0, discarded: 0 });
    assert.match(resources[0]?.warnings[0] ?? "", /^items__l: rows of this new table were discarded .* \(2 times\)$/);
  }));

test("tables: hints that discard their own new table are left out with it, which is then made like any other", () =>
  withDatabase(async (connection) => {
    const hints = { table: "items__l", columns: [{ name: "n", dataType: "decimal" as const }] };
    for (const tables of ["discard_row", "discard_value"] as const) {
      const declared = [{ ...hints, contract: contract({ tables, columns: "discard_value" }) }];
      const fullRefresh = { fullRefresh: true };
      const first = await loadSources(connection, source({ declared }, [{ l: [{ n: 1, more: [1] }] }]), fullRefresh);
      assert.equal(first.resources[0]?.warnings, []);
      assert.equal(await columnsOf(connection, "items__l"), ["n BIGINT"]);
      const next = [{ l: [{ n: 2, late: 1, more: [2], other: [3] }] }];
      const { resources } = await loadSources(connection, source({ declared }, next));
      assert.equal(await tablesOf(connection), ["items", "items__l", "items__l__more"]);
      assert.equal(await columnsOf(connection, "items__l"), ["n BIGINT"]);
      assert.is(resources[0]?.warnings.length, 2);
    }
  }));

test("tables: what stands above a table with keys of its own decides whether it is made, where its own hints refuse it", () =>
  withDatabase(async (connection) => {
    const shared = { writeDisposition: "append" as const, primaryKey: ["n"] };
    const nested = [{ ...shared, table: "items__l", contract: contract({ tables: "discard_row" }) }];
    const records = [{ id: 1, l: [{ n: 1, more: [1] }] }];
    await loadSources(connection, source({}, [{ id: 0 }]));
    const { resources } = await loadSources(
      connection,
      source({ nested, contract: contract({ tables: "discard_value" }) }, records),
    );
    assert.equal(await tablesOf(connection), ["items"]);
    assert.match(
      resources[0]?.warnings[0] ?? "",
      /^items__l: rows of this new table were discarded .*\(tables: discard_value\)/,
    );
    await loadSources(connection, source({ nested }, records));
    assert.equal(await columnsOf(connection, "items__l", true), [
      ...["n BIGINT", "_dlt_load_id VARCHAR", "_dlt_id VARCHAR"],
    ]);
    await loadSources(connection, source({ nested }, [{ id: 2, l: [{ n: 1, more: [2], other: [3] }] }]));
    assert.equal(await tablesOf(connection), ["items", "items__l", "items__l__more"]);
    assert.equal(await query(connection, "SELECT count(*) FROM data.items__l"), [["2"]]);
    const freezing = nested.map((one) => ({ ...one, table: "items__new", contract: contract({ tables: "freeze" }) }));
    const error = await failureOf(loadSources(connection, source({ nested: freezing }, [{ id: 3, new: [{ n: 1 }] }])));
    assert.match(error.message, /^table items__new is new: .*\(tables: freeze\)$/);
    await loadSources(connection, source({ nested: freezing }, [{ id: 3 }]));
  }));

for (const [modes, record, message] of [
  [
    { tables: "freeze" },
    { id: 2, l: [1] },
    /table items__l is new: the schema contract does not allow that \(tables: freeze\)/,
  ],
  [{ columns: "freeze" }, { id: 2, new: 1 }, /items: in record 2 column new is new: .*\(columns: freeze\)/],
  [
    { dataType: "freeze" },
    { id: 2, qty: "x" },
    /items: in record 2 qty should be bigint, but is "x", which needs the new column qty__v_text: .*\(data_type: freeze\)/,
  ],
] as const) {
  test(`freeze fails the run, and nothing of it is visible: ${JSON.stringify(modes)}`, () =>
    withDatabase(async (connection) => {
      await loadSources(connection, source({}, [{ id: 1, qty: 1 }]));
      const error = await failureOf(loadSources(connection, under(modes, [{ id: 9, qty: 3 }, record])));
      assert.match(error.message, message);
      assert.equal(await query(connection, "SELECT id FROM data.items"), [["1"]]);
    }));
}

test("a discarded row leaves nothing behind for the next one, not even where keys share a column", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, [{ id: 1, a: "x", A: "y" }]));
    const records = [{ id: 2, a: "gone", A: "gone", new: 1, _dlt_id: "gone" }, { id: 3 }, { A: "z", id: 4 }];
    await loadSources(connection, under({ columns: "discard_row" }, records));
    assert.equal(await query(connection, "SELECT id, a FROM data.items ORDER BY id"), [
      ["1", "y"],
      ["3", null],
      ["4", "z"],
    ]);
    assert.equal(await query(connection, "SELECT count(*) FROM data.items WHERE _dlt_id = 'gone'"), [["0"]]);
  }));

test("columns: what a run begins without is new until its end, whatever it saves before that", () =>
  withDatabase(async (connection) => {
    for (const columns of ["freeze", "discard_row", "discard_value"] as const) {
      const declared = [{ table: `${columns}__l`, columns: [] }]; // of another one only the first row brings columns
      const plan = { ...{ table: columns, checkpoint: "rows" as const }, contract: contract({ columns }), declared };
      const pages = [[{ id: 1, l: [1] }], [{ id: 2, late: "x", l: [{ a: 1 }] }]];
      const saved: string[] = [];
      const { resources } = await loadSources(connection, source(plan, ...pages), {
        checkpointEvery: { rows: 1 },
        onCheckpoint: ({ loadId }) => saved.push(loadId),
      });
      assert.is(saved.length, 2);
      assert.equal(await query(connection, `SELECT id, late FROM data.${columns} ORDER BY id`), [
        ["1", null],
        ["2", "x"],
      ]);
      assert.equal(await columnsOf(connection, `${columns}__l`), ["value BIGINT", "a BIGINT"]);
      assert.equal(resources[0]?.warnings, []);
    }
  }));

test("columns: one that is declared for a table that is there is as new as any", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, FIRST));
    const declared = [
      { table: "items", columns: [{ name: "late", dataType: "text" as const }] },
      { table: "items__parts", columns: [{ name: "q", dataType: "text" as const }] },
    ];
    const records = [{ id: 2, late: "x", parts: [{ p: "b", q: "y" }] }, { id: 3 }];
    const load = (columns: ContractModes["columns"] & string) =>
      loadSources(connection, source({ contract: contract({ columns }), declared }, records));
    const { resources } = await load("discard_value");
    assert.equal(await columnsOf(connection, "items"), ["id BIGINT", "qty BIGINT"]);
    assert.equal(await columnsOf(connection, "items__parts"), ["p VARCHAR"]);
    assert.match(
      resources[0]?.warnings[0] ?? "",
      /^items\.late: its values were discarded .* \(columns: discard_value\)/,
    );
    const rows = await load("discard_row");
    assert.is(rows.resources[0]?.accounting.discarded, 1);
    const error = await failureOf(load("freeze"));
    assert.match(error.message, /items: in record 1 column late is new: .*\(columns: freeze\)/);
    await load("evolve");
    assert.equal(await columnsOf(connection, "items"), ["id BIGINT", "qty BIGINT", "late VARCHAR"]);
  }));

test("a full refresh starts with new tables", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, FIRST));
    await loadSources(connection, under({ columns: "freeze" }, [{ other: 1 }]), { fullRefresh: true });
    assert.equal(await columnsOf(connection, "items"), ["other BIGINT"]);
  }));

test.run();

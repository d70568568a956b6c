import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DeclaredColumn } from "../../templates/load/declared.js";
import type { LoadPlan } from "../../templates/load/plan.js";
import { columnsOf, failureOf, loadSources, query, source, tablesOf, withDatabase } from "./support.js";

const test = suite("column hints");

function declaring(columns: readonly DeclaredColumn[], more: Partial<LoadPlan> = {}): Partial<LoadPlan> {
  return { declared: [{ table: "items", columns }], ...more };
}

test("declared columns come first, in their order, whether or not a record has them", () =>
  withDatabase(async (connection) => {
    const columns: DeclaredColumn[] = [
      { name: "b", dataType: "date" },
      { name: "waits" },
      { name: "never", dataType: "text" },
    ];
    await loadSources(connection, source(declaring(columns), [{ a: 1, b: "2024-02-29T23:00:00-02:00", waits: 1.5 }]));
    assert.equal(await columnsOf(connection, "items"), ["b DATE", "never VARCHAR", "a BIGINT", "waits DOUBLE"]);
    assert.equal(await query(connection, "SELECT a, b, never, waits FROM data.items"), [
      ["1", "2024-03-01", null, 1.5],
    ]);
  }));

test("without a record there is no table, whatever is declared", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(declaring([{ name: "a", dataType: "text" }]), []));
    assert.equal(await tablesOf(connection), []);
  }));

test("every data type becomes dlt's type of the destination", () =>
  withDatabase(async (connection) => {
    const columns: DeclaredColumn[] = [
      ...([8, 16, 32, 64, 128] as const).map((precision): DeclaredColumn => {
        return { name: `i${precision}`, dataType: "bigint", precision };
      }),
      ...([0, 3, 6, 9] as const).map((precision): DeclaredColumn => {
        return { name: `t${precision}`, dataType: "timestamp", timezone: false, precision };
      }),
      { name: "tz", dataType: "timestamp", precision: 3 },
      { name: "d", dataType: "decimal" },
      { name: "dp", dataType: "decimal", precision: 12 },
      { name: "w", dataType: "wei" },
      { name: "x", dataType: "binary" },
      { name: "t", dataType: "time" },
      { name: "s", dataType: "text", precision: 3 },
    ];
    const stamps = {
      t0: "2024-01-01T00:00:01.9Z",
      t3: 1_704_067_201,
      t6: "2024-01-01",
      t9: "2024-01-01T01:00:00+01:00",
    };
    const record = {
      i8: "0x7f",
      i16: 2,
      i32: "3",
      i64: 4,
      i128: 5,
      ...stamps,
      tz: "2024-01-01T00:00:00.123456Z",
      d: 1.5,
    };
    await loadSources(
      connection,
      source(declaring(columns), [{ ...record, dp: "7", w: 3, x: "aGk=", t: "08:30", s: "long" }]),
    );
    assert.equal(await columnsOf(connection, "items"), [
      ...["i8 TINYINT", "i16 SMALLINT", "i32 INTEGER", "i64 BIGINT", "i128 HUGEINT"],
      ...["t0 TIMESTAMP_S", "t3 TIMESTAMP_MS", "t6 TIMESTAMP", "t9 TIMESTAMP_NS", "tz TIMESTAMP WITH TIME ZONE"],
      ...["d DECIMAL(38,9)", "dp DECIMAL(12,9)", "w DECIMAL(38,0)", "x BLOB", "t TIME", "s VARCHAR"],
    ]);
    const shown =
      "i8, i128::VARCHAR, t3::VARCHAR, t9::VARCHAR, tz::VARCHAR, d::VARCHAR, dp::VARCHAR, w::VARCHAR, x::VARCHAR, t::VARCHAR, s";
    assert.equal(await query(connection, `SELECT ${shown} FROM data.items`), [
      [
        ...[127, "5", "2024-01-01 00:00:01", "2024-01-01 00:00:00", "2024-01-01 00:00:00.123456+00"],
        ...["1.500000000", "7.000000000", "3", "hi", "08:30:00", "long"],
      ],
    ]);
  }));

test("a value that does not fit the declared type goes to a variant column", () =>
  withDatabase(async (connection) => {
    await loadSources(
      connection,
      source(declaring([{ name: "n", dataType: "bigint", precision: 8 }]), [{ n: 127 }, { n: 128 }]),
    );
    assert.equal(await columnsOf(connection, "items"), ["n TINYINT", "n__v_bigint BIGINT"]);
    assert.equal(await query(connection, "SELECT n, n__v_bigint FROM data.items ORDER BY n"), [
      [127, null],
      [null, "128"],
    ]);
  }));

test("a json column takes objects and lists whole", () =>
  withDatabase(async (connection) => {
    const records = [{ j: { a: [1, { b: 2.0 }] } }, { j: [1] }, { j: '{"k":1}' }];
    await loadSources(connection, source(declaring([{ name: "j", dataType: "json" }]), records));
    assert.equal(await tablesOf(connection), ["items"]);
    assert.equal(await query(connection, "SELECT j::VARCHAR FROM data.items"), [
      ['{"a":[1,{"b":2}]}'],
      ["[1]"],
      ['{"k":1}'],
    ]);
  }));

test("child tables have declared columns, too", () =>
  withDatabase(async (connection) => {
    const declared = [
      { table: "items__lines", columns: [{ name: "price", dataType: "decimal", precision: 8, scale: 2 }] },
    ] as const;
    await loadSources(connection, source({ declared }, [{ id: 1, lines: [{ sku: "a", price: "2.505" }] }]));
    assert.equal(await columnsOf(connection, "items__lines"), ["price DECIMAL(8,2)", "sku VARCHAR"]);
    assert.equal(await query(connection, "SELECT price::VARCHAR FROM data.items__lines"), [["2.51"]]);
  }));

test("a declared column that a table lacks is added; one that it has keeps its type", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, [{ a: 1 }]));
    const columns: DeclaredColumn[] = [
      { name: "a", dataType: "text" },
      { name: "b", dataType: "bool", nullable: false },
    ];
    await loadSources(connection, source(declaring(columns), [{ a: "2", b: "yes" }]));
    assert.equal(await columnsOf(connection, "items"), ["a BIGINT", "b BOOLEAN"]);
    assert.equal(await query(connection, "SELECT a, b FROM data.items ORDER BY a"), [
      ["1", null],
      ["2", true],
    ]);
  }));

for (const [what, record] of [
  ["null", { a: 1, must: null }],
  ["no value", { a: 1 }],
  ["a value of another type", { a: 1, must: "x" }],
] as const) {
  test(`${what} in a column that must not be null is an error that names the record, and nothing is loaded`, () =>
    withDatabase(async (connection) => {
      const plan = declaring([{ name: "must", dataType: "bigint", nullable: false }]);
      const error = await failureOf(loadSources(connection, source(plan, [{ a: 0, must: 1 }, record])));
      assert.match(error.message, /items: record 2 has no value for must, which must not be null/);
      assert.equal(await tablesOf(connection), []);
    }));
}

test("a column that waits for its type must not be null either, and may be said to be nullable in a key", () =>
  withDatabase(async (connection) => {
    const waits = declaring([{ name: "must", nullable: false }]);
    const error = await failureOf(loadSources(connection, source(waits, [{ a: 1 }])));
    assert.match(error.message, /items: record 1 has no value for must/);
    const lenient = declaring([{ name: "id", nullable: true }], { writeDisposition: "merge", primaryKey: ["id"] });
    await loadSources(connection, source(lenient, [{ id: 1 }, { id: null }]));
    assert.equal(await query(connection, "SELECT count(*) FROM data.items"), [["2"]]);
  }));

test("digits that no decimal has are an error that names the column", () =>
  withDatabase(async (connection) => {
    const plan = declaring([{ name: "d", dataType: "decimal", precision: 40 }]);
    const error = await failureOf(loadSources(connection, source(plan, [{ d: 1 }])));
    assert.match(error.message, /column d: DuckDB has no DECIMAL\(40,9\)/);
  }));

test.run();

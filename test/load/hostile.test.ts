import { suite } from "uvu";
import * as assert from "uvu/assert";
import { columnsOf, failureOf, loadSources, query, source, tablesOf, withDatabase } from "./support.js";

const test = suite("hostile records");

test("__proto__, constructor and their like are keys as any other", () =>
  withDatabase(async (connection) => {
    const record =
      '{"id": 1, "__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 2}}, "toString": "x", "hasOwnProperty": 3, "valueOf": null}';
    await loadSources(connection, source({}, `[${record}]`));
    assert.is(({} as Record<string, unknown>)["polluted"], undefined);
    assert.equal(
      await query(
        connection,
        "SELECT proto__polluted, constructor__prototype__polluted, to_string, has_own_property FROM data.items",
      ),
      [["1", "2", "x", "3"]],
    );
  }));

test("__proto__ keeps number literals, and is stored whole like any other object", () =>
  withDatabase(async (connection) => {
    const text = '[{"t": "x", "__proto__": {"t": "x"}}, {"t": 1.0, "__proto__": {"t": 2.0}}]';
    await loadSources(connection, source({}, text));
    assert.equal(await query(connection, "SELECT t, proto__t FROM data.items"), [
      ["x", "x"],
      ["1.0", "2.0"],
    ]);
    await loadSources(connection, source({ table: "whole", maxTableNesting: 0 }, '[{"o": {"__proto__": {"a": 1.0}}}]'));
    assert.equal(await query(connection, "SELECT o FROM data.whole"), [['{"__proto__":{"a":1.0}}']]);
  }));

test("keys that are SQL become columns and do nothing else", () =>
  withDatabase(async (connection) => {
    await connection.run("CREATE TABLE users AS SELECT 1 AS id");
    const long = "k".repeat(63);
    const record = {
      ...{ id: 1, 'x"); DROP TABLE users; --': 1, 'a"b': 2, "'": 3, "": 4, " ": 5, Id: 6, ID: 7, _dlt_id: 8 },
      ...{ select: 9, "%s $1 ?": 10, "a;b": 11, "\0c": 12, [`${long}A`]: 13, [`${long}B`]: 14, "`; --": 15 },
    };
    const report = await loadSources(
      connection,
      source({ table: "order", writeDisposition: "merge", primaryKey: ["select"] }, [record], [record]),
    );
    assert.equal(await query(connection, "SELECT id FROM users"), [[1]]);
    assert.equal(await columnsOf(connection, "order", true), [
      ...["id BIGINT", "x_drop_table_usersxxx BIGINT", "a_b BIGINT", "x BIGINT", "_empty BIGINT", "_dlt_id VARCHAR"],
      ...[
        "select BIGINT",
        "_s_1x BIGINT",
        "_c BIGINT",
        `${long}_a BIGINT`,
        `${long}_b BIGINT`,
        "xxx BIGINT",
        "_dlt_load_id VARCHAR",
      ],
    ]);
    assert.equal(await query(connection, 'SELECT id, _empty, a_b, _dlt_id FROM data."order"'), [["7", "5", "11", "8"]]);
    assert.is(report.resources[0]?.warnings.filter((warning) => warning.includes("several keys")).length, 3);
  }));

test("values that are SQL, escapes and texts of any length arrive unchanged; NUL goes, a lone surrogate is U+FFFD", () =>
  withDatabase(async (connection) => {
    const text =
      '[{"id": "\'); DROP TABLE x; --", "nul": "a\\u0000b", "lone": "\\ud800", "nfd": "e\\u0301", "pair": "\\ud83d\\ude00", "esc": "\\\\N\\t\\n\\"\'\\\\."}]';
    const long = "x".repeat(2_000_000);
    const report = await loadSources(connection, source({}, text, [{ long, id: "\u0000" }]));
    assert.equal(await query(connection, "SELECT id, nul, lone, nfd, pair, esc FROM data.items WHERE long IS NULL"), [
      ["'); DROP TABLE x; --", "ab", "\ufffd", "e\u0301", "😀", "\\N\t\n\"'\\."],
    ]);
    assert.equal(await query(connection, "SELECT length(long), id FROM data.items WHERE long IS NOT NULL"), [
      ["2000000", ""],
    ]);
    assert.is(report.resources[0]?.warnings.length, 3);
  }));

test("ten thousand columns are a clear error, and so are keys that never hold a value", () =>
  withDatabase(async (connection) => {
    const keys = (prefix: string, value: unknown, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, value]));
    for (const records of [
      [keys("k", 1, 10_000)],
      [{ o: keys("k", "x", 1_000) }],
      [keys("n", null, 20_000)],
      [{ o: keys("e", {}, 20_000) }],
    ]) {
      const error = await failureOf(loadSources(connection, source({}, records)));
      assert.is(error.name, "LoadError");
      assert.match(error.message, /items would get more than 1000 columns/);
    }
    assert.equal(await tablesOf(connection), []);
    await loadSources(connection, source({}, [keys("k", 1, 998)]));
    assert.is((await columnsOf(connection, "items", true)).length, 1_000);
  }));

test("endless nesting is a typed error, deep nesting is not", () =>
  withDatabase(async (connection) => {
    const nested = (open: string, close: string, depth: number) => `[${open.repeat(depth)}1${close.repeat(depth)}]`;
    for (const [open, close] of [
      ['{"a":', "}"],
      ["[", "]"],
      ['[{"a":', "}]"],
    ] as const) {
      const error = await failureOf(loadSources(connection, source({}, nested(open, close, 100_000))));
      assert.is(error.name, "JsonDepthError");
    }
    assert.equal(await tablesOf(connection), []);
    await loadSources(connection, source({}, nested('{"a":', "}", 300)));
    assert.equal(await query(connection, `SELECT ${Array(300).fill("a").join("__")} FROM data.items`), [["1"]]);
    await loadSources(connection, source({ table: "lists" }, nested("[", "]", 50)));
    assert.is((await tablesOf(connection)).filter((table) => table.startsWith("lists")).length, 51);
    const whole = source({ table: "whole", maxTableNesting: 0 }, nested('{"a":', "}", 900));
    await loadSources(connection, whole);
  }));

test("numbers beyond a double are null as in dlt, and told", () =>
  withDatabase(async (connection) => {
    const report = await loadSources(connection, source({}, '[{"a": 1e400, "b": 1}, {"a": 1.5, "b": -1e999}]'));
    assert.equal(await query(connection, "SELECT a, b FROM data.items"), [
      [null, "1"],
      [1.5, null],
    ]);
    assert.is(report.resources[0]?.warnings.length, 2);
  }));

test("dataset and table names are quoted wherever they stand", () =>
  withDatabase(async (connection) => {
    await connection.run("CREATE TABLE users AS SELECT 1 AS id");
    const dataset = 'x"; DROP SCHEMA main CASCADE; --';
    await loadSources(connection, source({ table: "read_csv('/etc/passwd')" }, [{ a: 1 }]), { dataset });
    assert.equal(await query(connection, "SELECT id FROM users"), [[1]]);
    const [[schema, table] = []] = await query(
      connection,
      "SELECT schema_name, table_name FROM duckdb_tables() WHERE table_name LIKE 'read%'",
    );
    assert.is(schema, "x_drop_schema_main_cascadexxx");
    assert.is(table, "read_csv('/etc/passwd')");
    const schemaName = "'; DROP TABLE users; --";
    await loadSources(connection, source({}, [{ a: 1 }]), { schemaName });
    assert.equal(await query(connection, "SELECT schema_name FROM data._dlt_loads"), [[schemaName]]);
  }));

test("a column called rowid does not disturb the merge", () =>
  withDatabase(async (connection) => {
    const records = [
      { id: 1, rowid: 9, v: "first" },
      { id: 1, rowid: 3, v: "last" },
    ];
    await loadSources(connection, source({ writeDisposition: "merge", primaryKey: ["id"] }, records));
    assert.equal(await query(connection, "SELECT v FROM data.items"), [["last"]]);
  }));

test.run();

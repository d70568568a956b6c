import { suite } from "uvu";
import * as assert from "uvu/assert";
import { columnsOf, failureOf, loadSources, query, source, tablesOf, withDatabase } from "./support.js";

const test = suite("records and tables");

test("objects become columns, lists become child tables, in dlt's column order", () =>
  withDatabase(async (connection) => {
    const record =
      '{"a": 1, "o": {"x": {"deep": 1}, "y": "t"}, "b": true, "p": {"z": 1.0}, "l": [{"v": 1, "w": [2]}], "n": null}';
    await loadSources(connection, source({}, `[${record}, {"late": 1, "n": 5}]`));
    assert.equal(await columnsOf(connection, "items", true), [
      ...["a BIGINT", "b BOOLEAN", "p__z DOUBLE", "o__y VARCHAR", "o__x__deep BIGINT"],
      ...["_dlt_load_id VARCHAR", "_dlt_id VARCHAR", "late BIGINT", "n BIGINT"],
    ]);
    assert.equal(await columnsOf(connection, "items__l", true), [
      ...["v BIGINT", "_dlt_parent_id VARCHAR", "_dlt_list_idx BIGINT", "_dlt_id VARCHAR"],
    ]);
    assert.equal(await tablesOf(connection), ["items", "items__l", "items__l__w"]);
  }));

test("elements that are no objects are rows with a value, lists within lists get a table of their own", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, '[{"m": [1, null, "two", {"three": 3}, [4, [5]]]}]'));
    assert.equal(
      await query(connection, "SELECT _dlt_list_idx, value, value__v_text, three FROM data.items__m ORDER BY 1"),
      [
        ["0", "1", null, null],
        ["1", null, null, null],
        ["2", null, "two", null],
        ["3", null, null, "3"],
        ["4", null, null, null],
      ],
    );
    assert.equal(await query(connection, "SELECT _dlt_list_idx, value FROM data.items__m__list ORDER BY 1"), [
      ["0", "4"],
      ["1", null],
    ]);
    assert.equal(await query(connection, "SELECT value FROM data.items__m__list__list"), [["5"]]);
  }));

test("a record that is no object is a row with a value", () =>
  withDatabase(async (connection) => {
    const report = await loadSources(connection, source({}, "[1.0, null, [7, 8], {}]"));
    assert.equal(await columnsOf(connection, "items"), ["value DOUBLE"]);
    assert.equal(report.resources[0]?.rows, { items: 4, items__value: 2 });
  }));

test("null, {} and [] leave nothing, and a key that was only null is told", () =>
  withDatabase(async (connection) => {
    const report = await loadSources(
      connection,
      source({}, '[{"n": null, "o": {}, "l": [], "m": null}, {"n": null, "m": {"x": 1}}]'),
    );
    assert.equal(await columnsOf(connection, "items"), ["m__x BIGINT"]);
    assert.equal(await tablesOf(connection), ["items"]);
    assert.equal(report.resources[0]?.warnings, ["items.n: only null so far, no column was made (2 times)"]);
  }));

test("below max_table_nesting objects and lists are stored as JSON, with their number literals", () =>
  withDatabase(async (connection) => {
    const text = '[{"a": {"b": {"c": 1.0}, "l": [1]}, "k": [{"x": {"y": 12345678901234567890}}], "e": {}}]';
    const at = (levels: number) => source({ table: `level_${levels}`, maxTableNesting: levels }, text);
    await loadSources(connection, [at(0), at(1), at(2)]);
    assert.equal(await columnsOf(connection, "level_0"), ["a JSON", "k JSON", "e JSON"]);
    assert.equal(await query(connection, "SELECT a, k, e FROM data.level_0"), [
      ['{"b":{"c":1.0},"l":[1]}', '[{"x":{"y":12345678901234567890}}]', "{}"],
    ]);
    assert.equal(await columnsOf(connection, "level_1"), ["a__b JSON", "a__l JSON"]);
    assert.equal(await columnsOf(connection, "level_1__k"), ["x JSON"]);
    assert.equal(await query(connection, "SELECT x FROM data.level_1__k"), [['{"y":12345678901234567890}']]);
    assert.equal(await columnsOf(connection, "level_2"), ["a__b__c DOUBLE"]);
    assert.equal(await columnsOf(connection, "level_2__a__l"), ["value BIGINT"]);
  }));

test("of two keys that are spelled alike the last one wins, and it is told", () =>
  withDatabase(async (connection) => {
    const records =
      '[{"userId": 1, "user_id": 2}, {"userId": 3}, {"user_id": 4, "userId": null}, {"userId": "x", "user_id": 6}]';
    const report = await loadSources(connection, source({}, records));
    assert.equal(await query(connection, "SELECT user_id FROM data.items"), [["2"], ["3"], [null], ["6"]]);
    assert.equal(await columnsOf(connection, "items"), ["user_id BIGINT"]);
    assert.match(
      report.resources[0]?.warnings.join() ?? "",
      /items\.user_id: several keys .* the last one is kept \(3 times/,
    );
  }));

test("only the value that wins gives its column a type, or a variant; a null that wins gives none", () =>
  withDatabase(async (connection) => {
    const records = [
      ['{"é": 42, "日本": true, "Key": "x", "key": null}', '{"é": 1, "Other": 1}'],
      ['{"Other": "late", "other": 2}', '{"Other": "x", "other": "y"}', '{"other": 3, "Other": 4}'],
    ];
    for (const page of records) await loadSources(connection, source({}, `[${page.join(", ")}]`));
    assert.equal(await query(connection, "SELECT x, other, other__v_text FROM data.items ORDER BY ALL NULLS LAST"), [
      [true, "1", null],
      [true, null, null],
      [null, "2", null],
      [null, "4", null],
      [null, null, "y"],
    ]);
    assert.equal((await columnsOf(connection, "items")).length, 3);
  }));

test("the literal of the value that wins decides, whatever the other one was", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, '[{"é": 1, "日本": 2.0, "Key": 1.5, "key": 2}]'));
    assert.equal(await columnsOf(connection, "items"), ["x DOUBLE", "key BIGINT"]);
  }));

test("a flattened key and a spelled-out one collide like any other, lists too", () =>
  withDatabase(async (connection) => {
    const report = await loadSources(
      connection,
      source(
        {},
        '[{"a": {"b": 1}, "a__b": 2, "someList": [1, 2], "some_list": [3]}, {"someList": [4], "some_list": []}]',
      ),
    );
    // dlt flattens objects after the scalars of their level: the object's value is the last one.
    assert.equal(await query(connection, "SELECT a__b FROM data.items"), [["1"], [null]]);
    assert.equal(await query(connection, "SELECT value FROM data.items__some_list"), [["3"]]);
    assert.is(report.resources[0]?.warnings.length, 2);
  }));

test("system columns that the API sends are the loader's", () =>
  withDatabase(async (connection) => {
    const record =
      '{"_dlt_load_id": "x", "l": [{"_dlt_parent_id": "y", "_dlt_list_idx": 9, "_dlt_load_id": "z", "v": 1}]}';
    const { loadId, resources } = await loadSources(connection, source({}, `[${record}]`));
    assert.equal(await query(connection, "SELECT _dlt_load_id FROM data.items"), [[loadId]]);
    assert.equal(
      await query(
        connection,
        "SELECT _dlt_list_idx FROM data.items__l JOIN data.items ON items._dlt_id = _dlt_parent_id",
      ),
      [["0"]],
    );
    assert.not((await columnsOf(connection, "items__l", true)).includes("_dlt_load_id VARCHAR"));
    assert.is(resources[0]?.warnings.length, 4);
  }));

test("a child table whose name another resource has is an error", () =>
  withDatabase(async (connection) => {
    const sources = [source({ table: "a" }, [{ b: [1] }]), source({ table: "a__b" }, [{ x: 1 }])];
    const error = await failureOf(loadSources(connection, sources));
    assert.match(error.message, /table a__b is needed for lists of a/);
    assert.equal(await tablesOf(connection), []);
  }));

test("rows of many pages and batches keep their order, their children and their late columns", () =>
  withDatabase(async (connection) => {
    const records = Array.from({ length: 5_000 }, (_, id) => ({
      id,
      ...(id >= 3_000 ? { late: id } : {}),
      l: [id, id + 1],
    }));
    const pages = [0, 1, 2, 3, 4].map((page) => records.slice(page * 1_000, (page + 1) * 1_000));
    const report = await loadSources(connection, source({ writeDisposition: "merge", primaryKey: ["id"] }, ...pages));
    const { seconds = 0, ...loaded } = report.resources[0] ?? {};
    assert.ok(seconds > 0);
    assert.equal(loaded, {
      resource: "items",
      accounting: { fetched: 5_000, loaded: 5_000, merged: 0, filtered: 0, discarded: 0 },
      rows: { items: 5_000, items__l: 10_000 },
      warnings: [],
    });
    const sums = `SELECT count(*), count(DISTINCT i._dlt_id), sum(id), sum(late), sum(l.value - id - _dlt_list_idx)
      FROM data.items__l l JOIN data.items i ON i._dlt_id = l._dlt_parent_id AND i._dlt_id = l._dlt_root_id`;
    assert.equal(await query(connection, sums), [["10000", "5000", "24995000", "15998000", "0"]]);
    assert.equal(await query(connection, "SELECT id FROM data.items LIMIT 2 OFFSET 4998"), [["4998"], ["4999"]]);
  }));

test.run();

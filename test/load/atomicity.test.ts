import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DuckDBConnection } from "@duckdb/node-api";
import { openDuckDb } from "../../templates/load/duckdb.js";
import type { LoadSource } from "../../templates/load/load.js";
import { failureOf, loadSources, pageOf, query, source, tablesOf, withDatabase } from "./support.js";

const test = suite("one transaction");

const MERGE = { writeDisposition: "merge", primaryKey: ["id"] } as const;

/** Whether nothing but `items` with the row 1 is there, and the connection goes on working. */
async function assertUntouched(connection: DuckDBConnection): Promise<void> {
  assert.equal(await tablesOf(connection), ["items"]);
  assert.equal(await query(connection, "SELECT id FROM data.items"), [["1"]]);
  assert.equal(await query(connection, "SELECT count(*) FROM data._dlt_loads"), [["1"]]);
  assert.equal(await query(connection, "SELECT count(*) FROM duckdb_tables() WHERE temporary"), [["0"]]);
  await connection.run("BEGIN");
  await connection.run("ROLLBACK");
}

function failing(plan: Parameters<typeof source>[0], error: Error): LoadSource {
  return {
    ...source(plan),
    async *pages() {
      yield pageOf('[{"id": 2, "new": [1]}]');
      throw error;
    },
  };
}

test("a source that fails in the middle leaves everything as it was", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(MERGE, [{ id: 1 }]));
    const reason = new Error("the API is gone");
    const sources = [source({ table: "fine" }, [{ a: 1 }]), failing(MERGE, reason)];
    assert.is(await failureOf(loadSources(connection, sources)), reason);
    await assertUntouched(connection);
  }));

test("a database error in the middle of writing leaves everything as it was", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(MERGE, [{ id: 1 }]));
    await connection.run(
      "CREATE TABLE data.strict (other BIGINT CHECK (other > 1), _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL)",
    );
    const sources = [source(MERGE, [{ id: 1, changed: true }, { id: 2 }]), source({ table: "strict" }, [{ other: 1 }])];
    assert.match((await failureOf(loadSources(connection, sources))).message, /CHECK/);
    await connection.run("DROP TABLE data.strict");
    await assertUntouched(connection);
  }));

test("an abort between pages and one while writing leave everything as it was", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(MERGE, [{ id: 1 }]));
    const reading = new AbortController();
    const endless: LoadSource = {
      ...source(MERGE),
      async *pages() {
        for (let id = 2; ; id++) yield pageOf(`[{"id": ${id}}]`);
      },
    };
    const options = { signal: reading.signal, onProgress: () => reading.abort(new Error("enough")) };
    assert.is((await failureOf(loadSources(connection, endless, options))).message, "enough");
    await assertUntouched(connection);

    const writing = new AbortController();
    const last: LoadSource = {
      ...source(MERGE),
      async *pages() {
        yield pageOf(JSON.stringify(Array.from({ length: 50_000 }, (_, id) => ({ id, text: `row ${id}` }))));
        setImmediate(() => writing.abort(new Error("stop")));
      },
    };
    assert.is((await failureOf(loadSources(connection, last, { signal: writing.signal }))).message, "stop");
    await assertUntouched(connection);
  }));

test("an aborted signal starts nothing", () =>
  withDatabase(async (connection) => {
    const error = await failureOf(
      loadSources(connection, source({}, [{ a: 1 }]), { signal: AbortSignal.abort(new Error("no")) }),
    );
    assert.is(error.message, "no");
    assert.equal(await query(connection, "SELECT count(*) FROM duckdb_tables()"), [["0"]]);
  }));

test("within a transaction of the caller's a load fails and leaves the transaction open", () =>
  withDatabase(async (connection) => {
    await connection.run("BEGIN");
    await connection.run("CREATE TABLE mine AS SELECT 1 AS x");
    assert.match((await failureOf(loadSources(connection, source({}, [{ a: 1 }])))).message, /transaction/);
    await connection.run("COMMIT");
    assert.equal(await query(connection, "SELECT x FROM mine"), [[1]]);
  }));

test("each load has one line in _dlt_loads and an id that is later than the one before", () =>
  withDatabase(async (connection) => {
    const ids: (string | null)[] = [];
    for (let run = 0; run < 3; run++) ids.push((await loadSources(connection, source({}, [{ a: run }]))).loadId);
    for (const id of ids) assert.match(id ?? "", /^\d{10}\.\d{6}$/);
    assert.equal([...ids].sort(), ids);
    assert.is(new Set(ids).size, 3);
    const loads = await query(
      connection,
      "SELECT load_id, schema_name, status, schema_version_hash, inserted_at <= now() FROM data._dlt_loads ORDER BY 1",
    );
    const [[hash] = []] = await query(connection, "SELECT version_hash FROM data._dlt_version");
    assert.equal(
      loads,
      ids.map((id) => [id, "test", "0", hash, true]),
    );
    assert.equal(
      await query(connection, "SELECT DISTINCT _dlt_load_id FROM data.items ORDER BY 1"),
      ids.map((id) => [id]),
    );
  }));

test("a file whose name is that of the dataset is no trouble, and a locked or broken file is a clear error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "load-"));
  try {
    const path = join(folder, "data.duckdb");
    for (let run = 0; run < 2; run++) {
      const database = await openDuckDb(path);
      await loadSources(database.connection, source({ ...MERGE, table: "data" }, [{ id: 1, data: [1] }]));
      assert.equal(await query(database.connection, 'SELECT count(*) FROM "data"."data"."data__data"'), [["1"]]);
      await database.close();
    }
    const missing = await failureOf(openDuckDb(join(folder, "no", "such.duckdb")));
    assert.match(missing.message, /^cannot open .*such\.duckdb/);
    assert.is(missing.name, "LoadError");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();

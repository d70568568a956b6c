import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DuckDBConnection } from "@duckdb/node-api";
import { schemaHash } from "../../templates/load/schema-document.js";
import { decodeDocument, objectAt, type StateObject } from "../../templates/load/state-document.js";
import { projectPath } from "../support/project.js";
import { DATASET, failureOf, loadSources, query, source, withDatabase } from "./support.js";

const test = suite("stored schema");

const MERGE = { writeDisposition: "merge", primaryKey: ["id"] } as const;

async function schemas(connection: DuckDBConnection): Promise<StateObject[]> {
  const rows = await query(connection, `SELECT "schema" FROM ${DATASET}._dlt_version ORDER BY version`);
  return rows.map(([text]) => decodeDocument(String(text)));
}

async function newest(connection: DuckDBConnection): Promise<StateObject> {
  return (await schemas(connection)).at(-1) ?? {};
}

test("the hash of a schema is the one that dlt stores beside it", async () => {
  let compared = 0;
  for (const folder of readdirSync(projectPath("fixtures/dlt-datasets"))) {
    await withDatabase(async (connection) => {
      await connection.run(readFileSync(join(projectPath("fixtures/dlt-datasets"), folder, "step-1.sql"), "utf8"));
      for (const [hash, text] of await query(connection, 'SELECT version_hash, "schema" FROM data._dlt_version')) {
        assert.is(schemaHash(decodeDocument(String(text))), hash, folder);
        compared++;
      }
    });
  }
  assert.ok(compared > 10);
});

test("a load stores its tables, columns and hints in dlt's words", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source(MERGE, '[{"id": 1, "o": {"price": 1.5}, "none": null, "tags": [{"n": 1}]}]'));
    const tables = objectAt(await newest(connection), ["tables"]) ?? {};
    assert.equal(Object.keys(tables), ["_dlt_version", "_dlt_loads", "_dlt_pipeline_state", "items", "items__tags"]);
    assert.equal(tables["items"], {
      name: "items",
      columns: {
        id: { name: "id", data_type: "bigint", nullable: false, primary_key: true },
        o__price: { name: "o__price", data_type: "double", nullable: true },
        _dlt_load_id: { name: "_dlt_load_id", data_type: "text", nullable: false },
        _dlt_id: { name: "_dlt_id", data_type: "text", nullable: false, unique: true, row_key: true },
      },
      resource: "items",
      write_disposition: "merge",
      "x-normalizer": { "seen-data": true },
    });
    assert.equal(tables["items__tags"], {
      name: "items__tags",
      columns: {
        n: { name: "n", data_type: "bigint", nullable: true },
        _dlt_root_id: { name: "_dlt_root_id", data_type: "text", nullable: false, root_key: true },
        _dlt_parent_id: { name: "_dlt_parent_id", data_type: "text", nullable: false, parent_key: true },
        _dlt_list_idx: { name: "_dlt_list_idx", data_type: "bigint", nullable: false },
        _dlt_id: { name: "_dlt_id", data_type: "text", nullable: false, unique: true, row_key: true },
      },
      parent: "items",
      "x-normalizer": { "seen-data": true },
    });
  }));

test("a version is stored when the schema changed, and _dlt_loads names the one in force", () =>
  withDatabase(async (connection) => {
    const plan = { table: "items" };
    for (const text of ['[{"a": 1}]', '[{"a": 2}]', '[{"a": "x"}]']) await loadSources(connection, source(plan, text));
    const [first, second, ...others] = await schemas(connection);
    assert.equal(others, []);
    assert.is(first?.["version"], 1);
    assert.is(second?.["version"], 2);
    assert.equal(second?.["previous_hashes"], [first?.["version_hash"]]);
    const variant = second && objectAt(second, ["tables", "items", "columns", "a__v_text"]);
    assert.equal(variant, { name: "a__v_text", data_type: "text", nullable: true, variant: true });
    assert.equal(
      await query(connection, "SELECT schema_version_hash FROM data._dlt_loads ORDER BY load_id"),
      [first, first, second].map((schema) => [schema?.["version_hash"]]),
    );
    // A dlt that kept its working directory fetches the schema only when the state changed, too.
    const states = await query(connection, "SELECT state FROM data._dlt_pipeline_state ORDER BY version");
    const state = decodeDocument(String(states.at(-1)?.[0]));
    assert.is(objectAt(state, ["sources", "test"])?.["schema_version_hash"], second?.["version_hash"]);
  }));

test("what a stored schema says besides stays, and columns of strangers are not taken for dlt's", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, [{ a: 1 }]));
    const text = JSON.stringify({ ...(await newest(connection)), description: "mine" });
    await connection.run(`UPDATE data._dlt_version SET "schema" = $1`, [text]);
    await connection.run("ALTER TABLE data.items ADD COLUMN stranger INTEGER");
    await loadSources(connection, source({}, [{ a: 1, b: 2 }]));
    const schema = await newest(connection);
    assert.is(schema["description"], "mine");
    assert.equal(Object.keys(objectAt(schema, ["tables", "items", "columns"]) ?? {}), [
      ...["a", "_dlt_load_id", "_dlt_id", "b"],
    ]);
  }));

test("a full refresh forgets tables that are no longer there", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, [{ a: [1] }]));
    await loadSources(connection, source({}, [{ b: 1 }]), { fullRefresh: true });
    const tables = objectAt(await newest(connection), ["tables"]) ?? {};
    assert.equal(Object.keys(tables).slice(3), ["items"]);
    assert.not.ok(Object.hasOwn(objectAt(tables, ["items", "columns"]) ?? {}, "a"));
  }));

test("a schema of another layout is a clear error", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, [{ a: 1 }]));
    await connection.run("UPDATE data._dlt_version SET engine_version = 10");
    const error = await failureOf(loadSources(connection, source({}, [{ a: 1 }])));
    assert.match(error.message, /schema test has layout 10, not 11/);
  }));

test.run();

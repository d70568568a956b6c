import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openDuckDb } from "../../templates/load/duckdb.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { failureOf, loadSources, query, source, withDatabase } from "./support.js";

/** Where a DuckDB file has the version of its format: behind a checksum and the letters DUCK. */
const VERSION_OFFSET = 12;

const test = suite("unhappy ends");

test("a file that another process writes to is an error at once that says so, and the file stays as it is", () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "locked.duckdb");
    await withDatabase((connection) => loadSources(connection, source({}, [{ id: 1 }])).then(() => undefined), path);
    const holder = fork(projectPath("dist/test/load/hold-database.js"), [path]);
    try {
      await once(holder, "message");
      const before = statSync(path).mtimeMs;
      const error = await failureOf(openDuckDb(path));
      assert.is(error.name, "LoadError");
      assert.match(error.message, /^cannot open .*locked\.duckdb: IO Error: Could not set lock on file/);
      assert.is(statSync(path).mtimeMs, before);
    } finally {
      holder.kill();
      await once(holder, "exit");
    }
    await withDatabase(async (connection) => {
      assert.equal(await query(connection, "SELECT id FROM data.items"), [["1"]]);
    }, path);
  }));

test("a file that this process has open is an error, since two instances would write over each other's data", () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "open.duckdb");
    await withDatabase(async (connection) => {
      await loadSources(connection, source({}, [{ id: 1 }]));
      const { message } = await failureOf(openDuckDb(path));
      assert.match(
        message,
        /^cannot open .*open\.duckdb: this process has it open, .*: wait until that is over, or load/,
      );
    }, path);
    const opened = await Promise.allSettled([openDuckDb(path), openDuckDb(path)]);
    assert.equal(
      opened.map(({ status }) => status),
      ["fulfilled", "rejected"],
    );
    for (const one of opened) if (one.status === "fulfilled") await one.value.close();
    await withDatabase(async (connection) => {
      assert.equal(await query(connection, "SELECT id FROM data.items"), [["1"]]);
    }, path);
  }));

test("what is no database, or lies in no folder, is an error that names the path", () =>
  withTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "notes.txt"), "no database, and long enough to have a header".repeat(100));
    mkdirSync(join(folder, "folder"));
    for (const name of ["notes.txt", "no/such/place.duckdb", "folder"]) {
      const error = await failureOf(openDuckDb(join(folder, name)));
      assert.is(error.name, "LoadError");
      assert.match(error.message, `cannot open ${join(folder, name)}: `);
    }
  }));

test("a file of a newer DuckDB is an error that says how this one can read it", () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "newer.duckdb");
    await withDatabase((connection) => loadSources(connection, source({}, [{ id: 1 }])).then(() => undefined), path);
    const file = readFileSync(path);
    file.writeUInt16LE(999, VERSION_OFFSET);
    writeFileSync(path, file);
    const { message: mismatch } = await failureOf(openDuckDb(path));
    file.writeBigUInt64LE(BigInt(/computed checksum (\d+)/.exec(mismatch)?.[1] ?? 0));
    writeFileSync(path, file);
    const { message } = await failureOf(openDuckDb(path));
    assert.match(message, /^cannot open .*newer\.duckdb: IO Error: .* version number 999, .* A newer DuckDB wrote it/);
    assert.match(message, /ATTACH 'copy\.duckdb' AS copy \(STORAGE_VERSION 'v1\.4\.0'\)/);
  }));

test.run();

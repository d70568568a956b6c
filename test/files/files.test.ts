import { chmod, mkdir, readdir, readFile, readlink, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { upsert } from "../../templates/load/upsert.js";
import { parquet } from "../../templates/load/parquet.js";
import { DATASET, failureOf, source } from "../load/support.js";
import { runNode } from "../support/command.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { loadFiles, loadsIn, rowsOf, type Format } from "./support.js";

const test = suite("datasets of files");

const FORMATS: readonly Format[] = ["parquet", "jsonl"];

const orders = (...records: readonly unknown[]) => source({ table: "orders" }, records);
const merged = (...records: readonly unknown[]) =>
  source({ table: "orders", writeDisposition: "merge", primaryKey: ["id"] }, records);

for (const format of FORMATS) {
  test(`${format}: each load is a folder that holds the whole dataset`, async () => {
    await withTemporaryFolder(async (folder) => {
      await loadFiles(folder, format, [orders({ id: 1, lines: [{ n: 1 }, { n: 2 }] })]);
      await loadFiles(folder, format, [orders({ id: 2, note: "late", lines: [{ n: 3 }] })]);
      const loads = await loadsIn(folder);
      assert.is(loads.length, 2);
      assert.is(await readlink(join(folder, DATASET, "current")), loads[1]);
      assert.equal(await readdir(join(folder, DATASET, loads[0] ?? "", "orders")), [`${loads[0]}.${format}`]);
      assert.equal(
        await readdir(join(folder, DATASET, "current", "orders")),
        loads.map((id) => `${id}.${format}`),
      );
      assert.equal(await rowsOf(folder, format, "orders", "CAST(id AS VARCHAR), note"), [
        ["1", null],
        ["2", "late"],
      ]);
      assert.equal(await rowsOf(folder, format, "orders__lines", "CAST(n AS VARCHAR)"), [["1"], ["2"], ["3"]]);
      assert.is((await rowsOf(folder, format, "_dlt_loads", "CAST(load_id AS VARCHAR)")).length, 2);
    });
  });

  test(`${format}: a merge replaces rows and their child rows, and leaves the files of other tables alone`, async () => {
    await withTemporaryFolder(async (folder) => {
      const other = source({ table: "events" }, [{ seq: 1 }]);
      await loadFiles(folder, format, [merged({ id: 1, s: "a", lines: [1, 2] }, { id: 2, s: "b", lines: [3] }), other]);
      await loadFiles(folder, format, [merged({ id: 1, s: "c", lines: [4] })]);
      assert.equal(await rowsOf(folder, format, "orders", "CAST(id AS VARCHAR), s"), [
        ["1", "c"],
        ["2", "b"],
      ]);
      assert.equal(await rowsOf(folder, format, "orders__lines", "CAST(value AS VARCHAR)"), [["3"], ["4"]]);
      const [first = "", second = ""] = await loadsIn(folder);
      const file = `events/${first}.${format}`;
      const [old, linked] = [join(folder, DATASET, first, file), join(folder, DATASET, second, file)];
      assert.is((await stat(old)).ino, (await stat(linked)).ino);
      // A reader of the first load is not disturbed.
      assert.equal(await readdir(join(folder, DATASET, first, "orders")), [`${first}.${format}`]);
    });
  });

  test(`${format}: what was written is read back for a merge without loss`, async () => {
    const values = {
      big: "9007199254740993",
      exact: '"12345678901234567890123456789.123456789"',
      moment: '"2024-01-25T11:21:28.123456+02:00"',
      local: '"2024-01-25T11:21:28.123456789"',
      day: '"0001-02-03"',
      clock: '"11:12:13.5"',
      bytes: '"0xAA00"',
      shape: '{"a": 1.0, "big": 12345678901234567890, "b": [true, null]}',
      ratio: '"nan"',
      wide: '"170141183460469231731687303715884105"',
      text: '"a\\"\\n\\u00e9\\ud83d\\ude00"',
    };
    const declared = [
      {
        table: "orders",
        columns: [
          { name: "exact", dataType: "decimal" },
          { name: "local", dataType: "timestamp", precision: 9, timezone: false },
          { name: "day", dataType: "date" },
          { name: "clock", dataType: "time" },
          { name: "bytes", dataType: "binary" },
          { name: "shape", dataType: "json" },
          { name: "ratio", dataType: "double" },
          { name: "wide", dataType: "bigint", precision: 128 },
        ],
      },
    ] as const;
    const record = (id: number) =>
      `{"id": ${id}, ${Object.entries(values)
        .map(([key, value]) => `"${key}": ${value}`)
        .join(", ")}}`;
    const plan = {
      table: "orders",
      writeDisposition: "merge",
      primaryKey: ["id"],
      strategy: upsert(),
      declared,
    } as const;
    await withTemporaryFolder(async (folder) => {
      const columns = Object.keys(values)
        .map((name) => `CAST(${name} AS VARCHAR)`)
        .join(", ");
      await loadFiles(folder, format, [source(plan, `[${record(1)}]`)]);
      const written = await rowsOf(folder, format, "orders", columns);
      await loadFiles(folder, format, [source(plan, `[${record(2)}]`)]);
      await loadFiles(folder, format, [source(plan, '[{"id": 3}]')]);
      const rows = await rowsOf(folder, format, "orders", `id, ${columns}`);
      assert.equal(
        rows.slice(0, 2).map((row) => row.slice(1)),
        [written[0], written[0]],
      );
      assert.match(JSON.stringify(written), /9007199254740993.*12345678901234567890123456789\.123456789/);
    });
  });

  test(`${format}: a replace without records leaves a table without rows, which can be read`, async () => {
    await withTemporaryFolder(async (folder) => {
      const replaced = (...records: readonly unknown[]) =>
        source({ table: "settings", writeDisposition: "replace" }, records);
      await loadFiles(folder, format, [replaced({ a: 1, tags: ["x"] })]);
      await loadFiles(folder, format, [replaced()]);
      assert.equal(await rowsOf(folder, format, "settings", "count(*)::VARCHAR"), [["0"]]);
      assert.equal(await rowsOf(folder, format, "settings__tags", "count(*)::VARCHAR"), [["0"]]);
    });
  });
}

test("the next run goes on with the schema and the state of the last one", async () => {
  await withTemporaryFolder(async (folder) => {
    const events = (from: number): ReturnType<typeof source> => ({
      ...source({ table: "events" }),
      async *pages(state) {
        assert.is(state.cursor("seq")?.["last_value"] ?? 0, from);
        state.setCursor("seq", { last_value: from + 1 });
        yield* source({}, [{ seq: from + 1, value: from === 0 ? 1 : "text" }]).pages(state, undefined);
      },
    });
    await loadFiles(folder, "parquet", [events(0)]);
    await loadFiles(folder, "parquet", [events(1)]);
    assert.equal(
      await rowsOf(folder, "parquet", "events", "CAST(seq AS VARCHAR), CAST(value AS VARCHAR), value__v_text"),
      [
        ["1", "1", null],
        ["2", null, "text"],
      ],
    );
  });
});

test("a run that reads nothing makes no folder, and a full refresh drops tables and their files", async () => {
  await withTemporaryFolder(async (folder) => {
    await loadFiles(folder, "parquet", [orders({ id: 1, old: true, lines: [1] })]);
    assert.is((await loadFiles(folder, "parquet", [orders()])).loadId, null);
    assert.is((await loadsIn(folder)).length, 1);
    await loadFiles(folder, "parquet", [orders({ id: 2 })], { fullRefresh: true });
    const current = join(folder, DATASET, "current");
    assert.equal(
      (await readdir(current)).filter((name) => !name.startsWith("_dlt")),
      ["dataset.json", "orders"],
    );
    assert.equal(await rowsOf(folder, "parquet", "orders", "CAST(id AS VARCHAR)"), [["2"]]);
  });
});

test("the folders of loads long past are deleted, and files that newer loads have stay", async () => {
  await withTemporaryFolder(async (folder) => {
    for (let id = 0; id < 9; id++) await loadFiles(folder, "jsonl", [orders({ id })]);
    assert.is((await loadsIn(folder)).length, 7);
    assert.is((await rowsOf(folder, "jsonl", "orders", "id")).length, 9);
  });
});

test("a failed load changes nothing, and one folder is loaded into by one run at a time", async () => {
  await withTemporaryFolder(async (folder) => {
    await loadFiles(folder, "parquet", [orders({ id: 1 })]);
    const failing: ReturnType<typeof source> = {
      ...orders(),
      async *pages(state) {
        yield* orders({ id: 2 }).pages(state, undefined);
        const busy = await failureOf(loadFiles(folder, "parquet", [orders({ id: 3 })]));
        assert.match(busy.message, /^another run is loading into .*: run again when it has ended$/);
        throw new Error("the API is gone");
      },
    };
    assert.match((await failureOf(loadFiles(folder, "parquet", [failing]))).message, /the API is gone/);
    assert.is((await loadsIn(folder)).length, 1);
    await loadFiles(folder, "parquet", [orders({ id: 4 })]);
    assert.equal(await rowsOf(folder, "parquet", "orders", "CAST(id AS VARCHAR)"), [["1"], ["4"]]);
  });
});

test("datasets of another format, descriptions that were changed and paths that are none are told about", async () => {
  await withTemporaryFolder(async (folder) => {
    await loadFiles(folder, "parquet", [orders({ id: 1 })]);
    const [loadId = ""] = await loadsIn(folder);
    const failure = (format: Format, root = folder) => failureOf(loadFiles(root, format, [orders({ id: 2 })]));
    assert.match((await failure("jsonl")).message, /is of parquet files, not of jsonl files: name another dataset/);
    const description = join(folder, DATASET, loadId, "dataset.json");
    const text = await readFile(description, "utf8");
    for (const [from, to, problem] of [
      ["BIGINT", "BIGINT); DROP SCHEMA main; --", /is of no type that a load makes/],
      [`"${loadId}"`, '"../../secret"', /names no file of a dataset/],
      ['"layout": 1', '"layout": 2', /is no description of layout 1/],
      ["{", "", /is no JSON/],
    ] as const) {
      await writeFile(description, text.replace(from, to));
      assert.match((await failure("parquet")).message, problem);
    }
    assert.match((await failure("parquet", join(folder, "a*b"))).message, /has none of \* \? \[ \]/);
    await writeFile(join(folder, "file"), "");
    assert.match((await failure("parquet", join(folder, "file"))).message, /^cannot write to /);
  });
});

test("a folder that this user may not write to is named", async () => {
  await withTemporaryFolder(async (folder) => {
    const closed = join(folder, "closed");
    await mkdir(closed, { mode: 0o555 });
    await chmod(folder, 0o755);
    // Root may write everywhere: it becomes another user, when all of its modules are read.
    const program = `
      const { loadFiles } = await import(${JSON.stringify(projectPath("dist/test/files/support.js"))});
      if (process.getuid?.() === 0) process.setuid("nobody");
      await loadFiles(process.argv[1], "parquet", []).catch((error) => process.stdout.write(String(error)));`;
    const target = join(closed, "exports", "shop");
    const { stdout, stderr } = await runNode(["--input-type=module", "--eval", program, target]);
    const expected = `LoadError: cannot write to ${join(target, DATASET)}: this user may not write to ${closed}`;
    assert.is(stdout, expected, stderr);
  });
});

test("targets are told apart by their beginning", () => {
  assert.is(parquet.accepts("parquet:exports"), true);
  for (const other of ["exports", "parquet:", "jsonl:exports", "data.duckdb", 1])
    assert.is(parquet.accepts(other), false);
  assert.equal(parquet.parse("parquet:a/b"), { target: "parquet:a/b", shown: "a/b" });
});

test.run();

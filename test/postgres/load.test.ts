import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DataType } from "../../templates/load/declared.js";
import type { LoadSource } from "../../templates/load/load.js";
import { failureOf, pageOf, source } from "../load/support.js";
import { postgresServer } from "../support/postgres-server.js";
import { columnsOf, hasPostgres, loadSources, query, withClient } from "./support.js";

const test = suite("loading into Postgres");
const run = hasPostgres() ? test : test.skip;

const MERGE = { writeDisposition: "merge", primaryKey: ["id"] } as const;

run("values arrive as they were sent, in the types that dlt gives them", () =>
  withClient(async (client) => {
    const record =
      '{"id": 9007199254740993, "price": 1.0, "ok": true, "name": "a\\tb\\\\N\\n\\"ü\\"", "at": "2024-01-25T11:21:28.123456+02:00", ' +
      '"far": "0001-01-01T00:00:00+01:00", "wide": 123456789012345678901234567890, "deep": {"x": 1}, "list": [1, 2]}';
    await loadSources(client, source({}, `[${record}]`));
    assert.equal(await columnsOf(client, "items"), [
      ...["id bigint", "price double precision", "ok boolean", "name character varying", "at timestamp with time zone"],
      ...["far timestamp with time zone", "wide numeric(38,0)", "deep__x bigint"],
    ]);
    await client.query("SET TimeZone = 'UTC'");
    const [row] = await query(client, "SELECT id, price, ok, name, at::text, far::text, wide, deep__x FROM data.items");
    assert.equal(row, [
      ...["9007199254740993", 1, true, 'a\tb\\N\n"ü"', "2024-01-25 09:21:28.123456+00"],
      ...["0001-12-31 23:00:00+00 BC", "123456789012345678901234567890", "1"],
    ]);
    assert.equal(await query(client, "SELECT value, _dlt_list_idx FROM data.items__list ORDER BY 2"), [
      ["1", "0"],
      ["2", "1"],
    ]);
  }),
);

run("NUL is taken out of texts and JSON, a lone surrogate becomes U+FFFD, not-a-number stays", () =>
  withClient(async (client) => {
    const plan = {
      declared: [
        {
          table: "items",
          columns: [
            { name: "j", dataType: "json" },
            { name: "d", dataType: "double" },
          ] as const,
        },
      ],
    };
    await loadSources(
      client,
      source(plan, '[{"t": "a\\u0000b\\ud800c", "j": {"k\\u0000": "\\u0000x\\\\u0000"}, "d": "nan"}, {"d": "-inf"}]'),
    );
    assert.equal(await query(client, "SELECT t, j::text, d::text FROM data.items ORDER BY d"), [
      [null, null, "-Infinity"],
      ["ab\ufffdc", '{"k": "x\\\\u0000"}', "NaN"],
    ]);
  }),
);

/** What an administrator may set for the sessions of a user. */
const SETTINGS = {
  ...{ search_path: "''", TimeZone: "'Asia/Kolkata'", DateStyle: "'SQL, DMY'", client_encoding: "LATIN1" },
  ...{
    bytea_output: "'escape'",
    extra_float_digits: "-15",
    standard_conforming_strings: "off",
    backslash_quote: "off",
  },
  ...{ default_transaction_isolation: "'serializable'", quote_all_identifiers: "on", lock_timeout: "'5s'" },
};

run("what is set for a user's sessions changes nothing", () =>
  withClient(async (client, url) => {
    const types = {
      t: "text",
      at: "timestamp",
      d: "date",
      tm: "time",
      bin: "binary",
      dec: "decimal",
      j: "json",
      x: "double",
    };
    const columns = Object.entries(types).map(([name, dataType]) => ({ name, dataType: dataType as DataType }));
    const first = {
      ...{
        id: 1,
        t: "\\ '\n\t€",
        at: "2024-01-02T03:04:05.123456Z",
        d: "2024-05-06",
        tm: "23:59:58.5",
        bin: "AP8QXA==",
      },
      ...{ dec: "123456789012345.123456789", j: { ü: ["\\n"] }, x: 0.12345678901234568, l: ["\\N", "é"] },
    };
    await client.query("CREATE ROLE odd LOGIN; CREATE SCHEMA data; GRANT ALL ON SCHEMA data TO odd");
    for (const [name, value] of Object.entries(SETTINGS)) await client.query(`ALTER ROLE odd SET ${name} = ${value}`);
    const odd = Object.assign(new URL(url), { username: "odd" }).href;
    for (const [table, target] of [
      ["plain", url],
      ["changed", odd],
    ] as const) {
      const plan = { ...MERGE, table, declared: [{ table, columns }] };
      const ids = { pipelineName: table, schemaName: table };
      await client.query(`ALTER DEFAULT PRIVILEGES IN SCHEMA data GRANT ALL ON TABLES TO odd`);
      await loadSources(target, source(plan, [first]), ids);
      await loadSources(
        target,
        source(plan, [
          { ...first, id: 2 },
          { id: 1, t: "ß", bin: "0xFF00", x: 5e-324 },
        ]),
        ids,
      );
    }
    const rows = (table: string) =>
      query(
        client,
        `SELECT to_jsonb(r)::text FROM (SELECT id, ${Object.keys(types).join(", ")} FROM data.${table}) AS r ORDER BY id`,
      );
    assert.equal(await rows("changed"), await rows("plain"));
    assert.equal(await columnsOf(client, "changed"), await columnsOf(client, "plain"));
    const lists = (table: string) => query(client, `SELECT value FROM data.${table}__l ORDER BY _dlt_list_idx`);
    assert.equal(await lists("changed"), [["\\N"], ["é"]]);
  }),
);

run("a merge replaces rows and their child rows, and the tables of dlt are those of dlt", () =>
  withClient(async (client) => {
    await loadSources(
      client,
      source(MERGE, [
        { id: 1, tags: ["a", "b"] },
        { id: 2, tags: ["c"] },
      ]),
    );
    await loadSources(
      client,
      source(MERGE, [
        { id: 1, tags: ["z"] },
        { id: 1, tags: [] },
        { id: 3, more: 1 },
      ]),
    );
    assert.equal(await query(client, "SELECT id, more FROM data.items ORDER BY 1"), [
      ["1", null],
      ["2", null],
      ["3", "1"],
    ]);
    assert.equal(await query(client, "SELECT value FROM data.items__tags ORDER BY 1"), [["c"]]);
    const state = await query(
      client,
      `SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
       WHERE attrelid = 'data._dlt_pipeline_state'::regclass AND attname IN ('_dlt_load_id', 'state') ORDER BY attnum`,
    );
    assert.equal(state, [
      ["state", "character varying"],
      ["_dlt_load_id", "character varying(64)"],
    ]);
    assert.equal(await query(client, "SELECT count(*) FROM data._dlt_loads WHERE status = 0"), [["2"]]);
    assert.equal(await query(client, "SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'"), [
      ["0"],
    ]);
  }),
);

run("names are cut at 63 characters by dlt's rule: columns, variants, child tables", () =>
  withClient(async (client) => {
    const long = "very_long_column_name_that_goes_way_beyond_the_limit_of_sixty_three_characters_in_postgres";
    const upper = `${"a".repeat(30)}${"B".repeat(40)}`;
    const plan = { table: "parent_table_name_that_is_long" };
    await loadSources(client, [
      source({ table: "items" }, [{ [long]: 1, [upper]: 1, ["x".repeat(64)]: 1 }]),
      source(plan, [{ child_collection_name_long: [{ grand_child_items: [1] }] }]),
    ]);
    assert.equal(await columnsOf(client, "items"), [
      "very_long_column_name_that_gof0xszathree_characters_in_postgres bigint",
      `${"a".repeat(29)}ip1ynq${"b".repeat(28)} bigint`,
      `${"x".repeat(29)}e0hf6w${"x".repeat(28)} bigint`,
    ]);
    const tables = await query(
      client,
      "SELECT tablename FROM pg_tables WHERE schemaname = 'data' AND tablename LIKE 'parent%' ORDER BY length(tablename)",
    );
    assert.equal(
      tables.map(([name]) => name),
      [
        "parent_table_name_that_is_long",
        "parent_table_name_that_is_long__child_collection_name_long",
        "parent_table_name_that_is_lonu6y6dgname_long__grand_child_items",
      ],
    );
    await loadSources(client, source({ table: "items" }, [{ [long]: "text" }]));
    const names = (await columnsOf(client, "items")).map((column) => column.split(" ")[0] ?? "");
    assert.ok(names.every((name) => name.length <= 63));
    assert.ok(names.some((name) => name.endsWith("__v_text")));
  }),
);

run("child tables whose names were cut are named as by dlt at every depth, and the next loads find them", () =>
  withClient(async (client) => {
    const long = "child_list_with_a_name_that_fills_most_of_what_postgres_takes";
    const outer = "orders__child_list_with_a_namk0paza_most_of_what_postgres_takes";
    const inner = "orders__child_list_with_a_nam5dawhqf_what_postgres_takes__inner";
    const lists = "orders__child_list_with_a_nammjvdma_postgres_takes__inner__list";
    const plan = { table: "orders", writeDisposition: "merge", primaryKey: ["id"] } as const;
    const counts = async () => {
      const counted = [outer, inner, lists].map((table) => `(SELECT count(*) FROM data.${table})`);
      return (await query(client, `SELECT ${counted.join(", ")}`))[0];
    };
    await loadSources(
      client,
      source(plan, [
        { id: 1, [long]: [{ inner: [[1, 2]] }] },
        { id: 2, [long]: [{}] },
      ]),
    );
    assert.equal(await counts(), ["2", "1", "2"]);
    await loadSources(client, source(plan, [{ id: 2, [long]: [{ inner: [[3]] }, { inner: [4] }] }]));
    assert.equal(await counts(), ["3", "3", "3"]);
    await loadSources(client, source(plan, [{ id: 1 }]));
    assert.equal(await counts(), ["2", "2", "1"]);
    await loadSources(client, source({ ...plan, writeDisposition: "replace" }, [{ id: 3 }]));
    assert.equal(await counts(), ["0", "0", "0"]);
    await loadSources(client, source(plan, [{ id: 3, [long]: [{}] }]), { fullRefresh: true });
    const tables = await query(client, "SELECT tablename FROM pg_tables WHERE tablename LIKE 'orders%' ORDER BY 1");
    assert.equal(tables.flat(), ["orders", outer]);
  }),
);

run("a connection of the caller's keeps its settings, and one in a transaction is refused", () =>
  withClient(async (client) => {
    await client.query("SET TimeZone = 'Asia/Tokyo'; SET standard_conforming_strings = off");
    await loadSources(client, source({}, [{ at: "2024-01-01T00:00:00Z", path: "C:\\new" }]));
    assert.equal(await query(client, "SELECT at = '2024-01-01 00:00:00+00', path FROM data.items"), [
      [true, "C:\\new"],
    ]);
    assert.equal(await query(client, "SHOW TimeZone"), [["Asia/Tokyo"]]);
    assert.equal(await query(client, "SHOW lock_timeout"), [["0"]]);
    assert.is(client.listenerCount("error"), 1);
    await client.query("BEGIN");
    assert.match((await failureOf(loadSources(client, source({}, [{ a: 1 }])))).message, /in a transaction/);
    await client.query("ROLLBACK");
  }),
);

run("a source that fails, and an abort while writing, leave everything as it was", () =>
  withClient(async (client, url) => {
    await loadSources(url, source(MERGE, [{ id: 1 }]));
    const reason = new Error("the API is gone");
    const failing: LoadSource = {
      ...source(MERGE),
      async *pages() {
        yield pageOf('[{"id": 2, "new": [1]}]');
        throw reason;
      },
    };
    assert.is(await failureOf(loadSources(client, failing)), reason);
    const writing = new AbortController();
    const many = source(
      MERGE,
      Array.from({ length: 20_000 }, (_, id) => ({ id, text: `row ${id}` })),
    );
    const onStep = (step: string) =>
      step === "writing" ? setImmediate(() => writing.abort(new Error("stop"))) : undefined;
    assert.is((await failureOf(loadSources(url, many, { signal: writing.signal, onStep }))).message, "stop");
    assert.equal(await query(client, "SELECT id FROM data.items"), [["1"]]);
    assert.equal(await query(client, "SELECT count(*) FROM data._dlt_loads"), [["1"]]);
    assert.equal(await query(client, "SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'"), [
      ["0"],
    ]);
  }),
);

run("a connection that is lost, while reading or in the middle of writing, is a clear error, and the data stays", () =>
  withClient(async (_, url) => {
    await loadSources(url, source(MERGE, [{ id: 1 }]));
    const server = await postgresServer();
    let crashed: Promise<void> | undefined;
    const reading: LoadSource = {
      ...source(MERGE),
      async *pages() {
        yield pageOf(JSON.stringify(Array.from({ length: 3_000 }, (__, id) => ({ id }))));
        await (crashed = server.crash()); // while the first page is staged
        yield pageOf(JSON.stringify(Array.from({ length: 3_000 }, (__, id) => ({ id }))));
      },
    };
    assert.match((await failureOf(loadSources(url, reading))).message, /^the connection to Postgres was lost/);
    await crashed;
    let statements = 0;
    const onStep = (step: string) => {
      if (step === "statement run" && ++statements === 3) crashed = server.crash();
    };
    const error = await failureOf(loadSources(url, source(MERGE, [{ id: 1, more: 1 }, { id: 2 }]), { onStep }));
    await crashed;
    assert.match(error.message, /^the connection to Postgres was lost/);
    await loadSources(url, source(MERGE, [{ id: 5 }]));
    const { destination, close } = await (await import("../../templates/load/postgres.js")).postgres.open(url);
    assert.equal(await destination.query("SELECT id FROM data.items ORDER BY 1"), [["1"], ["5"]]);
    await close();
  }),
);

run("a table that others have locked is waited for, then the load fails and names the reason", () =>
  withClient(async (client, url) => {
    await loadSources(url, source(MERGE, [{ id: 1 }]));
    await client.query("BEGIN; LOCK TABLE data.items IN ACCESS EXCLUSIVE MODE");
    const started = Date.now();
    const error = await failureOf(loadSources(url, source(MERGE, [{ id: 1 }])));
    assert.match(error.message, /lock/);
    assert.ok(Date.now() - started < 30_000);
    await client.query("ROLLBACK");
    await loadSources(url, source(MERGE, [{ id: 2 }]));
  }),
);

run("without rights, without a server, with a broken URL: an error without the password", () =>
  withClient(async (client, url) => {
    await client.query("CREATE ROLE reader LOGIN PASSWORD 'geheim'");
    const asReader = url.replace("tester@", "reader:geheim@");
    const denied = await failureOf(loadSources(asReader, source({}, [{ a: 1 }])));
    assert.match(denied.message, /reader may not create schema "data": GRANT CREATE ON DATABASE "\w+" TO "reader"/);
    await client.query("CREATE SCHEMA data; GRANT ALL ON SCHEMA data TO reader");
    await loadSources(asReader, source({}, [{ a: 1 }]));
    for (const wrong of [
      "postgres://u:geheim@127.0.0.1:1/x",
      "postgres://u:geheim@[bad/x",
      "postgres://nobody:geheim@localhost:99999/x",
    ]) {
      const error = await failureOf(loadSources(wrong, source({}, [{ a: 1 }])));
      assert.is(error.name, "LoadError");
      assert.not.match(`${error.message} ${String(error.cause)}`, /geheim/);
    }
  }),
);

test.run();

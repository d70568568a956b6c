import { suite } from "uvu";
import * as assert from "uvu/assert";
import { canonicalForm } from "../support/canonical.js";
import { canonicalText } from "../support/canonical-json.js";
import { findPostgres } from "../support/postgres-binaries.js";
import { readPostgresDataset } from "../support/postgres-dataset.js";
import { withPostgres, withPostgresDatabase } from "../support/postgres-server.js";

const test = suite("the tests' view of a Postgres dataset");
const run = findPostgres() === undefined ? test.skip : test;

const TABLES = `
CREATE SCHEMA shop;
CREATE TABLE shop._dlt_loads (load_id varchar(64) NOT NULL, status bigint NOT NULL);
INSERT INTO shop._dlt_loads VALUES ('1.5', 0), ('2.5', 1);
CREATE TABLE shop.items (
  id bigint NOT NULL, price numeric(10,2), wei numeric(156,78), share double precision, seen timestamp with time zone,
  local timestamp without time zone, day date, clock time, good boolean, data jsonb, raw bytea, name character varying(9),
  _dlt_id varchar NOT NULL);
INSERT INTO shop.items VALUES
  (9007199254740993, 1.5, 7, 0.1, '2024-01-25 11:21:28.123456+02', '0001-01-01 00:00:00', '2024-02-29', '23:59:59.5', true,
   '{"b": 1.0, "a": [null]}', '\\x00ff', 'naïve', 'r1');`;

run("shows types and values as it does those of DuckDB", async () => {
  const dataset = await withPostgresDatabase((url) =>
    withPostgres(url, async (client) => {
      await client.query(TABLES);
      return canonicalForm(await readPostgresDataset(client, "shop"));
    }),
  );
  const row = {
    clock: "23:59:59.500000",
    data: { a: [null], b: 1 },
    day: "2024-02-29",
    good: true,
    id: "9007199254740993",
    local: "0001-01-01T00:00:00.000000",
    name: "naïve",
    price: "1.50",
    raw: "AP8=",
    seen: "2024-01-25T09:21:28.123456Z",
    share: "0.1",
    wei: "7",
  };
  const { tables, loads } = JSON.parse(canonicalText(dataset));
  assert.equal(tables.items.rows, [row]);
  assert.equal(loads, 1);
  assert.equal(
    tables.items.column_order.map((name: string) => tables.items.columns[name].type).join(" | "),
    "BIGINT | DECIMAL(10,2) | DECIMAL(38,0) | DOUBLE | TIMESTAMP WITH TIME ZONE | TIMESTAMP | DATE | TIME | BOOLEAN | " +
      "JSON | BLOB | VARCHAR | VARCHAR",
  );
});

test.run();

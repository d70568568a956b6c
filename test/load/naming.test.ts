import { suite } from "uvu";
import * as assert from "uvu/assert";
import { joinNames, normalizeIdentifier, normalizeKey, normalizePath } from "../../templates/load/naming.js";
import { cpuTimeOf } from "../support/cpu-time.js";

const test = suite("naming");

/** What dlt 1.31 makes of each name. */
const IDENTIFIERS: Readonly<Record<string, string>> = {
  userId: "user_id",
  UserID: "user_id",
  HTTPServer: "http_server",
  getHTTPResponseCode: "get_http_response_code",
  ABC: "abc",
  ID2: "id2",
  "user-name": "user_name",
  "  padded  ": "padded",
  _private: "_private",
  __dunder: "_dunder",
  trailing_: "trailingx",
  trailing__: "trailingxx",
  a__b: "a_b",
  a___b: "a_b",
  "email@address": "emailaaddress",
  "a*b": "axb",
  _: "x",
  X__Y__: "x_yxx",
  "1st": "_1st",
  "2ID": "_2_id",
  v2Beta: "v2_beta",
  A1B2: "a1_b2",
  ABc1De: "a_bc1_de",
  "50%": "_50x",
  "%": "x",
  $amount: "_amount",
  naïve: "na_ve",
  été: "_tx",
  日本語: "x",
  "a.b.c": "a_b_c",
  "foo/bar": "foo_bar",
  "x!!": "xx",
  "price+tax": "pricextax",
  "a|b": "alb",
  "-": "x",
  "kebab-Case-Name": "kebab_case_name",
  "٣x": "_٣x",
};

const PATHS: Readonly<Record<string, string>> = {
  __dunder: "dunder",
  trailing__: "trailing",
  a__b: "a__b",
  a___b: "a___b",
  X__Y__: "x__y",
  SalesOrders: "sales_orders",
  "a__ __b": "a__b",
};

const LONG = "very_long_column_name_that_goes_way_beyond_the_limit_of_sixty_three_characters_in_postgres";

test("identifiers are spelled as dlt spells them", () => {
  for (const [name, expected] of Object.entries(IDENTIFIERS)) assert.is(normalizeIdentifier(name), expected, name);
});

test("a path keeps its double underscores and normalizes each part", () => {
  for (const [name, expected] of Object.entries(PATHS)) assert.is(normalizePath(name), expected, name);
});

test("a name beyond the limit keeps its ends around a hash of the original", () => {
  assert.is(normalizeIdentifier(LONG, 63), "very_long_column_name_that_gof0xszathree_characters_in_postgres");
  assert.is(normalizeIdentifier("x".repeat(64), 63), `${"x".repeat(29)}e0hf6w${"x".repeat(28)}`);
  assert.is(normalizeIdentifier(`${"a".repeat(30)}${"B".repeat(40)}`, 63), `${"a".repeat(29)}ip1ynq${"b".repeat(28)}`);
});

test("joined names are shortened from their joined spelling", () => {
  const parts = ["parent_table_name_that_is_long", "child_collection_name_long", "grand_child_items"];
  assert.is(joinNames(parts, 63), "parent_table_name_that_is_lonu6y6dgname_long__grand_child_items");
  assert.is(joinNames(parts), parts.join("__"));
});

test("DuckDB's limit of 65,536 characters is the default", () => {
  assert.is(normalizeIdentifier("k".repeat(65_536)).length, 65_536);
  assert.is(normalizeIdentifier("k".repeat(65_537)), normalizeIdentifier("k".repeat(65_537), 65_536));
  assert.is.not(normalizeIdentifier("k".repeat(65_537)), "k".repeat(65_536));
});

test("a key without a usable character is _empty, where dlt fails on __", () => {
  for (const key of ["", " ", "\t\n", "__", "____", " __ "])
    assert.is(normalizeKey(key), "_empty", JSON.stringify(key));
  assert.is(normalizeKey("___"), "x");
});

test("an empty name is an error", () => {
  assert.throws(() => normalizeIdentifier("  "), /empty or blank/);
  assert.throws(() => normalizePath("____"), /separators only/);
});

test("hostile names take linear time", () => {
  const spent = cpuTimeOf(() => void normalizeKey(`a${" ".repeat(200_000)}b${"_".repeat(200_001)}c`));
  assert.ok(spent < 2_000, `${spent} ms`);
});

test.run();

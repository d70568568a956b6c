import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readSchema } from "../../generator/types/read-schema.js";
import {
  placeAt,
  type SchemaPlace,
  type SchemaProblem,
  type SchemaSource,
} from "../../generator/types/schema-source.js";
import { tableSchema } from "../../generator/types/table-schema.js";
import type { RecordTypes, TypeModel } from "../../generator/types/type-model.js";

/** A schema whose references stay in it: `$ref` is `#` or `#/…`. Problems are errors of the test. */
function schemaSource(schema: unknown): SchemaSource {
  const root: SchemaPlace = { document: "", pointer: "", value: schema };
  const report = ({ pointer }: SchemaPlace, problem: SchemaProblem): never => {
    throw new Error(`the schema is wrong at #${pointer}: ${JSON.stringify(problem)}`);
  };
  return {
    root,
    report,
    resolve: (reference, from) =>
      placeAt(root, reference.replace(/^#/, "")) ??
      report(from, { kind: "reference", reference, problem: "it leads nowhere" }),
  };
}

function typesOf(schema: object, isTaken: (name: string) => boolean = () => false): RecordTypes {
  const types = readSchema(schemaSource(schema), { typeName: "Order", isTaken });
  if (types === undefined) throw new Error("the schema is wrong");
  return types;
}

/** The type of a field of the record, given its schema and definitions. */
function fieldType(schema: unknown, $defs: object = {}): TypeModel | undefined {
  const { objects } = typesOf({ type: "object", properties: { field: schema }, $defs });
  return objects.find(({ name }) => name === "Order")?.fields[0]?.type;
}

function namesOf(schema: object): readonly string[] {
  return typesOf(schema).objects.map(({ name }) => name);
}

const text: TypeModel = { kind: "string", format: null };

const test = suite("types from JSON Schema");

test("a field is nullable by its type list, an anyOf with null, an enum with null or OpenAPI's nullable", () => {
  const nullable: TypeModel = { kind: "union", members: [text, { kind: "null" }] };
  assert.equal(fieldType({ type: ["string", "null"] }), nullable);
  assert.equal(fieldType({ anyOf: [{ type: "string" }, { type: "null" }] }), nullable);
  assert.equal(fieldType({ type: "string", nullable: true }), nullable);
  assert.equal(fieldType({ type: ["string", "null"], enum: ["a", null] }), {
    kind: "union",
    members: [{ kind: "literal", value: "a" }, { kind: "null" }],
  });
});

test("null is the last of a union, and a value of another member is none", () => {
  assert.equal(fieldType({ anyOf: [{ type: "null" }, { type: "integer" }] }), {
    kind: "union",
    members: [{ kind: "integer", wide: false }, { kind: "null" }],
  });
  assert.equal(fieldType({ anyOf: [{ enum: ["none", 1.5, true] }, { type: ["string", "boolean"] }] }), {
    kind: "union",
    members: [{ kind: "literal", value: 1.5 }, text, { kind: "boolean" }],
  });
  assert.equal(fieldType({ anyOf: [{ type: "integer" }, { const: 7 }, { const: 7.5 }] }), {
    kind: "union",
    members: [
      { kind: "integer", wide: false },
      { kind: "literal", value: 7.5 },
    ],
  });
});

test("a definition that ends as the record is called does not say so twice", () => {
  const $defs = { cashOrder: { type: "object", properties: { till: { type: "string" } } } };
  assert.equal(namesOf({ properties: { paid: { $ref: "#/$defs/cashOrder" } }, $defs }), ["Order", "OrderCash"]);
});

test("alternatives that stand in place are named after the constant that tells them apart", () => {
  const variant = (kind: object, field: string) => ({ properties: { kind, [field]: { type: "string" } } });
  const card = variant({ const: "card" }, "number");
  const transfer = variant({ enum: ["bank-transfer"] }, "iban");
  const payment = { anyOf: [card, { $ref: "#/$defs/cash" }, transfer, { type: "null" }] };
  const $defs = { cash: variant({ const: "cash" }, "till") };
  assert.equal(namesOf({ ...payment, $defs }), ["OrderCard", "OrderCash", "OrderBankTransfer"]);
  assert.equal(namesOf({ properties: { payment }, $defs }).slice(1), [
    "OrderPaymentCard",
    "OrderCash",
    "OrderPaymentBankTransfer",
  ]);
  assert.equal(namesOf({ anyOf: [card, card] }), ["OrderVariant", "OrderVariant2"]);
  assert.equal(namesOf({ anyOf: [card, variant({ enum: ["a", "b"] }, "c")] }), ["OrderVariant", "OrderVariant2"]);
});

test("all parts of an allOf hold, references among them", () => {
  const $defs = { base: { type: "object", required: ["id"], properties: { id: { type: "integer" } } } };
  const { objects } = typesOf({
    allOf: [{ $ref: "#/$defs/base" }, { properties: { id: { format: "int64" }, name: { type: "string" } } }],
    $defs,
  });
  const [order] = objects;
  assert.equal(
    order?.fields.map(({ name, required, type }) => [name, required, type]),
    [
      ["id", true, { kind: "integer", wide: true }],
      ["name", false, text],
    ],
  );
});

test("a definition has one name wherever it is used, what stands in place is named after its place", () => {
  const address = { $ref: "#/$defs/address" };
  const schema = {
    type: "object",
    properties: {
      home: address,
      work: { anyOf: [address, { type: "null" }] },
      lines: { items: { properties: { a: {} } } },
    },
    $defs: { address: { properties: { city: { properties: { name: {} } } } } },
  };
  assert.equal(namesOf(schema), ["Order", "OrderAddress", "OrderAddressCity", "OrderLinesItem"]);
});

test("names stay when a schema grows, and never hide a name of the file", () => {
  const properties = { customer: { properties: { name: {} } } };
  const before = namesOf({ type: "object", properties });
  const after = namesOf({ type: "object", properties: { added: { properties: { x: {} } }, ...properties, more: {} } });
  assert.ok(before.every((name) => after.includes(name)));
  const taken = typesOf({ type: "object", properties }, (name) => name === "OrderCustomer");
  assert.equal(
    taken.objects.map(({ name }) => name),
    ["Order", "OrderCustomer2"],
  );
});

test("keys of any spelling are fields", () => {
  const properties = JSON.parse('{"__proto__":{"properties":{"x":{}}},"":{"properties":{"y":{}}},"*/":{}}') as object;
  const { objects } = typesOf({ type: "object", properties });
  assert.equal(
    objects[0]?.fields.map(({ name }) => name),
    ["__proto__", "", "*/"],
  );
});

test("a schema that holds itself ends, in the types and in the tables", () => {
  const types = typesOf({
    type: "object",
    properties: { id: { type: "integer" }, children: { items: { $ref: "#" } } },
  });
  assert.equal(types.objects[0]?.fields[1]?.type, { kind: "list", items: { kind: "object", name: "Order" } });
  assert.equal(tableSchema(types, { table: "orders", maxTableNesting: 1_000, nameLimit: 65_536, maxColumns: 10_000 }), [
    { table: "orders", columns: [{ name: "id", dataType: "bigint" }] },
  ]);
});

test("a list or a map that holds itself is any JSON inside", () => {
  const any: TypeModel = { kind: "any" };
  const $defs = {
    tree: { type: "array", items: { $ref: "#/$defs/tree" } },
    json: { anyOf: [{ type: "string" }, { type: "object", additionalProperties: { $ref: "#/$defs/json" } }] },
    node: { properties: { below: { type: "array", items: { $ref: "#/$defs/node" } } } },
  };
  assert.equal(fieldType({ $ref: "#/$defs/tree" }, $defs), { kind: "list", items: { kind: "list", items: any } });
  const inner: TypeModel = { kind: "union", members: [text, { kind: "map", values: any }] };
  assert.equal(fieldType({ $ref: "#/$defs/json" }, $defs), {
    kind: "union",
    members: [text, { kind: "map", values: inner }],
  });
  const { objects } = typesOf({ properties: { a: { $ref: "#/$defs/node" }, b: { $ref: "#/$defs/node" } }, $defs });
  assert.equal(objects[1]?.fields[0]?.type, { kind: "list", items: { kind: "object", name: "OrderNode" } });
});

test("lists that hold one another in every order are read in bounded time", () => {
  const names = Array.from({ length: 5 }, (_, index) => `list${index}`);
  const lists = names.map((name) => [name, { anyOf: names.map((item) => ({ items: { $ref: `#/$defs/${item}` } })) }]);
  assert.is(fieldType({ $ref: "#/$defs/list0" }, Object.fromEntries(lists) as object)?.kind, "union");
});

test("too many combinations of alternatives are any JSON", () => {
  const choice = { anyOf: Array.from({ length: 11 }, (_, index) => ({ const: index })) };
  assert.equal(fieldType({ allOf: [choice, choice, choice] }), { kind: "any" });
});

test("objects are flattened and lists are child tables down to max_table_nesting, JSON below", () => {
  const types = typesOf({
    type: "object",
    properties: {
      at: { type: "string", format: "date-time" },
      customer: { properties: { name: { type: "string" }, tags: { items: { type: "string" } } } },
      lines: { items: { properties: { sku: { type: "string" }, sizes: { items: { type: "integer" } } } } },
    },
  });
  assert.equal(tableSchema(types, { table: "orders", maxTableNesting: 1, nameLimit: 65_536, maxColumns: 10_000 }), [
    {
      table: "orders",
      columns: [
        { name: "at", dataType: "timestamp" },
        { name: "customer__name", dataType: "text" },
        { name: "customer__tags", dataType: "json" },
      ],
    },
    {
      table: "orders__lines",
      columns: [
        { name: "sku", dataType: "text" },
        { name: "sizes", dataType: "json" },
      ],
    },
  ]);
  const tables = tableSchema(types, { table: "orders", maxTableNesting: 2, nameLimit: 65_536, maxColumns: 10_000 }).map(
    ({ table }) => table,
  );
  assert.equal(tables, ["orders", "orders__customer__tags", "orders__lines", "orders__lines__sizes"]);
});

test("declared child tables whose names are cut have the names that the loader gives them", () => {
  const long = "child_list_with_a_name_that_fills_most_of_what_postgres_takes";
  const inner = { properties: { inner: { type: "array", items: { type: "integer" } } } };
  const types = typesOf({ properties: { [long]: { type: "array", items: inner } } });
  assert.equal(tableSchema(types, { table: "orders", maxTableNesting: 1_000, nameLimit: 63, maxColumns: 10_000 }), [
    {
      table: "orders__child_list_with_a_nam5dawhqf_what_postgres_takes__inner",
      columns: [{ name: "value", dataType: "bigint" }],
    },
  ]);
});

test("of records that unpack without end the outer columns are declared", () => {
  const levels = Array.from({ length: 40 }, (_, level) => {
    const below = { $ref: `#/$defs/level${level + 1}` };
    return [`level${level}`, { properties: { left: below, right: below, depth: { const: level } } }] as const;
  });
  const $defs = { ...Object.fromEntries(levels), level40: { type: "string" } };
  const types = typesOf({ properties: { first: { $ref: "#/$defs/level0" }, last: { type: "string" } }, $defs });
  const [table] = tableSchema(types, {
    table: "orders",
    maxTableNesting: 1_000,
    nameLimit: 65_536,
    maxColumns: 10_000,
  });
  const columns = new Set(table?.columns.map(({ name }) => name));
  assert.ok(columns.has("last") && columns.has("first__depth") && columns.has("first__left__right__left__depth"));
  assert.ok(columns.size > 1_000 && columns.size < 5_000, String(columns.size));
});

test("no more columns are declared than half of those that a table may have, the outer ones first", () => {
  const inner = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`inner_${at}`, { type: "string" }]));
  const outer = Array.from({ length: 30 }, (_, at) => [`outer_${at}`, { type: "object", properties: inner }]);
  const types = typesOf({
    properties: { first: { type: "string" }, ...Object.fromEntries(outer), last: { type: "string" } },
  });
  const columnsOf = (maxColumns: number) => {
    const [table] = tableSchema(types, { table: "orders", maxTableNesting: 1_000, nameLimit: 65_536, maxColumns });
    return table?.columns.map(({ name }) => name) ?? [];
  };
  assert.is(columnsOf(2_000).length, 902);
  assert.equal(columnsOf(1_000), ["first", "last"]);
  assert.equal(columnsOf(2), ["first"]);
});

test("a column whose types do not agree is left to its first value", () => {
  const types = typesOf({ type: "object", properties: { mixed: { type: ["string", "integer"] }, any: {} } });
  assert.equal(
    tableSchema(types, { table: "orders", maxTableNesting: 1_000, nameLimit: 65_536, maxColumns: 10_000 }),
    [],
  );
});

test.run();

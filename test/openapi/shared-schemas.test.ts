import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compareData } from "../../generator/changes/compare.js";
import { renderChanges } from "../../generator/changes/render-changes.js";
import { type EmittedFiles, generate } from "../../generator/generate.js";
import { resolveSource } from "../../generator/model/resolve.js";
import type { Spec } from "../../generator/openapi/spec.js";
import { readConfig } from "../../generator/read/read.js";
import { NO_SIBLINGS } from "../../generator/siblings/siblings.js";
import { runCommand } from "../support/command.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

type Json = Record<string, unknown>;

const TEXT = { type: "string" };
const object = (properties: Json, more: Json = {}): Json => ({ type: "object", properties, ...more });
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** A document with a list of records at each path. */
function documentOf(records: Json, schemas: Json): Json {
  const paths = Object.entries(records).map(([path, items]) => {
    const content = { "application/json": { schema: { type: "array", items } } };
    return [path, { get: { responses: { 200: { description: "", content } } } }];
  });
  return { openapi: "3.0.3", info: {}, paths: Object.fromEntries(paths), components: { schemas } };
}

function configOf(resources: readonly unknown[]): Json {
  return { client: { base_url: "https://api.example.com", paginator: "single_page" }, resources };
}

async function connectorOf(resources: readonly unknown[], document?: Json): Promise<EmittedFiles> {
  const { document: config } = readConfig("shop.json", JSON.stringify(configOf(resources)));
  if (config === undefined) throw new Error("the config cannot be read");
  const root = { file: "spec.json", pointer: "", value: document };
  const spec: Spec = { dialect: "3.0", root, files: new Map([["spec.json", document]]) };
  const resolved = resolveSource(config, "shop", "shop.json", NO_SIBLINGS, ["duckdb"], document && spec);
  return generate(resolved.model);
}

function schemasOf(files: EmittedFiles): Readonly<Record<string, string>> {
  return Object.fromEntries([...files].filter(([file]) => file.startsWith("schemas/")));
}

/** The names of the interfaces in a file. */
function interfaces(files: EmittedFiles, file: string): readonly string[] {
  return Array.from((files.get(file) ?? "").matchAll(/^export interface (\w+)/gm), ([, name = ""]) => name);
}

/** What the report tells, without the last line. */
async function linesOf(before: EmittedFiles, after: EmittedFiles): Promise<readonly string[]> {
  const report = renderChanges(await compareData(before, after));
  return report
    .split("\n")
    .slice(0, -2)
    .map((line) => line.trim());
}

const ADDRESS = object({ city: TEXT, country: object({ code: TEXT }) });
const SHOP = documentOf(
  { "/orders": ref("Order"), "/customers": ref("Customer"), "/stock": object({ place: ref("Address") }) },
  {
    Order: object({
      ship_to: ref("Address"),
      customer: ref("Customer"),
      lines: { type: "array", items: object({ sku: TEXT }) },
    }),
    Customer: object({ home: ref("Address"), orders: { type: "array", items: ref("Order") } }),
    Address: ADDRESS,
  },
);

const test = suite("named schemas of a document");

test("each is emitted once, named by the document, and imported by what leads to it", async () => {
  const files = await connectorOf(["orders", "customers", "stock"], SHOP);
  assert.equal(Object.keys(schemasOf(files)), ["schemas/address.ts", "schemas/customer.ts", "schemas/order.ts"]);
  assert.equal(interfaces(files, "schemas/address.ts"), ["Address", "AddressCountry"]);
  assert.equal(interfaces(files, "stock.ts"), ["Stock"]);
  assert.match(files.get("stock.ts") ?? "", 'import { type Address, checkAddress } from "./schemas/address.js";');
  assert.match(files.get("schemas/order.ts") ?? "", 'import { checkCustomer, type Customer } from "./customer.js";');
});

test("a record has its own interface, and leads to that of its schema where it holds itself", async () => {
  const files = await connectorOf(["customers"], SHOP);
  assert.equal(interfaces(files, "customers.ts"), ["Customers"]);
  assert.match(files.get("customers.ts") ?? "", "  orders?: Order[];\n");
  assert.match(files.get("schemas/order.ts") ?? "", "  customer?: Customer;\n");
  const columns = [...(files.get("customers.ts") ?? "").matchAll(/name: "(\w+)", dataType/g)].map(([, name]) => name);
  assert.equal(columns, ["home__city", "home__country__code", "ship_to__city", "ship_to__country__code", "sku"]);
});

test("another resource changes none of their files", async () => {
  const one = schemasOf(await connectorOf(["orders"], SHOP));
  const all = schemasOf(await connectorOf(["stock", "orders", "customers"], SHOP));
  assert.ok(Object.keys(one).length > 0);
  for (const [file, text] of Object.entries(one)) assert.is(all[file], text, file);
});

test("a schema is the same whichever resource leads to it first", async () => {
  const text = (files: EmittedFiles) => JSON.stringify(schemasOf(files));
  const one = await connectorOf(["orders", "customers", "stock"], SHOP);
  assert.is(text(await connectorOf(["stock", "customers", "orders"], SHOP)), text(one));
});

test("the file of a schema that no resource leads to any more is deleted", () =>
  withTemporaryFolder(async (cwd) => {
    writeFileSync(join(cwd, "openapi.json"), JSON.stringify(SHOP));
    const write = async (resources: readonly unknown[]) => {
      writeFileSync(join(cwd, "shop.json"), JSON.stringify(configOf(resources)));
      const { code, stderr } = await runCommand(["shop.json", "--openapi", "openapi.json"], { cwd });
      assert.is(code, 0, stderr);
      const folder = join(cwd, "generated/shop/schemas");
      return existsSync(folder) ? readdirSync(folder).sort() : undefined;
    };
    assert.equal(await write(["orders", "stock"]), ["address.ts", "customer.ts", "order.ts"]);
    const address = readFileSync(join(cwd, "generated/shop/schemas/address.ts"), "utf8");
    assert.equal(await write(["stock"]), ["address.ts"]);
    assert.is(readFileSync(join(cwd, "generated/shop/schemas/address.ts"), "utf8"), address);
    assert.is(await write([{ name: "stock", schema: object({}) }]), undefined);
  }));

test("the name of a resource's type, or one that files refer to, gets an ending", async () => {
  const Page = object({ number: { type: "integer" } });
  const document = documentOf(
    { "/orders": object({ order: ref("Orders"), page: ref("Page"), other: ref("OrdersSchema") }) },
    { Orders: object({ id: TEXT, inside: object({ a: TEXT }) }), Page, OrdersSchema: object({ b: TEXT }) },
  );
  const files = await connectorOf(["orders"], document);
  assert.equal(interfaces(files, "schemas/orders.ts"), ["OrdersSchema2", "OrdersSchema2Inside"]);
  assert.equal(interfaces(files, "schemas/page.ts"), ["PageSchema"]);
  assert.equal(interfaces(files, "schemas/orders_schema.ts"), ["OrdersSchema"]);
  const others = await connectorOf(["stock"], {
    ...document,
    paths: { "/stock": (document["paths"] as Json)["/orders"] },
  });
  assert.equal(interfaces(others, "schemas/orders.ts"), ["Orders", "OrdersInside"]);
});

test("names that differ by case or by signs only get numbers, in the order of the document", async () => {
  const names = ["user", "User", "USER", "user-name", "user_name"];
  const schemas = Object.fromEntries(names.map((name) => [name, object({ [name]: TEXT })]));
  const all = await connectorOf(["things"], documentOf({ "/things": object(mapped(names, ref)) }, schemas));
  assert.equal(Object.keys(schemasOf(all)), [
    "schemas/user.ts",
    "schemas/user_2.ts",
    "schemas/user_3.ts",
    "schemas/user_name.ts",
    "schemas/user_name_2.ts",
  ]);
  const last = await connectorOf(["things"], documentOf({ "/things": object({ last: ref("user_name") }) }, schemas));
  assert.equal(interfaces(last, "schemas/user_name_2.ts"), ["UserName2"]);
});

test("a type of the resource's own makes way for a component of its name", async () => {
  const schemas = { OrdersShipTo: object({ a: TEXT }) };
  const items = object({ ship_to: object({ b: TEXT }), other: ref("OrdersShipTo") });
  const files = await connectorOf(["orders"], documentOf({ "/orders": items }, schemas));
  assert.equal(interfaces(files, "orders.ts"), ["Orders", "OrdersShipTo2"]);
});

test("types of two files with one name are told apart where both are imported", async () => {
  const schemas = {
    A: { type: "object", additionalProperties: { type: "object", additionalProperties: object({ x: TEXT }) } },
    AValue: { type: "object", additionalProperties: object({ y: TEXT }) },
  };
  const items = object({ one: ref("A"), two: ref("AValue") });
  const files = await connectorOf(["things"], documentOf({ "/things": items }, schemas));
  const text = files.get("things.ts") ?? "";
  assert.match(text, 'import { type AValueValue, checkAValueValue } from "./schemas/a.js";');
  assert.match(text, "type AValueValue as AValueValue2, checkAValueValue as checkAValueValue2");
  assert.match(text, "  one?: { [field: string]: { [field: string]: AValueValue } };\n");
  assert.match(text, "  two?: { [field: string]: AValueValue2 };\n");
});

test("what is referred to in the midst of a path is named after its place, in the order of the document", async () => {
  const inside = (path: string) => ({
    $ref: `#/paths/~1${path}/get/responses/200/content/application~1json/schema/items/properties/box`,
  });
  const record = object({ box: object({ width: TEXT }) });
  const paths = {
    "/first": record,
    "/second": record,
    "/third": object({ one: inside("first"), two: inside("second") }),
  };
  const document = documentOf(paths, { Sides: object({ two: inside("second") }) });
  const files = await connectorOf(["third"], document);
  assert.equal(Object.keys(schemasOf(files)), ["schemas/box.ts", "schemas/box_2.ts"]);
  const other = { ...document, paths: { ...(document["paths"] as Json) } };
  assert.equal(schemasOf(await connectorOf(["third", "first"], other)), schemasOf(files));
});

test("a schema with kinds has all of them in its file, and what they share", async () => {
  const made = (properties: Json) => ({ allOf: [ref("Payment"), object(properties)] });
  const schemas = {
    Payment: object({ method: TEXT }, { required: ["method"], discriminator: { propertyName: "method" } }),
    Card: made({ brand: TEXT }),
    Cash: made({ refund: ref("Payment") }),
  };
  const files = await connectorOf(["orders"], documentOf({ "/orders": object({ payment: ref("Payment") }) }, schemas));
  assert.equal(Object.keys(schemasOf(files)), ["schemas/payment.ts"]);
  assert.equal(interfaces(files, "schemas/payment.ts"), ["Payment", "PaymentCard", "PaymentCash", "PaymentVariant"]);
  assert.match(files.get("schemas/payment.ts") ?? "", "  refund?: PaymentCard | PaymentCash | PaymentVariant;\n");
});

test("a change of a shared schema is told of each resource with it", async () => {
  const before = await connectorOf(["orders", "stock"], SHOP);
  const schemas = (SHOP["components"] as { readonly schemas: Json }).schemas;
  const Address = object({ city: { type: "integer" }, country: object({ code: TEXT }), zip: TEXT });
  const after = await connectorOf(["orders", "stock"], { ...SHOP, components: { schemas: { ...schemas, Address } } });
  assert.is(before.get("stock.ts")?.split("Plan: LoadPlan")[0], after.get("stock.ts")?.split("Plan: LoadPlan")[0]);
  const types = (await linesOf(before, after)).filter((line) => line.includes(" field "));
  assert.equal(types, [
    "orders: field ship_to.city: string becomes number (breaking for types)",
    "orders: new field ship_to.zip: string, optional",
    "stock: field place.city: string becomes number (breaking for types)",
    "stock: new field place.zip: string, optional",
  ]);
});

test("that is so where the file of a resource stays as it is", () =>
  withTemporaryFolder(async (cwd) => {
    const write = async (city: Json, ...flags: readonly string[]) => {
      const document = documentOf({ "/stock": object({ place: ref("Address") }) }, { Address: object({ city }) });
      writeFileSync(join(cwd, "openapi.json"), JSON.stringify(document));
      writeFileSync(join(cwd, "shop.json"), JSON.stringify(configOf(["stock"])));
      return runCommand(["shop.json", "--openapi", "openapi.json", ...flags], { cwd });
    };
    await write({ enum: ["Bath"] });
    const { stderr } = await write({ enum: ["Bath", "York"] }, "--dry-run");
    assert.match(stderr, "1 to write, 0 to delete\n  ~ schemas/address.ts\n");
    assert.match(stderr, '  stock: field place.city: "Bath" becomes "Bath" | "York" (breaking for types)\n');
  }));

test("of a schema whose file does not parse, nothing is known", async () => {
  const files = await connectorOf(["orders", "stock"], SHOP);
  const broken = new Map([...files, ["schemas/order.ts", `<<<<<<< HEAD\n${files.get("schemas/order.ts")}`]]);
  const changes = await compareData(broken, files);
  assert.equal(changes, [{ kind: "unknown", resource: "orders", path: "schemas/order.ts", breaks: [] }]);
});

test("a schema of another name is a type that is gone, unless another resource still has it", async () => {
  const stock = (schema: Json, schemas: Json) =>
    documentOf({ "/stock": object({ place: schema }), "/more": object({ at: ref("Address") }) }, schemas);
  const both = { Address: object({ city: TEXT }), Place: object({ city: TEXT }) };
  const before = stock(ref("Address"), both);
  const after = stock(ref("Place"), both);
  const gone = ["stock: type Address is gone (breaking for types)"];
  assert.equal(await linesOf(await connectorOf(["stock"], before), await connectorOf(["stock"], after)), gone);
  const more = ["stock", "more"];
  assert.equal(await linesOf(await connectorOf(more, before), await connectorOf(more, after)), []);
});

test("types that stood in the file of their resource are the same in files of their own", async () => {
  const order = (refTo: (name: string) => Json) =>
    object({
      ship_to: refTo("Address"),
      payer: { anyOf: [TEXT, refTo("Person"), refTo("Company"), { type: "null" }] },
      parts: { type: "array", items: refTo("Order") },
    });
  const schemas = (refTo: (name: string) => Json) => ({
    Address: ADDRESS,
    Person: object({ name: TEXT, home: refTo("Address") }),
    Company: object({ title: TEXT }),
    Order: order(refTo),
  });
  const own = { ...order((name) => (name === "Order" ? { $ref: "#" } : { $ref: `#/$defs/${name}` })) };
  const $defs = schemas((name) => (name === "Order" ? { $ref: "#" } : { $ref: `#/$defs/${name}` }));
  const before = await connectorOf([{ name: "orders", schema: { ...own, $defs } }]);
  const after = await connectorOf(["orders"], documentOf({ "/orders": ref("Order") }, schemas(ref)));
  assert.equal(interfaces(before, "orders.ts"), [
    "Orders",
    "OrdersAddress",
    "OrdersAddressCountry",
    "OrdersPerson",
    "OrdersCompany",
  ]);
  assert.equal(interfaces(after, "orders.ts"), ["Orders"]);
  assert.equal(await linesOf(before, after), []);
});

function mapped(names: readonly string[], value: (name: string) => unknown): Json {
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}

test.run();

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { EmittedFiles } from "../../generator/generate.js";
import { runCommand } from "../support/command.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { configOf, connectorOf, documentOf, interfaces, type Json, object, ref, SHOP, TEXT } from "./documents.js";

function schemasOf(files: EmittedFiles): Readonly<Record<string, string>> {
  return Object.fromEntries([...files].filter(([file]) => file.startsWith("schemas/")));
}

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

test("so is one that stands in the midst of a schema, and holds that", async () => {
  const x = { ...object({ b: TEXT }), anyOf: [{ required: ["x"] }, ref("Value")] };
  const schemas = {
    A: object({ x, "in side": ref("A") }),
    Item: object({ b: TEXT }),
    Value: { allOf: [ref("A"), ref("Item")] },
  };
  const document = documentOf(
    { "/first": object({ item: ref("A") }), "/second": object({ value: ref("Value") }) },
    schemas,
  );
  const one = schemasOf(await connectorOf(["first", "second"], document));
  assert.equal(schemasOf(await connectorOf(["second", "first"], document)), one);
});

test("so are schemas whose values may be of one another's kinds", async () => {
  const schemas = {
    B: { ...object({ value: TEXT }), anyOf: [{ required: ["x"] }, ref("D")] },
    D: { type: "object", additionalProperties: ref("B") },
  };
  const document = documentOf({ "/first": object({ b: ref("B") }), "/second": object({ d: ref("D") }) }, schemas);
  const one = schemasOf(await connectorOf(["first", "second"], document));
  assert.ok(Object.keys(one).length > 0);
  assert.equal(schemasOf(await connectorOf(["second", "first"], document)), one);
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
  const more = await connectorOf(["stock", "orders_inside"], {
    ...document,
    paths: { "/stock": (document["paths"] as Json)["/orders"], "/orders_inside": {} },
  });
  assert.equal(interfaces(more, "schemas/orders.ts"), ["Orders", "OrdersInsideSchema"]);
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

test("functions of the user's make way for what is imported of a schema's file", async () => {
  const steps = [{ filter: "./steps.ts#checkAddress" }];
  const files = await connectorOf([{ name: "stock", processing_steps: steps }], SHOP);
  const text = files.get("stock.ts") ?? "";
  assert.match(text, 'import { checkAddress as checkAddressHook } from "../steps.js";');
  assert.match(text, 'import { type Address, checkAddress } from "./schemas/address.js";');
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

function mapped(names: readonly string[], value: (name: string) => unknown): Json {
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}

test.run();

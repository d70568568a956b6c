import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compareData } from "../../generator/changes/compare.js";
import { renderChanges } from "../../generator/changes/render-changes.js";
import type { EmittedFiles } from "../../generator/generate.js";
import {
  ADDRESS,
  configOf,
  connectorOf,
  documentOf,
  interfaces,
  type Json,
  object,
  ref,
  SHOP,
  TEXT,
} from "../openapi/documents.js";
import { runCommand } from "../support/command.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

/** What the report tells, without the last line. */
async function linesOf(before: EmittedFiles, after: EmittedFiles): Promise<readonly string[]> {
  const report = renderChanges(await compareData(before, after));
  return report
    .split("\n")
    .slice(0, -2)
    .map((line) => line.trim());
}

const test = suite("what changed in named schemas");

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

test.run();

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createResourceNamer, factoryName, optionName, variableName } from "../../generator/model/names.js";
import { GENERATED } from "../golden/connectors.js";

const test = suite("names");

test("a secret's variable is upper case with __ for dots, its option camel case", () => {
  assert.is(variableName("sources.x.api-key"), "SOURCES__X__API_KEY");
  assert.is(optionName("sources.x.api-key"), "sourcesXApiKey");
  assert.is(optionName("API_KEY"), "apiKey");
  assert.is(optionName("apiKey"), "apiKey");
  assert.is(optionName("2fa"), "value2fa");
});

test("the factory is named after the connector", () => {
  assert.is(factoryName("seed"), "seedApi");
  assert.is(factoryName("shop-api"), "shopApi");
  assert.is(factoryName("api"), "apiApi");
  assert.is(factoryName("2024 report"), "connector2024ReportApi");
});

test("a resource's names follow its table's", () => {
  assert.equal(createResourceNamer()("SalesOrders 2024"), {
    file: "sales_orders_2024",
    type: "SalesOrders2024",
    output: "SalesOrders2024Output",
    reader: "readSalesOrders2024",
    plan: "salesOrders2024Plan",
    method: "salesOrders2024",
    cursor: "createSalesOrders2024Cursor",
    resume: "resumeSalesOrders2024",
  });
});

test("names that mean something else already are stepped aside from", () => {
  const namer = createResourceNamer();
  assert.is(namer("client").file, "client_resource");
  assert.is(namer("CON").file, "con_resource");
  assert.is(namer("Promise").type, "PromiseRow");
  assert.is(namer("load").method, "loadRecords");
  assert.is(namer("then").method, "thenRecords");
});

test("a record type hides no type that emitted files refer to", () => {
  const imported = readdirSync(GENERATED).flatMap((name) => {
    const files = readdirSync(join(GENERATED, name)).filter((file) => file.endsWith(".ts") && file !== "client.ts");
    return files.flatMap((file) => {
      const imports = readFileSync(join(GENERATED, name, file), "utf8").matchAll(
        /^(?:import|export) [^;]*? from "\.\/(?:http|load|incremental)\/[^;]*;$/gms,
      );
      return [...imports].flatMap(([line]) => line.match(/\b[A-Z]\w+/g) ?? []);
    });
  });
  assert.ok(imported.length > 100);
  for (const type of new Set(imported)) assert.is(createResourceNamer()(type).type, `${type}Row`);
});

test("resources whose names meet are numbered in the order of the config", () => {
  const namer = createResourceNamer();
  assert.equal(
    ["userOrders", "user_orders", "User Orders"].map((name) => namer(name).file),
    ["user_orders", "user_orders_2", "user_orders_3"],
  );
});

test("no name climbs, hides or grows beyond what a file system takes", () => {
  const namer = createResourceNamer();
  for (const name of [
    "../../outside",
    "/etc/cron.d/x",
    "C:\\x",
    "..%2fx",
    "nul\u0000.ts",
    "日本",
    "n".repeat(300),
    ".",
  ]) {
    assert.match(namer(name).file, /^[a-z0-9_]{1,100}$/);
  }
});

test("a reader never has the name of another resource's plan", () => {
  const name = createResourceNamer();
  const [one, other] = [name("read_x"), name("x_plan")];
  assert.is(one.plan, "readXPlan");
  assert.is(other.reader, "readXPlan2");
});

test.run();

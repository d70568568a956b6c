import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CommandResult, runNode } from "../support/command.js";
import { commandLine } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const CONFIG = {
  client: { base_url: "https://api.example.com", paginator: "single_page" },
  resources: ["orders", "customers"],
};

/** A folder with a config, and the command line run in it. */
async function withConfig(
  config: object,
  use: (folder: string, generate: (...flags: string[]) => Promise<CommandResult>) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "shop.json"), JSON.stringify(config, null, 2));
    await use(folder, (...flags) => runNode([commandLine, "shop.json", ...flags], { cwd: folder }));
  });
}

const test = suite("gen-connector <config>");

test("it writes generated/NAME, says how many files, and next time that all is up to date", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    const first = await generate();
    assert.is(first.code, 0, first.stderr);
    assert.match(first.stderr, /^generated\/shop: \d+ files written, 0 unchanged\n$/);
    assert.is(first.stdout, "");
    const before = statSync(join(folder, "generated/shop/orders.ts")).mtimeMs;
    const second = await generate();
    assert.match(second.stderr, /^generated\/shop is up to date \(\d+ files\)\n$/);
    assert.is(statSync(join(folder, "generated/shop/orders.ts")).mtimeMs, before);
  });
});

test("a file that was edited or deleted is written anew, and no other", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    await generate();
    const orders = join(folder, "generated/shop/orders.ts");
    const text = readFileSync(orders, "utf8");
    writeFileSync(orders, `${text}// edited\n`);
    rmSync(join(folder, "generated/shop/run.ts"));
    const { stderr } = await generate();
    assert.match(stderr, "2 files written");
    assert.match(stderr, "warning: wrote over edits by hand in orders.ts: change the config instead");
    assert.is(readFileSync(orders, "utf8"), text);
  });
});

test("the file of a resource that is gone is deleted, and files of the user stay", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    await generate();
    writeFileSync(join(folder, "generated/shop/notes.md"), "mine");
    writeFileSync(join(folder, "shop.json"), JSON.stringify({ ...CONFIG, resources: ["orders"] }));
    assert.match((await generate()).stderr, "1 deleted");
    assert.not(existsSync(join(folder, "generated/shop/customers.ts")));
    assert.is(readFileSync(join(folder, "generated/shop/notes.md"), "utf8"), "mine");
  });
});

test("a file of the user is never overwritten: nothing is written then", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    mkdirSync(join(folder, "generated/shop"), { recursive: true });
    writeFileSync(join(folder, "generated/shop/orders.ts"), "my own file");
    const { code, stderr } = await generate();
    assert.is(code, 1);
    assert.match(stderr, "generated/shop/orders.ts was not written by gen-connector: move it away");
    assert.equal(readdirSync(join(folder, "generated/shop")), ["orders.ts"]);
  });
});

for (const link of ["generated/shop", "generated/shop/http"]) {
  test(`it does not write through ${link} when that is a link out of the folder`, async () => {
    await withConfig(CONFIG, async (folder, generate) => {
      mkdirSync(join(folder, "victim"));
      mkdirSync(join(folder, link, ".."), { recursive: true });
      symlinkSync(join(folder, "victim"), join(folder, link));
      const { code, stderr } = await generate();
      assert.is(code, 1, stderr);
      assert.match(stderr, /gen-connector does not write (there|through links)/);
      assert.equal(readdirSync(join(folder, "victim")), []);
    });
  });
}

test("a wrong config leaves the old output whole and nothing beside it", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    await generate();
    const before = readdirSync(join(folder, "generated"), { recursive: true }).sort();
    writeFileSync(join(folder, "shop.json"), JSON.stringify({ ...CONFIG, resource: [] }));
    const { code, stderr } = await generate();
    assert.is(code, 2);
    assert.match(stderr, 'unknown key "resource"');
    assert.equal(readdirSync(join(folder, "generated"), { recursive: true }).sort(), before);
  });
});

test("--dry-run tells what would be written, and writes nothing", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    const { code, stderr } = await generate("--dry-run");
    assert.is(code, 0);
    assert.match(stderr, /generated\/shop: \d+ to write, 0 to delete\n {2}\+ client\.ts/);
    assert.not(existsSync(join(folder, "generated")));
    await generate();
    assert.match((await generate("--dry-run")).stderr, /^generated\/shop is up to date \(\d+ files\)\n$/);
    const resources = [{ name: "orders", endpoint: "v2/orders" }, "stock"];
    writeFileSync(join(folder, "shop.json"), JSON.stringify({ ...CONFIG, resources }));
    const changed = await generate("--dry-run");
    const lines = ["~ index.ts", "~ orders.ts", "~ run.ts", "+ stock.ts", "- customers.ts"].map(
      (line) => `  ${line}\n`,
    );
    const data = [
      "  customers: resource is gone (breaking for types and tables)",
      "  stock: new resource",
      "2 changes of the data, 1 breaking",
      "",
    ].join("\n");
    assert.is(changed.stderr, `generated/shop: 4 to write, 1 to delete\n${lines.join("")}${data}`);
    assert.ok(existsSync(join(folder, "generated/shop/customers.ts")));
  });
});

test("what dlt takes and no connector can do is an error that names the key, with --dry-run a warning", async () => {
  const config = { ...CONFIG, resources: [{ name: "orders", columns: { id: { row_key: true } } }] };
  await withConfig(config, async (folder, generate) => {
    const refused = await generate();
    assert.is(refused.code, 2);
    assert.match(refused.stderr, /error: rows are linked by _dlt_id, not by "id" \(.*row_key\)/);
    assert.not(existsSync(join(folder, "generated")));
    const judged = await generate("--dry-run");
    assert.is(judged.code, 0);
    assert.match(judged.stderr, /warning: rows are linked by _dlt_id/);
  });
});

test("--check passes on fresh output, and fails with a unified diff on stale output, writing nothing", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    const missing = await generate("--check");
    assert.is(missing.code, 1);
    assert.match(missing.stderr, "--- /dev/null\n+++ generated/shop/orders.ts");
    assert.not(existsSync(join(folder, "generated")));
    await generate();
    assert.is((await generate("--check")).code, 0);
    const orders = join(folder, "generated/shop/orders.ts");
    writeFileSync(orders, readFileSync(orders, "utf8").replace('table: "orders"', 'table: "mine"'));
    const { code, stderr } = await generate("--check");
    assert.is(code, 1);
    assert.match(stderr, '\n-  table: "mine",\n+  table: "orders",\n');
    assert.match(stderr, "generated/shop is not up to date: run gen-connector shop.json");
  });
});

test("--print-model prints what the config means, every default filled in", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    const model = JSON.parse((await generate("--print-model")).stdout) as Record<string, Record<string, unknown>>;
    assert.is(model["factory"], "shopApi");
    assert.is(model["client"]?.["timeoutMs"], 60_000);
    assert.not(existsSync(join(folder, "generated")));
  });
});

test("--print-model tells of functions that are not there or do not fit, and prints nothing", async () => {
  const steps = [{ map: "./nowhere.ts#tidy" }, { filter: "./steps.ts#count" }];
  const config = { ...CONFIG, resources: [{ name: "orders", processing_steps: steps }] };
  await withConfig(config, async (folder, generate) => {
    writeFileSync(join(folder, "steps.ts"), "export function count(order: object): number { return 1; }");
    const { code, stdout, stderr } = await generate("--print-model");
    assert.is(code, 2);
    assert.is(stdout, "");
    assert.match(stderr, 'there is no file "nowhere.ts"');
    assert.match(stderr, 'filter "count" returns number, not a boolean');
  });
});

test("--out may be a link, whose folder is written to", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    mkdirSync(join(folder, "elsewhere"));
    symlinkSync(join(folder, "elsewhere"), join(folder, "linked"));
    assert.is((await generate("--out", "linked")).code, 0);
    assert.ok(existsSync(join(folder, "elsewhere/shop/index.ts")));
    assert.is((await generate("--out", "linked", "--check")).code, 0);
  });
});

test("--json prints one document with the files, everything else goes to standard error", async () => {
  await withConfig(CONFIG, async (_folder, generate) => {
    const result = JSON.parse((await generate("--json")).stdout) as Record<string, unknown>;
    assert.is(result["folder"], "generated/shop");
    assert.ok((result["written"] as string[]).includes("orders.ts"));
    assert.equal(result["diagnostics"], []);
  });
});

test("what changes in the data is told, to machines as well, and by --check of what is stale", async () => {
  const TOTAL = "  orders: field total: number becomes string (breaking for types)\n";
  const total = (type: string) => ({ type: "object", properties: { total: { type } } });
  const withTotal = (type: string) => ({ ...CONFIG, resources: [{ name: "orders", schema: total(type) }] });
  await withConfig(withTotal("number"), async (folder, generate) => {
    assert.equal(changesOf(await generate("--json")), []);
    writeFileSync(join(folder, "shop.json"), JSON.stringify(withTotal("string")));
    const checked = await generate("--check", "--json");
    assert.is(checked.code, 1);
    assert.match(checked.stderr, TOTAL);
    const [change] = changesOf(checked);
    const expected = { kind: "field-type", resource: "orders", path: "total", before: "number", after: "string" };
    assert.equal(change, { ...expected, breaks: ["types"] });
    assert.match((await generate()).stderr, TOTAL);
    assert.equal(changesOf(await generate("--check", "--json")), []);
  });
});

function changesOf({ stdout }: CommandResult): readonly unknown[] {
  return (JSON.parse(stdout) as { changes: readonly unknown[] }).changes;
}

test("--name and --out say where, and a name that climbs, or that Windows keeps for a device, is refused", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    assert.is((await generate("--name", "CON.ts")).code, 2);
    await generate("--out", "src/connectors", "--name", "web-shop");
    assert.match(readFileSync(join(folder, "src/connectors/web-shop/index.ts"), "utf8"), "function webShopApi(");
    assert.is((await generate("--name", "../web")).code, 2);
  });
});

test("a config named config.json gives its folder's name to the connector", async () => {
  await withConfig(CONFIG, async (folder) => {
    mkdirSync(join(folder, "billing"));
    writeFileSync(join(folder, "billing/config.json"), JSON.stringify(CONFIG));
    const { stderr } = await runNode([commandLine, "billing/config.json"], { cwd: folder });
    assert.match(stderr, /^generated\/billing:/);
  });
});

for (const [usage, flags] of Object.entries({
  "no config": [],
  "an unknown flag": ["shop.json", "--ouput", "x"],
  "a config that is not there": ["shop.toml"],
  "an unknown destination": ["shop.json", "--destination", "mysql"],
})) {
  test(`${usage} is wrong usage: exit code 2, and a way to go on`, async () => {
    await withConfig(CONFIG, async (folder) => {
      const { code, stderr } = await runNode([commandLine, ...flags], { cwd: folder });
      assert.is(code, 2);
      assert.match(stderr, /^error: /);
    });
  });
}

test("the same config gives the same bytes by an absolute path, in another folder, locale and time zone", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    await generate();
    const env = { LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" };
    mkdirSync(join(folder, "else where"));
    await runNode([commandLine, join(folder, "shop.json"), "--out", "."], { cwd: join(folder, "else where"), env });
    const [one, other] = [join(folder, "generated/shop"), join(folder, "else where/shop")];
    const files = readdirSync(one, { recursive: true, encoding: "utf8" }).filter((file) => /\.(ts|json)$/.test(file));
    assert.ok(files.length > 10);
    for (const file of files) {
      assert.is(readFileSync(join(other, file), "utf8"), readFileSync(join(one, file), "utf8"), file);
    }
  });
});

test("another resource touches the list of resources, and no other resource's file", async () => {
  await withConfig(CONFIG, async (folder, generate) => {
    await generate();
    writeFileSync(join(folder, "shop.json"), JSON.stringify({ ...CONFIG, resources: [...CONFIG.resources, "stock"] }));
    const { written } = JSON.parse((await generate("--json")).stdout) as { written: string[] };
    assert.equal(written, ["index.ts", "run.ts", "stock.ts"]);
  });
});

test.run();

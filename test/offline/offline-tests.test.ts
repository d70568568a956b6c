import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CommandResult, runNode } from "../support/command.js";
import { commandLine, projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const CONNECTOR = projectPath("generated/offline-tests");

/** Makes Node run TypeScript as tsx does. */
const HOOKS = `import { register } from "node:module"; register(${JSON.stringify(pathToFileURL(projectPath("dist/generator/run/hooks.js")).href)});`;

function runTests(files: readonly string[], cwd: string): Promise<CommandResult> {
  return runNode(["--import", `data:text/javascript,${encodeURIComponent(HOOKS)}`, "--test", ...files], { cwd });
}

/** `# pass 3` and the like, of the runner's summary. */
function countOf({ stdout }: CommandResult, word: string): number {
  return Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(stdout)?.[1]);
}

const test = suite("emitted tests");

test("the tests of the committed connector pass: made-up answers and cassettes, whole and stopped", async () => {
  const files = readdirSync(CONNECTOR).filter((file) => file.endsWith(".test.ts"));
  const result = await runTests(files, CONNECTOR);
  assert.is(result.code, 0, result.stdout);
  assert.is(countOf(result, "pass"), 9);
  assert.is(countOf(result, "skipped"), 1);
});

/** Mistakes in the emitted reader, each with the text that it replaces. */
const MISTAKES: Readonly<Record<string, readonly [text: string, replacement: string]>> = {
  "a page that is left out": ["offset += LIMIT", "offset += 2 * LIMIT"],
  "a reading that ends too early": ["offset + LIMIT >= total", "offset + LIMIT > 0"],
  "records that do not fit their types": ['value.status !== "sent"', "value.status !== null"],
  "a key that is another one": ['primaryKey: ["id"]', 'primaryKey: ["created_at"]'],
};

test("a mistake in a reader, its types or its load plan fails its test", async () => {
  await withTemporaryFolder(async (folder) => {
    cpSync(CONNECTOR, folder, { recursive: true });
    const file = join(folder, "orders.ts");
    const code = readFileSync(file, "utf8");
    for (const [name, [text, replacement]] of Object.entries(MISTAKES)) {
      assert.ok(code.includes(text), name);
      writeFileSync(file, code.replace(text, replacement));
      const result = await runTests(["orders.test.ts"], folder);
      assert.is(result.code, 1, `${name}\n${result.stdout}`);
    }
  });
});

test("a body that a record has the paginator's place in is not played", async () => {
  await withTemporaryFolder(async (folder) => {
    const paginator = { type: "page_number", total_path: null, page_body_path: "by.page" };
    const json = { by: "{resources.shops.filter}" };
    const config = {
      client: { base_url: "https://api.example.com", paginator: "single_page" },
      resources: ["shops", { name: "stock", endpoint: { path: "stock", method: "POST", json, paginator } }],
    };
    writeFileSync(join(folder, "shop.json"), JSON.stringify(config));
    assert.is((await runNode([commandLine, "shop.json", "--tests"], { cwd: folder })).code, 0);
    const tests = readFileSync(join(folder, "generated/shop/stock.test.ts"), "utf8");
    assert.match(tests, "a record decides where the paginator's values go");
  });
});

test("--tests is kept by the manifest, until --no-tests takes the tests away", async () => {
  await withTemporaryFolder(async (folder) => {
    const config = { client: { base_url: "https://api.example.com" }, resources: ["orders"] };
    writeFileSync(join(folder, "shop.json"), JSON.stringify(config));
    const generate = (...flags: string[]) => runNode([commandLine, "shop.json", ...flags], { cwd: folder });
    const tests = () => readdirSync(join(folder, "generated/shop")).filter((file) => file.endsWith(".test.ts"));
    await generate("--tests");
    assert.equal(tests(), ["orders.test.ts"]);
    assert.is((await generate("--check")).code, 0);
    rmSync(join(folder, "generated/shop/orders.test.ts"));
    assert.is((await generate("--check")).code, 1);
    await generate();
    assert.equal(tests(), ["orders.test.ts"]);
    await generate("--no-tests");
    assert.equal(tests(), []);
    assert.is((await generate("--check")).code, 0);
  });
});

test("a file among the cassettes that is none is an error that names it", async () => {
  await withTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "shop.json"), '{ "client": { "base_url": "https://a.b" }, "resources": ["orders"] }');
    mkdirSync(join(folder, "cassettes"));
    writeFileSync(join(folder, "cassettes/orders.json"), '{ "version": 7 }');
    const { code, stderr } = await runNode([commandLine, "shop.json", "--tests"], { cwd: folder });
    assert.is(code, 2);
    assert.match(stderr, join("cassettes", "orders.json"));
  });
});

test.run();

import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runNode, type CommandResult } from "../support/command.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("running TypeScript without a build");

const implementation = new URL("../../generator/run/import-typescript.js", import.meta.url).href;

/** Files of a folder by relative path. */
type Files = Readonly<Record<string, string>>;

test("a file and its imports by .js path run in a folder that lies in no project", async () => {
  const { stdout } = await runFiles({
    "main.ts": 'import { name } from "./parts/name.js";\nexport const result: string = `hello ${name}`;\n',
    "parts/name.ts": 'import { first } from "../first.js";\nexport const name: string = first as string;\n',
    "first.ts": 'export const first = "Ada";\n',
  });
  assert.is(stdout, '"hello Ada"\n');
});

test("a path may hold spaces, percent signs and letters outside ASCII", async () => {
  const { stdout } = await runFiles({
    "a b/é 100%/main.ts": 'export { result } from "./größe.js";\n',
    "a b/é 100%/größe.ts": "export const result: number = 1;\n",
  });
  assert.is(stdout, "1\n");
});

test("a folder inside a CommonJS package is still run as ES modules", async () => {
  const { stdout } = await runFiles({
    "package.json": '{ "type": "commonjs" }',
    "main.ts": 'import { sep } from "node:path";\nexport const result: string = await Promise.resolve(typeof sep);\n',
  });
  assert.is(stdout, '"string"\n');
});

test("a JavaScript file is preferred to a TypeScript file of the same name, as Node does", async () => {
  const { stdout } = await runFiles({
    "main.ts": 'export { result } from "./steps.mjs";\nimport { result as second } from "./both.js";\nvoid second;\n',
    "steps.mjs": 'export { result } from "./both.js";\n',
    "package.json": '{ "type": "module" }',
    "both.js": 'export const result = "js";\n',
    "both.ts": 'export const result = "ts";\n',
  });
  assert.is(stdout, '"js"\n');
});

test("types, type-only imports and class fields mean what TypeScript says", async () => {
  const { stdout } = await runFiles({
    "main.ts": [
      'import type { Missing } from "./missing.js";',
      'import { type Shape, area } from "./shape.js";',
      "class Base { size: number | undefined = 1; }",
      "class Square extends Base { override size: number | undefined; }",
      "const square: Shape = { width: 2 } satisfies Shape;",
      "export type Result = Missing;",
      "export const result = [area(square), new Square().size === undefined];",
    ].join("\n"),
    "shape.ts":
      "export interface Shape { readonly width: number }\nexport const area = (s: Shape): number => s.width ** 2;\n",
  });
  assert.is(stdout, "[4,true]\n");
});

test("a driver that the folder cannot find is lent by gen-connector", async () => {
  const { stdout } = await runFiles({
    "main.ts":
      'import { DuckDBInstance } from "@duckdb/node-api";\nexport const result = typeof DuckDBInstance.create;\n',
  });
  assert.is(stdout, '"function"\n');
});

const REQUIRED = 'import { createRequire } from "node:module";\nconst load = createRequire(import.meta.url);\n';

test("so is a driver that is required", async () => {
  const { stdout } = await runFiles({
    "main.ts": `${REQUIRED}export const result = typeof load("@duckdb/node-api").DuckDBInstance.create;\n`,
  });
  assert.is(stdout, '"function"\n');
});

test("a required driver that the folder has itself is the one it uses, also when it is broken", async () => {
  const own = { "node_modules/@duckdb/node-api/package.json": '{ "main": "own.js" }' };
  const main = `${REQUIRED}export const result = load("@duckdb/node-api").result;\n`;
  const used = await runFiles({
    ...{ ...own, "main.ts": main },
    "node_modules/@duckdb/node-api/own.js": 'exports.result = "own";\n',
  });
  assert.is(used.stdout, '"own"\n');
  const broken = await runFiles({
    ...{ ...own, "main.ts": main },
    "node_modules/@duckdb/node-api/own.js": 'require("not-there");\n',
  });
  assert.is(broken.code, 1);
  assert.match(broken.stderr, "Cannot find module 'not-there'");
});

test("a driver that the folder has itself is the one it uses", async () => {
  const { stdout } = await runFiles({
    "main.ts": 'export { result } from "@duckdb/node-api";\n',
    "node_modules/@duckdb/node-api/package.json": '{ "type": "module", "main": "own.js" }',
    "node_modules/@duckdb/node-api/own.js": 'export const result = "own";\n',
  });
  assert.is(stdout, '"own"\n');
});

test("a broken driver of the folder is reported, not replaced", async () => {
  const { code, stderr } = await runFiles({
    "main.ts": 'export { result } from "@duckdb/node-api";\n',
    "node_modules/@duckdb/node-api/package.json": '{ "type": "module", "main": "own.js" }',
    "node_modules/@duckdb/node-api/own.js": 'export const result = 1;\nthrow new Error("own driver is broken");\n',
  });
  assert.is(code, 1);
  assert.match(stderr, "own driver is broken");
});

test("no other package is lent: a connector cannot come to depend on what gen-connector uses", async () => {
  const { code, stderr } = await runFiles({ "main.ts": 'import prettier from "prettier";\nvoid prettier;\n' });
  assert.is(code, 1);
  assert.match(stderr, "Cannot find package 'prettier'");
  const required = await runFiles({ "main.ts": `${REQUIRED}load("prettier");\n` });
  assert.match(required.stderr, "Cannot find module 'prettier'");
});

test("the stack of an error shows the line and column of the TypeScript file", async () => {
  const { code, stderr } = await runFiles({
    "é é.ts":
      "interface Long {\n  readonly a: string;\n}\n\nexport function fail(value: Long): never {\n  throw new Error(value.a);\n}\n",
    "main.ts": 'import { fail } from "./é é.js";\n\n\nfail({ a: "too bad" });\n',
  });
  assert.is(code, 1);
  assert.match(stderr, "too bad");
  assert.match(stderr, /é é\.ts:6:9\)?\n/);
  assert.match(stderr, /main\.ts:4:1\)?\n/);
});

test("a file that is not TypeScript is an error that names its place", async () => {
  const { code, stderr } = await runFiles({
    "main.ts": 'import "./wrong.js";\n',
    "wrong.ts": "const a = 1;\nconst = 2;\n",
  });
  assert.is(code, 1);
  assert.match(stderr, /[/\\]wrong\.ts:2:7: Expected identifier/);
});

test("a missing file is named", async () => {
  const { code, stderr } = await runFiles({ "main.ts": 'import "./absent.js";\n' });
  assert.is(code, 1);
  assert.match(stderr, /Cannot find module .*absent\.js/);
});

test("a folder reached through a symbolic link holds each module once", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeFiles(join(folder, "real"), {
      "main.ts": 'import { list } from "./list.js";\nimport "./add.js";\nexport const result = list;\n',
      "add.ts": 'import { list } from "./list.js";\nlist.push(list.length);\n',
      "list.ts": "export const list: number[] = [];\n",
    });
    await symlink(join(folder, "real"), join(folder, "link"), "dir");
    assert.is((await runFile(join(folder, "link/main.ts"))).stdout, "[0]\n");
  });
});

/** Writes the files to a folder of its own and prints the `result` that main.ts exports, as JSON. */
function runFiles(files: Files): Promise<CommandResult> {
  return withTemporaryFolder(async (folder) => {
    await writeFiles(folder, files);
    const main = Object.keys(files).find((path) => path.endsWith("main.ts")) ?? "";
    return runFile(join(folder, main));
  });
}

function runFile(file: string): Promise<CommandResult> {
  const program = [
    `import { importTypeScript } from ${JSON.stringify(implementation)};`,
    `const { result } = await importTypeScript(${JSON.stringify(file)});`,
    "console.log(JSON.stringify(result));",
  ].join("\n");
  return runNode(["--input-type=module", "--eval", program], { cwd: dirname(file) });
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

test.run();

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { renderTypeProblems, typecheck } from "../../generator/typecheck/typecheck.js";
import { runCommand } from "../support/command.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { type Block, blocksOf, pages } from "./blocks.js";
import { commandsOf, type DocumentedCommand } from "./commands.js";
import { configOf } from "./config-blocks.js";

/** Blocks that show text, and commands of other programs. */
const SHOWN_ONLY: ReadonlySet<string> = new Set(["text", "diff"]);

const test = suite("docs");

for (const page of pages()) {
  const blocks = blocksOf(page).filter(({ language }) => !SHOWN_ONLY.has(language));
  if (blocks.length === 0) continue;
  test(`every snippet of ${page} works: configs, commands, and TypeScript beside them`, async () => {
    await withTemporaryFolder(async (folder) => {
      await withApi(async (baseUrl) => {
        writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
        for (const block of blocks) writeNamed(folder, block);
        const connectors = blocks.filter((block) => block.language !== "ts" && block.language !== "sh");
        for (const block of connectors) await generateBlock(folder, page, block);
        for (const block of blocks) {
          const place = `${page}:${block.line}`;
          for (const command of commandsOf(block)) await runBlock(folder, place, command, baseUrl);
        }
        await checkTypeScript(folder, blocks);
      });
    });
  });
}

test("every page is linked from README.md or from a page that is", () => {
  const seen = new Set(["README.md"]);
  for (const page of seen) for (const link of linksOf(page)) if (pages().includes(link)) seen.add(link);
  assert.equal(
    pages().filter((page) => !seen.has(page)),
    [],
  );
});

test.run();

function writeNamed(folder: string, { file, text }: Block): void {
  if (file === undefined) return;
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** Generates the connector of a config, or of a part of one, from the file that it names. */
async function generateBlock(folder: string, page: string, block: Block): Promise<void> {
  const config = configOf(block);
  if (config === undefined) {
    assert.ok(commandsOf(block).length > 0, `${page}:${block.line} is neither a config nor a part of one`);
    return;
  }
  const file = block.file ?? `config-${block.line}.json`;
  if (block.file === undefined) writeFileSync(join(folder, file), JSON.stringify(config));
  const { code, stderr } = await runCommand([file], { cwd: folder });
  assert.is(code, 0, `${page}:${block.line}\n${stderr}`);
}

/** Runs a command to its success; one that watches is interrupted, one that reads does so from a local API. */
async function runBlock(
  folder: string,
  place: string,
  { args, env }: DocumentedCommand,
  baseUrl: string,
): Promise<void> {
  const watches = args.includes("--watch");
  const all = ["run", "probe"].includes(args[0] ?? "") ? [...args, "--base-url", baseUrl] : args;
  const interruption = new AbortController();
  const { code, stderr } = await runCommand(all, {
    ...{ cwd: folder, env, interrupt: interruption.signal },
    onOutput: (printed) => {
      if (watches && printed.includes("watching ")) interruption.abort();
    },
  });
  assert.is(code, watches ? 130 : 0, `${place}: gen-connector ${args.join(" ")}\n${stderr}`);
}

async function checkTypeScript(folder: string, blocks: readonly Block[]): Promise<void> {
  const snippets = blocks.filter(({ language }) => language === "ts");
  const files = snippets.map((block) => block.file ?? `snippet-${block.line}.ts`);
  for (const [index, { text }] of snippets.entries()) writeFileSync(join(folder, files[index] ?? ""), text);
  if (files.length > 0) assert.is(renderTypeProblems(await typecheck(folder, files)), "");
}

/** An API without records. */
async function withApi(use: (baseUrl: string) => Promise<void>): Promise<void> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json").end('{"data": [], "total": 0}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  try {
    await use(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** The pages that a page links to, from the project's folder. */
function linksOf(page: string): readonly string[] {
  const links = [...readFileSync(projectPath(page), "utf8").matchAll(/\]\(([\w./-]+\.md)(?:#[^)]*)?\)/g)];
  return links.map(([, link = ""]) => join(dirname(page), link));
}

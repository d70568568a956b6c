import { readFile } from "node:fs/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withConnector } from "../support/connector.js";
import { json } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";
import { projectPath } from "../support/project.js";

const test = suite("docs/parents.md");

const ISSUE = { id: 1, number: 5, title: "Crash", repo: { language: "en" } };

async function page(): Promise<string> {
  return readFile(projectPath("docs/parents.md"), "utf8");
}

/** The code blocks of a language. */
function blocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(([, code = ""]) =>
    code.replace(/^\/\/ .*\n/, ""),
  );
}

test("its configs generate connectors that load, and send what it says", async () => {
  const configs = blocks(await page(), "json");
  assert.is(configs.length, 3);
  for (const config of configs.filter((text) => text.includes('"client"'))) {
    const server = await startFaultyServer(({ path, query }) => {
      if (Number(query.get("page") ?? 1) > 1) return json([]);
      return json(path === "/issues" ? [ISSUE] : [{ id: 7, text: "me too" }]);
    });
    try {
      await withConnector(JSON.parse(config) as object, async (connect) => {
        const { resources } = await connect({ baseUrl: server.origin }).load(":memory:");
        assert.equal(
          resources.map(({ resource, records }) => [resource, records]),
          [
            ["issues", 1],
            ["comments", 1],
          ],
        );
        assert.ok(server.requests.some(({ path }) => path === "/issues/5/comments"));
      });
    } finally {
      await server.close();
    }
  }
});

test("its reader is the one that is emitted", async () => {
  const markdown = await page();
  const [config = ""] = blocks(markdown, "json");
  const [reader = ""] = blocks(markdown, "text");
  await withConnector(JSON.parse(config) as object, async (_connect, folder) => {
    const emitted = await readFile(`${folder}/comments.ts`, "utf8");
    assert.ok(emitted.includes(reader.trim()), emitted);
  });
});

test.run();

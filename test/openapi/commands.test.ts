import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runCommand } from "../support/command.js";
import { withDatabase } from "../support/dataset-rows.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("OpenAPI documents on the command line");
const FIXTURE = projectPath("fixtures/connectors/openapi");

const RECORD = {
  ...{ id: 9007199254740993n, required_text: "a", nullable_text: null, choice: "red", owner: { name: "Ann" } },
  ...{ price: "1.50", day: "2024-02-29", at: "2024-02-29T01:02:03Z", int: 1, lines: [{ amount: 2 }] },
};

test("columns have the types that the document declares, also where no record has a value", () =>
  withSamples((baseUrl, cwd) =>
    withTemporaryFolder(async (folder) => {
      const target = join(folder, "data.duckdb");
      const { code, stderr } = await runCommand(
        ["run", "config.json", "--to", target, "--base-url", baseUrl, "--resources", "samples"],
        { cwd },
      );
      assert.is(code, 0, stderr);
      const columns = await withDatabase(target, async (connection) => {
        const sql =
          "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'samples' AND column_name IN ('id', 'price', 'day', 'double', 'flag', 'at') ORDER BY 1";
        return (await connection.runAndReadAll(sql)).getRowsJson();
      });
      assert.equal(columns, [
        ["at", "TIMESTAMP WITH TIME ZONE"],
        ["day", "DATE"],
        ["double", "DOUBLE"],
        ["flag", "BOOLEAN"],
        ["id", "BIGINT"],
        ["price", "DECIMAL(38,9)"],
      ]);
    }),
  ));

test("a document of a URL is read without credentials, and what it refers to only where that is allowed", async () => {
  const seen: (string | undefined)[] = [];
  await withServer(
    (request, response) => {
      seen.push(request.headers.authorization);
      response.end('{ "Item": { "type": "object", "properties": { "name": { "type": "string" } } } }');
    },
    (elsewhere) =>
      withServer(
        (request, response) => {
          seen.push(request.headers.authorization);
          const schema = { type: "array", items: { $ref: `${elsewhere}/schemas.json#/Item` } };
          const content = { "application/json": { schema } };
          response.end(
            JSON.stringify({ openapi: "3.0.0", paths: { "/items": { get: { responses: { 200: { content } } } } } }),
          );
        },
        (origin) =>
          withSamples(async (_baseUrl, cwd) => {
            const args = ["items.json", "--openapi", `${origin}/openapi.json`];
            const refused = await runCommand(args, { cwd });
            assert.is(refused.code, 2);
            assert.match(
              refused.stderr,
              `the spec refers to ${elsewhere}, which is not read; --allow-ref ${elsewhere} allows it`,
            );
            const allowed = await runCommand([...args, "--allow-ref", elsewhere], { cwd });
            assert.is(allowed.code, 0, allowed.stderr);
            assert.match(readFileSync(join(cwd, "generated/items/items.ts"), "utf8"), "  name?: string;\n");
          }),
      ),
  );
  assert.ok(seen.length >= 3 && seen.every((header) => header === undefined));
});

test("a document that is nested beyond all measure is told so", () =>
  withSamples(async (_baseUrl, cwd) => {
    writeFileSync(join(cwd, "deep.json"), `{ "openapi": "3.0.0", "x": ${"[".repeat(100_000)}${"]".repeat(100_000)} }`);
    const { code, stderr } = await runCommand(["items.json", "--openapi", "deep.json"], { cwd });
    assert.is(code, 2);
    assert.match(stderr, "deep.json cannot be read: it is nested too deeply");
  }));

test("another document makes the output stale", () =>
  withSamples(async (_baseUrl, cwd) => {
    assert.is((await runCommand(["config.json", "--name", "shop"], { cwd })).code, 0);
    assert.is((await runCommand(["config.json", "--name", "shop", "--check"], { cwd })).code, 0);
    const spec = readFileSync(join(cwd, "openapi.yaml"), "utf8").replace(
      "flag: { type: boolean }",
      "flag: { type: string }",
    );
    writeFileSync(join(cwd, "openapi.yaml"), spec);
    const { code, stderr } = await runCommand(["config.json", "--name", "shop", "--check"], { cwd });
    assert.is(code, 1);
    assert.match(stderr, "-  flag?: boolean;\n+  flag?: string;");
  }));

async function withServer(answer: RequestListener, use: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** The config of the golden connector, and an API that answers it, and one of another config. */
function withSamples(use: (baseUrl: string, cwd: string) => Promise<void>): Promise<void> {
  const page = { total_pages: 1, data: [RECORD] };
  const text = JSON.stringify(page, (_key, value: unknown) =>
    typeof value === "bigint" ? Number(value) : value,
  ).replace("9007199254740992", String(RECORD.id));
  return withServer(
    (_request, response) => void response.end(text),
    (baseUrl) =>
      withTemporaryFolder(async (cwd) => {
        cpSync(FIXTURE, cwd, { recursive: true });
        const config = {
          client: { base_url: "https://api.example.com", auth: { type: "bearer", token: { $secret: "token" } } },
          resources: [{ name: "items", endpoint: { paginator: "single_page" } }],
        };
        writeFileSync(join(cwd, "items.json"), JSON.stringify(config));
        await use(baseUrl, cwd);
      }),
  );
}

test.run();

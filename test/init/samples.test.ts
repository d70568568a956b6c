import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runCommand } from "../support/command.js";
import { json } from "../support/faulty-replies.js";
import { type Script, startFaultyServer } from "../support/faulty-server.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("init from answers");

const EXPECTED = projectPath("fixtures/init-answers/config.yaml");
const TOKEN = "a-token-of-the-shop";

test("answers of an API become a config with a reason for each guess, a child's below its parent", () =>
  withTemporaryFolder((cwd) =>
    withServer(
      ({ path, headers }) => {
        if (headers.authorization !== `Bearer ${TOKEN}`) return json({}, { status: 401 });
        if (path.endsWith("/lines"))
          return json([
            { line_id: 1, sku: "a" },
            { line_id: 2, sku: "a" },
          ]);
        const data = [17, 18].map((id) => ({ id, status: "open", updated_at: "2024-01-02T03:04:05Z" }));
        return json({ data, meta: { next_cursor: "abc", cursor: null } });
      },
      async (origin) => {
        const urls = [`${origin}/v1/orders?status=open&limit=50`, `${origin}/v1/orders/17/lines`];
        const env = { SHOP__TOKEN: TOKEN };
        const made = await runCommand(["init", ...urls, "--bearer", "SHOP__TOKEN"], { cwd, env });
        assert.is(made.code, 0, made.stderr);
        assert.match(made.stderr, "next: gen-connector probe config.yaml --write");
        const config = readFileSync(join(cwd, "config.yaml"), "utf8");
        const found = config.replaceAll(origin, "https://api.example.com");
        if (process.env["UPDATE"] !== undefined) writeFileSync(EXPECTED, found);
        assert.is(found, readFileSync(EXPECTED, "utf8"));
        const judged = await runCommand(["config.yaml", "--dry-run"], { cwd });
        assert.is(judged.code, 0, judged.stderr);
      },
    ),
  ));

test("a saved answer is not asked for", () =>
  withTemporaryFolder(async (cwd) => {
    writeFileSync(join(cwd, "orders.json"), '{"orders": [{"id": 1}, {"id": 2}], "total": 2, "page": 1, "per_page": 2}');
    const args = ["init", "https://nowhere.invalid/v1/orders", "--sample", "orders.json", "--out", "config.json"];
    const made = await runCommand(args, { cwd });
    assert.is(made.code, 0, made.stderr);
    const { client, resources } = JSON.parse(readFileSync(join(cwd, "config.json"), "utf8")) as Record<string, unknown>;
    assert.equal(client, { base_url: "https://nowhere.invalid/v1" });
    assert.equal(resources, [
      {
        name: "orders",
        primary_key: "id",
        write_disposition: "merge",
        endpoint: {
          path: "/orders",
          params: { per_page: 2 },
          data_selector: "orders",
          paginator: { type: "page_number", base_page: 1, total_path: null },
        },
      },
    ]);
  }));

test("a base URL is enough where saved answers are named after their resources", () =>
  withTemporaryFolder(async (cwd) => {
    writeFileSync(join(cwd, "orders.json"), '{"data": [{"id": 1}, {"id": 2}]}');
    writeFileSync(join(cwd, "customers.json"), '[{"uuid": "a"}, {"uuid": "b"}]');
    const samples = ["--sample", "orders.json", "--sample", "customers.json"];
    const of = async (base: string, args: readonly string[]): Promise<unknown> => {
      const made = await runCommand(["init", base, ...args, "--out", "config.json", "--force"], { cwd });
      assert.is(made.code, 0, made.stderr);
      const { client, resources } = JSON.parse(readFileSync(join(cwd, "config.json"), "utf8")) as {
        readonly client: object;
        readonly resources: readonly { readonly name: string; readonly endpoint: { readonly path: string } }[];
      };
      return [client, resources.map(({ name, endpoint }) => [name, endpoint.path])];
    };
    assert.equal(await of("https://nowhere.invalid/v1", samples), [
      { base_url: "https://nowhere.invalid/v1" },
      [
        ["orders", "/orders"],
        ["customers", "/customers"],
      ],
    ]);
    assert.equal(await of("https://nowhere.invalid", samples.slice(0, 2)), [
      { base_url: "https://nowhere.invalid" },
      [["orders", "/orders"]],
    ]);
  }));

test("what cannot be asked for, holds a credential or is no list is refused, and nothing is written", () =>
  withTemporaryFolder((cwd) =>
    withServer(
      ({ path }) => (path === "/one" ? json({ id: 1 }) : json({ error: "who are you?" }, { status: 401 })),
      async (origin) => {
        const refused: readonly (readonly [number, RegExp, ...string[]])[] = [
          [2, /orders: status 401: \{"error":"who are you\?"\}/, `${origin}/orders`, `${origin}/customers`],
          [2, /holds a credential \(api_key\)/, `${origin}/orders?api_key=${TOKEN}`, "--sample", "orders.json"],
          [2, /\/orders answered 401\n.*holds a credential \(api_key\)/, `${origin}/orders?api_key=${TOKEN}`],
          [2, /several APIs/, `${origin}/orders`, "https://api.example.com/customers"],
          [1, /it answers with one object/, `${origin}/one`],
        ];
        for (const [code, problem, ...args] of refused) {
          const made = await runCommand(["init", ...args], { cwd });
          assert.is(made.code, code, made.stderr);
          assert.match(made.stderr, problem);
          assert.not.match(made.stderr, "--force"); // the help is for wrong usage
          assert.not.match(made.stderr, TOKEN);
        }
      },
    ),
  ));

test.run();

async function withServer(script: Script, use: (origin: string) => Promise<void>): Promise<void> {
  const server = await startFaultyServer(script);
  try {
    await use(server.origin);
  } finally {
    await server.close();
  }
}

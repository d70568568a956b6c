import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runCommand } from "../support/command.js";
import { json } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { hasPostgres, query, withClient } from "./support.js";

const test = suite("--destination");
const run = hasPostgres() ? test : test.skip;

/** A folder with a config, and an API for it. */
async function withShop(use: (folder: string) => Promise<void>): Promise<void> {
  const server = await startFaultyServer(() => json([{ id: 1, tags: ["a"] }]));
  const endpoint = { path: "orders", paginator: "single_page" };
  const config = { client: { base_url: server.origin }, resources: [{ name: "orders", primary_key: "id", endpoint }] };
  try {
    await withTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "shop.json"), JSON.stringify(config));
      await use(folder);
    });
  } finally {
    await server.close();
  }
}

run("run loads a config into what --to names; a folder into what it was generated for, with lent drivers", () =>
  withShop((cwd) =>
    withClient(async (client, url) => {
      const secret = url.replace("tester@", "tester:geheim@"); // the server trusts everyone
      const direct = await runCommand(["run", "shop.json", "--to", secret], { cwd });
      assert.is(direct.code, 0, direct.stderr);
      assert.not.match(direct.stderr, /geheim/);
      assert.equal(await query(client, "SELECT id FROM shop.orders"), [["1"]]);

      assert.is((await runCommand(["shop.json", "--destination", "postgres,duckdb"], { cwd })).code, 0);
      for (const target of [url, "shop.duckdb"]) {
        const { code, stderr } = await runCommand(["run", "generated/shop", "--to", target], { cwd });
        assert.is(code, 0, stderr);
      }
      assert.equal(await query(client, "SELECT count(*) FROM shop.orders__tags"), [["2"]]);
      assert.ok(existsSync(join(cwd, "shop.duckdb")));
    }),
  ),
);

test("a connector has no code of the destination that it was not generated for, and refuses its targets", () =>
  withShop(async (cwd) => {
    for (const [destination, other, target] of [
      ["duckdb", "postgres", "postgres://u:geheim@127.0.0.1:1/x"],
      ["postgres", "duckdb", "shop.duckdb"],
    ] as const) {
      assert.is((await runCommand(["shop.json", "--destination", destination, "--quiet"], { cwd })).code, 0);
      const files = readdirSync(join(cwd, "generated/shop/load")).filter((file) => file.startsWith(other));
      assert.equal(files, []);
      const { code, stderr } = await runCommand(["run", "generated/shop", "--to", target], { cwd });
      assert.is(code, 2);
      assert.match(stderr, /--to: this connector was generated to load into .*--destination duckdb,postgres/);
      assert.not.match(stderr, /geheim/);
    }
    const unknown = await runCommand(["shop.json", "--destination", "oracle"], { cwd });
    assert.is(unknown.code, 2);
    assert.match(unknown.stderr, /--destination takes duckdb, postgres, parquet, jsonl, or several/);
  }));

test.run();

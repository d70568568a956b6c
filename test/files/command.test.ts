import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runCommand } from "../support/command.js";
import { json } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("--destination parquet, jsonl");

test("run writes a config's records into files that --to names; a folder takes the targets it was generated for", async () => {
  const server = await startFaultyServer(() => json([{ id: 1, tags: ["a"] }]));
  const endpoint = { path: "orders", paginator: "single_page" };
  const config = { client: { base_url: server.origin }, resources: [{ name: "orders", endpoint }] };
  try {
    await withTemporaryFolder(async (cwd) => {
      writeFileSync(join(cwd, "shop.json"), JSON.stringify(config));
      for (const format of ["parquet", "jsonl"]) {
        const { code, stderr } = await runCommand(["run", "shop.json", "--to", `${format}:out-${format}`], { cwd });
        assert.is(code, 0, stderr);
        const files = readdirSync(join(cwd, `out-${format}/shop/current/orders__tags`));
        assert.match(files.join(), new RegExp(`^[\\d.]+\\.${format}$`));
      }
      assert.is((await runCommand(["shop.json", "--destination", "parquet", "--quiet"], { cwd })).code, 0);
      const others = readdirSync(join(cwd, "generated/shop/load")).filter((file) => /postgres|jsonl/.test(file));
      assert.equal(others, []);
      const again = await runCommand(["run", "generated/shop", "--to", "parquet:out-parquet"], { cwd });
      assert.is(again.code, 0, again.stderr);
      assert.is(readdirSync(join(cwd, "out-parquet/shop/current/orders")).length, 2);
      const refused = await runCommand(["run", "generated/shop", "--to", "jsonl:out-jsonl"], { cwd });
      assert.is(refused.code, 2);
      assert.match(refused.stderr, /was generated to load into Parquet files, which needs parquet:FOLDER/);
    });
  } finally {
    await server.close();
  }
});

test.run();

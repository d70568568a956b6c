import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hasPostgres, query, withClient } from "../postgres/support.js";
import { runCommand } from "../support/command.js";
import { startCuttingProxy } from "../support/cutting-proxy.js";
import { json, status } from "../support/faulty-replies.js";
import { startFaultyServer, type Script } from "../support/faulty-server.js";
import { commandLine } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("runs that are interrupted");
const withServer = hasPostgres() ? test : test.skip;

/** A folder with a connector for both destinations. */
async function withConnector(script: Script, use: (folder: string) => Promise<void>): Promise<void> {
  const server = await startFaultyServer(script);
  try {
    await withTemporaryFolder(async (folder) => {
      const endpoint = { path: "orders", paginator: "single_page" };
      const config = { client: { base_url: server.origin }, resources: [{ name: "orders", endpoint }] };
      writeFileSync(join(folder, "shop.json"), JSON.stringify(config));
      const made = await runCommand(["shop.json", "--destination", "duckdb,postgres", "--quiet"], { cwd: folder });
      assert.is(made.code, 0, made.stderr);
      await use(folder);
    });
  } finally {
    await server.close();
  }
}

function startRun(cwd: string, target: string) {
  const child = spawn(process.execPath, [commandLine, "run", "generated/shop", "--to", target], { cwd, stdio: "pipe" });
  const stderr = text(child.stderr);
  const ended = once(child, "close").then(async ([code]) => ({ code: Number(code), stderr: await stderr }));
  return { child, ended };
}

test("SIGTERM ends a run that waits for the API to have it back, with exit code 130", async () => {
  let onRequest: () => void = () => undefined;
  const script = () => {
    setTimeout(() => onRequest(), 50);
    return status(429, { "retry-after": "250" });
  };
  await withConnector(script, async (folder) => {
    const { child, ended } = startRun(folder, "x.duckdb");
    onRequest = () => void child.kill("SIGTERM");
    const { code, stderr } = await ended;
    assert.is(code, 130);
    assert.match(stderr, "interrupted\nNothing of this run was written to x.duckdb; the next run starts over");
  });
});

withServer("a second signal ends a run at once that waits for its commit; the next run loads what was not there", () =>
  withConnector(
    () => json([{ id: 1 }]),
    (folder) =>
      withClient(async (client, url) => {
        const proxy = await startCuttingProxy(url);
        try {
          proxy.cut = "silent at commit";
          const { child, ended } = startRun(folder, proxy.through(url));
          await proxy.isSilent;
          child.kill("SIGINT");
          await new Promise((resolve) => setTimeout(resolve, 200));
          assert.is(child.exitCode, null, "a commit is waited for");
          child.kill("SIGINT");
          assert.is((await ended).code, 130);
        } finally {
          await proxy.close();
        }
        const next = await startRun(folder, url).ended;
        assert.is(next.code, 0, next.stderr);
        assert.equal(await query(client, "SELECT count(*) FROM shop.orders"), [["1"]]);
      }),
  ),
);

test.run();

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { watch } from "../../generator/commands/watch.js";
import { runCommand } from "../support/command.js";
import { commandLine } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("--watch");

/** Waits until something is so; fails after a minute. */
async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`${what} did not come about`);
    await sleep(20);
  }
}

function config(path: string): string {
  return JSON.stringify({
    client: { base_url: "https://api.example.com", paginator: "single_page" },
    resources: [{ name: "orders", endpoint: path }],
  });
}

test("it follows every edit, also by editors that replace the file, survives errors, and ends at Ctrl-C", async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, "shop.json");
    const holds = (path: string) => () => {
      const orders = join(folder, "generated/shop/orders.ts");
      return existsSync(orders) && readFileSync(orders, "utf8").includes(`/${path}"`);
    };
    writeFileSync(file, config("v1"));
    const child = spawn(process.execPath, [commandLine, "shop.json", "--watch"], { cwd: folder });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    try {
      await until("the first pass", () => said.includes("watching shop.json; Ctrl-C ends it\n"));
      assert.ok(holds("v1")());
      writeFileSync(file, config("v2"));
      await until("the edit", holds("v2"));
      writeFileSync(file, "{ broken");
      await until("the error", () => /shop\.json:1:\d+ error: /.test(said));
      assert.ok(holds("v2")(), "the old output stays");
      writeFileSync(join(folder, "shop.json.tmp"), config("v3"));
      renameSync(join(folder, "shop.json.tmp"), file);
      await until("the replacement", holds("v3"));
      rmSync(file);
      await until("the error", () => said.includes("there is no file shop.json"));
      writeFileSync(file, config("v4"));
      await until("the file that came back", holds("v4"));
      child.kill("SIGINT");
      assert.equal(await once(child, "close"), [130, null]);
    } finally {
      child.kill("SIGKILL");
    }
  });
});

test("a module that the config names is followed, also when it is not there yet", async () => {
  await withTemporaryFolder(async (folder) => {
    const steps = [{ filter: "./steps.ts#keep" }];
    const resources = [{ name: "orders", endpoint: "v1", processing_steps: steps }];
    const client = { base_url: "https://api.example.com", paginator: "single_page" };
    writeFileSync(join(folder, "shop.json"), JSON.stringify({ client, resources: ["orders"] }));
    const child = spawn(process.execPath, [commandLine, "shop.json", "--watch"], { cwd: folder });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const passes = (): number => said.split(" changed\n").length - 1;
    try {
      await until("the first pass", () => said.includes("watching shop.json"));
      writeFileSync(join(folder, "shop.json"), JSON.stringify({ client, resources }));
      await until("the error", () => passes() === 1 && said.includes("error"));
      writeFileSync(join(folder, "steps.ts"), "export const keep = (): boolean => true;\n");
      await until("the module", () => passes() === 2 && said.trimEnd().endsWith("unchanged"));
    } finally {
      child.kill("SIGKILL");
    }
  });
});

test("a file of many steps is read once, when it has settled", async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, "steps.ts");
    writeFileSync(file, "");
    const stop = new AbortController();
    const read: string[] = [];
    const done = watch(
      (onRead) => {
        onRead(file);
        read.push(readFileSync(file, "utf8"));
        return Promise.resolve(0);
      },
      { say: () => undefined, complain: () => undefined },
      stop.signal,
    );
    for (let step = 1; step <= 20; step++) {
      writeFileSync(file, "x".repeat(step));
      await sleep(25);
    }
    await until("the last step", () => read.at(-1)?.length === 20);
    stop.abort();
    assert.is(await done, 130);
    assert.ok(read.length <= 3, `${read.length} passes`);
  });
});

test("a pass that throws is told about, and the next change makes another", async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, "shop.json");
    writeFileSync(file, "0");
    const stop = new AbortController();
    let passes = 0;
    let complaints = "";
    const pass = (onRead: (file: string) => void): Promise<number> => {
      onRead(file);
      passes += 1;
      return passes === 2 ? Promise.reject(new Error("a fault")) : Promise.resolve(0);
    };
    const done = watch(pass, { say: () => undefined, complain: (text) => (complaints += text) }, stop.signal);
    writeFileSync(file, "10");
    await until("the second pass", () => passes === 2);
    writeFileSync(file, "200");
    await until("the third pass", () => passes === 3);
    stop.abort();
    assert.is(await done, 130);
    assert.match(complaints, /^error: Error: a fault\n/);
  });
});

test("the first pass may end it, with its own exit code", async () => {
  await withTemporaryFolder(async (folder) => {
    assert.is((await runCommand(["shop.json", "--watch"], { cwd: folder })).code, 2);
    writeFileSync(join(folder, "shop.json"), "{}");
    assert.is((await runCommand(["shop.json", "--watch"], { cwd: folder })).code, 2);
  });
});

for (const flag of ["--check", "--dry-run", "--print-model", "--json"]) {
  test(`${flag} with --watch is wrong usage`, async () => {
    const { code, stderr } = await runCommand(["shop.json", "--watch", flag]);
    assert.is(code, 2);
    assert.match(stderr, `leave out ${flag}`);
  });
}

test.run();

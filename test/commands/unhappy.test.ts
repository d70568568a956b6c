import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openDuckDb } from "../../templates/load/duckdb.js";
import { answerOf, configOf } from "../checkpoints/shop.js";
import { type CommandResult, runNode, runProgram } from "../support/command.js";
import { rejection } from "../support/connector.js";
import { withDatabase } from "../support/dataset-rows.js";
import { type Reply, status } from "../support/faulty-replies.js";
import { type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";
import { commandLine, projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

interface Shop {
  readonly folder: string;
  /** What the API does with the next requests. */
  serve: (request: LoggedRequest) => Reply;
  /** The arguments of a run of the connector. */
  readonly args: (flags?: readonly string[]) => readonly string[];
  readonly run: (flags?: readonly string[]) => Promise<CommandResult>;
  readonly events: () => Promise<number>;
}

const SIZE = 60;

/** A connector, and a file `x.duckdb` that it has loaded half of the shop into. */
async function withShop(use: (shop: Shop) => Promise<void>): Promise<void> {
  const setting = { serve: answerOf(SIZE, SIZE / 2) };
  const server = await startFaultyServer((request) => setting.serve(request));
  try {
    await withTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "shop.json"), JSON.stringify(configOf(server.origin, 10)));
      assert.is((await runNode([commandLine, "shop.json"], { cwd: folder })).code, 0);
      const args = (flags: readonly string[] = ["--to", "x.duckdb"]) => [
        commandLine,
        "run",
        "generated/shop",
        ...flags,
      ];
      const shop = Object.assign(setting, {
        ...{ folder, args },
        run: (flags?: readonly string[]) => runNode(args(flags), { cwd: folder, timeout: 30_000 }),
        events: () =>
          withDatabase(join(folder, "x.duckdb"), async (connection) => {
            const rows = await connection.runAndReadAll("SELECT count(*) FROM shop.events");
            return Number(rows.getRows()[0]?.[0]);
          }),
      });
      assert.is((await shop.run()).code, 0);
      setting.serve = answerOf(SIZE);
      await use(shop);
    });
  } finally {
    await server.close();
  }
}

function assertFailure({ code, stdout, stderr }: CommandResult, message: RegExp): void {
  assert.is(code, 1, stderr);
  assert.is(stdout, "");
  assert.match(stderr, message);
  assert.match(stderr, /\nNothing of this run was written to .*; the next run starts over and repeats it whole\.\n$/);
  assert.not.match(stderr, /\n +at /);
}

const test = suite("runs that end badly");

test("a disk that is full ends the run with exit code 1, the rows stay, and with more room the next run loads", async () => {
  await withShop(async ({ args, folder, run, events }) => {
    // Files may grow to 8 blocks (of 512 or 1024 bytes, as the shell likes): too few for the log of the transaction.
    const program = 'ulimit -f 8; exec "$0" "$@"';
    const full = await runProgram("sh", ["-c", program, process.execPath, ...args()], { cwd: folder });
    assertFailure(full, /error: .*(?:File too large|No space left)/);
    assert.is(await events(), SIZE / 2);
    assert.is((await run()).code, 0);
    assert.is(await events(), SIZE);
  });
});

test("output that nobody reads any more, as after `| head`, ends neither a load nor what prints", async () => {
  await withShop(async ({ args, folder, events }) => {
    for (const command of [[commandLine, "schema"], args(["--to", "x.duckdb", "--json"])]) {
      const child = spawn(process.execPath, command, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
      child.stdout.destroy();
      child.stderr.destroy();
      const [code] = (await once(child, "exit")) as [number | null];
      assert.is(code, 0, command.join(" "));
    }
    assert.is(await events(), SIZE);
  });
});

test("a file that another process has open, and a folder that is missing, end the run with exit code 1", async () => {
  await withShop(async ({ folder, run, events }) => {
    const holder = fork(projectPath("dist/test/load/hold-database.js"), [join(folder, "x.duckdb")]);
    try {
      await once(holder, "message");
      assertFailure(await run(), /error: cannot open x\.duckdb: IO Error: Could not set lock/);
    } finally {
      holder.kill();
      await once(holder, "exit");
    }
    assertFailure(await run(["--to", "no/such/x.duckdb"]), /error: cannot open no\/such\/x\.duckdb: /);
    assert.not(existsSync(join(folder, "no")));
    assert.is(await events(), SIZE / 2);
  });
});

test("a file that may not be written is an error that names it, and stays as it is", async () => {
  await withShop(async ({ folder, events }) => {
    const file = join(folder, "x.duckdb");
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    const { mtimeMs } = statSync(file);
    const isRoot = process.geteuid?.() === 0;
    try {
      if (isRoot) process.seteuid?.("nobody"); // root may write everything
      assert.match((await rejection(openDuckDb(file))).message, /^cannot open .*x\.duckdb: IO Error: .*[Pp]ermission/);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(folder, 0o755);
    }
    assert.is(statSync(file).mtimeMs, mtimeMs);
    assert.is(await events(), SIZE / 2);
  });
});

test("a run that fails after a checkpoint says what is saved, what goes on from there and what is repeated", async () => {
  await withShop(async (shop) => {
    const answer = answerOf(SIZE);
    shop.serve = (request) => (request.query.get("offset") === "40" ? status(404) : answer(request));
    const { code, stderr } = await shop.run(["--to", "y.duckdb", "--checkpoint-every", "40"]);
    assert.is(code, 1);
    assert.match(stderr, /error: GET .*: status 404\n/);
    assert.match(stderr, /Saved in y\.duckdb up to the last checkpoint, load \d+\.\d+: events, orders\./);
    assert.match(
      stderr,
      "The next run goes on from there with events. It reads orders from the start again and merges",
    );
    assert.match(stderr, "Nothing else of this run was written; the next run repeats it.\n");
    const wrong = await shop.run(["--to", "y.duckdb", "--checkpoint-every", "often"]);
    assert.is(wrong.code, 2);
    assert.match(wrong.stderr, "--checkpoint-every: a number of rows (100000) or of seconds (60s) is needed");
  });
});

test.run();

#!/usr/bin/env node
import { readFileSync } from "node:fs";
import yargs from "yargs";
import { DESTINATION_WORDS } from "./commands/destinations.js";
import type { Output } from "./commands/output.js";

/** The command line: flags in, diagnostics out, exit code. The only file that touches process, argv and the streams. */

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const output: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  color: process.stderr.isTTY === true && (process.env["NO_COLOR"] ?? "") === "",
};

// Who reads the output may stop, as `| head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const args = process.argv.slice(2);

process.exitCode = await runCommand(args);

async function runCommand([command, ...rest]: readonly string[]): Promise<number> {
  if (command === "run") return runConnector(rest);
  if (command === "schema") return (await import("./commands/schema.js")).schemaCommand(rest, output);
  if (command === "init") return (await import("./commands/init.js")).initCommand(rest, output);
  if (command === "probe") return (await import("./commands/probe.js")).probeCommand(rest, output);
  if (command === "import") return (await import("./commands/import.js")).importCommand(rest, output);
  return generateConnector(args);
}

/** `gen-connector run <config|folder>`: the other flags are the connector's own. */
async function runConnector(rest: readonly string[]): Promise<number> {
  const { run, RUN_HELP } = await import("./commands/run.js");
  const [source] = rest;
  if (source === undefined || source.startsWith("-")) {
    if (source === "--help" || source === "-h") return show(RUN_HELP);
    output.err(`error: name a config or a connector's folder first\n\n${RUN_HELP}`);
    return 2;
  }
  return run(source, rest.slice(1), output);
}

async function generateConnector(rest: readonly string[]): Promise<number> {
  let refused: string | undefined;
  const parser = yargs([...rest])
    .scriptName("gen-connector")
    .usage("$0 <config> [flags]\n\nGenerates a typed TypeScript connector from a declarative REST source config.")
    .command("$0 <config>", false, (command) =>
      command.positional("config", { type: "string", demandOption: true, describe: "a .json, .yaml, .py or .md file" }),
    )
    .option("out", {
      type: "string",
      default: "generated",
      requiresArg: true,
      describe: "folder that gets the connector's folder",
    })
    .option("name", {
      type: "string",
      requiresArg: true,
      describe: "name of the connector (default: the config file's)",
    })
    .option("openapi", {
      type: "string",
      requiresArg: true,
      describe: "OpenAPI document of the API, a file or a URL (default: client.openapi)",
    })
    .option("allow-ref", {
      type: "string",
      array: true,
      requiresArg: true,
      describe: "origin that the OpenAPI document may refer to",
    })
    .option("destination", {
      type: "string",
      default: "duckdb",
      requiresArg: true,
      describe: `what the connector loads into: ${DESTINATION_WORDS}`,
    })
    .option("dry-run", { type: "boolean", default: false, describe: "judge the config and tell what would change" })
    .option("check", {
      type: "boolean",
      default: false,
      describe: "fail with a diff when the output is not up to date",
    })
    .option("typecheck", {
      type: "boolean",
      default: false,
      describe: "check the output with TypeScript's compiler, strictly",
    })
    .option("tests", {
      type: "boolean",
      describe: "write a test beside each resource, which needs no network (default: as it was written last)",
    })
    .option("watch", {
      type: "boolean",
      default: false,
      describe: "generate again whenever a file that was read changes",
    })
    .option("print-model", { type: "boolean", default: false, describe: "print the connector's model as JSON" })
    .option("json", { type: "boolean", default: false, describe: "print the result as one JSON document" })
    .option("quiet", { type: "boolean", default: false, describe: "print problems only" })
    .example("$0 seed.md", "writes generated/seed/")
    .example("$0 shop.json --out src/connectors", "writes src/connectors/shop/")
    .example("$0 run generated/seed --to data.duckdb", "loads it, secrets from the environment")
    .example("$0 run --help", "the flags of run")
    .example("$0 schema", "prints the JSON Schema of a config, for editors")
    .example("$0 init openapi.json", "proposes a config from an OpenAPI document")
    .example("$0 init https://api.example.com/v1/orders", "proposes one from what the API answers")
    .example("$0 probe shop.json", "compares a config with what the API really sends")
    .example("$0 import airbyte manifest.yaml", "turns a low-code manifest into a config")
    .epilogue("Exit codes: 0 done, 1 failed with nothing written (--check: stale output), 2 wrong config or usage.")
    .strict()
    .version(version)
    .help()
    .alias("help", "h")
    .parserConfiguration({ "duplicate-arguments-array": false })
    .locale("en")
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      const missing = message?.startsWith("Not enough non-option arguments") === true;
      refused = missing
        ? "name a config, e.g. gen-connector config.json"
        : (message ?? error?.message ?? "wrong usage");
    });
  const parsed = await parser.parseAsync();
  if (refused !== undefined) {
    output.err(`error: ${refused}\nSee gen-connector --help.\n`);
    return 2;
  }
  if (parsed["help"] === true || parsed["version"] === true) return 0;
  const clash = flagsThatClash(parsed);
  if (clash !== undefined) {
    output.err(`error: ${clash}\nSee gen-connector --help.\n`);
    return 2;
  }
  const { generateCommand } = await import("./commands/generate.js");
  const command = { ...parsed, config: String(parsed["config"]), version };
  if (!parsed.watch) return generateCommand(command, output);
  const { watch } = await import("./commands/watch.js");
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const say = (text: string): void => (parsed.quiet ? undefined : output.err(text));
  return watch((onRead) => generateCommand(command, output, onRead), { say, complain: output.err }, stop.signal);
}

/** Flags that ask for things that exclude each other. */
function flagsThatClash(flags: Readonly<Record<string, unknown>>): string | undefined {
  const one = ["check", "dry-run", "print-model", "json"].find((flag) => flags[flag] === true);
  if (flags["watch"] === true && one !== undefined) return `--watch writes again and again: leave out --${one}`;
  const unwritten = ["dry-run", "print-model"].find((flag) => flags[flag] === true);
  if (flags["typecheck"] !== true || unwritten === undefined) return undefined;
  return `--typecheck checks what was written: leave out --${unwritten}`;
}

function show(text: string): number {
  output.out(text);
  return 0;
}

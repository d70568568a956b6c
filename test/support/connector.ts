import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { validateConfig } from "../../generator/config/validate.js";
import { generate } from "../../generator/generate.js";
import type { DestinationName } from "../../generator/model/model.js";
import { resolveSource } from "../../generator/model/resolve.js";
import { readConfig } from "../../generator/read/read.js";
import { importTypeScript } from "../../generator/run/import-typescript.js";
import type { ReadOptions } from "../../templates/http/usage.js";
import type { LoadIntoOptions, LoadSummary } from "../../templates/load/load-into.js";
import { createSiblings } from "../../generator/siblings/siblings.js";
import { withTemporaryFolder } from "./temporary-folder.js";

export interface ConnectorOptions {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly baseUrl?: string;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof globalThis.fetch;
}

/** A connector as tests see it, which know its resources only by name. */
export interface TestConnector {
  /** The records of a resource, one by one. */
  read(resource: string): AsyncIterable<unknown>;
  /** All records of a resource; `options` are for one with declared types. */
  readAll(resource: string, options?: ReadOptions): Promise<unknown[]>;
  load(target: unknown, options?: LoadIntoOptions): Promise<LoadSummary>;
}

/**
 * Generates a connector from a config, imports its TypeScript as users do, and hands over a maker of connectors. `files`
 * lie beside the config.
 */
export async function withConnector(
  config: object,
  use: (connect: (options?: ConnectorOptions) => TestConnector, folder: string) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
  destinations: readonly DestinationName[] = ["duckdb"],
): Promise<void> {
  await withTemporaryFolder(async (root) => {
    const folder = join(root, "connector");
    for (const [file, text] of Object.entries(files)) await writeFile(join(root, file), text);
    const { document, diagnostics } = readConfig("config.json", JSON.stringify(config));
    if (document === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
    const errors = validateConfig(document, { notEmitted: "error" }).filter(({ severity }) => severity === "error");
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
    const siblings = createSiblings(join(root, "config.json"));
    const { model, diagnostics: more } = resolveSource(document, "test", "config.json", siblings, destinations);
    if (more.length > 0) throw new Error(more.map(({ message }) => message).join("; "));
    for (const [file, code] of await generate(model)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), code);
    }
    const module = (await importTypeScript(join(folder, "index.ts"))) as {
      testApi: (
        options?: ConnectorOptions,
      ) => Record<string, (options?: ReadOptions) => AsyncGenerator<unknown>> & Pick<TestConnector, "load">;
    };
    await use((options) => {
      const source = module.testApi(options);
      const read = (resource: string, readOptions?: ReadOptions): AsyncIterable<unknown> => {
        const records = source[resource]?.(readOptions);
        if (records === undefined) throw new Error("there is no such resource");
        return records;
      };
      return {
        read,
        readAll: (resource, readOptions) => collect(read(resource, readOptions)),
        load: source.load,
      };
    }, folder);
  });
}

async function collect(records: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const record of records) all.push(record);
  return all;
}

/** What a promise was rejected with; fails when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`rejected with ${String(error)}, which is no Error`);
  }
  throw new Error("it was expected to fail");
}

import { join } from "node:path";
import type { Redact } from "../../templates/http/redact.js";
import type { Page } from "../../templates/http/page.js";
import type { Usage } from "../../templates/http/usage.js";
import { PROBE_EXPORT, PROBE_FILE } from "../emit/probe.js";
import type { ResourceModel, SourceModel } from "../model/model.js";
import { importTypeScript } from "../run/import-typescript.js";
import type { RuntimeValues } from "./runtime-values.js";

/** An emitted connector, as a probe calls it. */
export interface ProbedConnector {
  readonly model: SourceModel;
  readonly connect: (options: ConnectOptions) => ProbedClient;
  readonly readerOf: (resource: ResourceModel) => Reader;
  readonly pathsOf: (resource: ResourceModel) => ResourcePaths;
}

export interface ConnectOptions extends RuntimeValues {
  readonly baseUrl?: string;
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
}

export interface ProbedClient {
  readonly baseUrl: string;
  readonly redact: Redact;
}

/** The pages of a resource; of one record of its parent, where it has one. */
export type Reader = (client: ProbedClient, parent: unknown, usage: Usage) => AsyncGenerator<Page>;

/** The config's paths, compiled; those that it has not are undefined. */
export interface ResourcePaths {
  /** The records of a body; undefined: the connector looks for them. */
  readonly records?: (body: unknown) => readonly unknown[];
  /** What the selector finds first in a body; undefined for nothing. */
  readonly selected?: Path;
  readonly total?: Path;
  readonly hasMore?: Path;
  readonly next?: Path;
  /** The incremental cursor of a record. */
  readonly cursor?: Path;
}

export type Path = (value: unknown) => unknown;

/** Imports what a probe needs of the connector in a folder. */
export async function importConnector(folder: string, model: SourceModel): Promise<ProbedConnector> {
  const load = (file: string): Promise<unknown> => importTypeScript(join(folder, file));
  const client = await load("client.ts");
  const paths = exported(await load(PROBE_FILE), PROBE_EXPORT) as ReadonlyMap<string, ResourcePaths>;
  const readers = new Map<ResourceModel, AnyFunction>();
  for (const resource of model.resources) {
    readers.set(resource, callable(await load(`${resource.names.file}.ts`), resource.names.reader));
  }
  const createClient = callable(client, "createClient");
  return {
    model,
    connect: (options) => createClient(options) as ProbedClient,
    readerOf(resource) {
      const read = readers.get(resource);
      if (read === undefined) throw new Error(`${resource.name} is not of this connector`);
      return (connected, parent, usage) => {
        const args = resource.parent === null ? [connected, usage] : [connected, parent, usage];
        return read(...args) as AsyncGenerator<Page>;
      };
    },
    pathsOf: ({ name }) => paths.get(name) ?? {},
  };
}

type AnyFunction = (...args: readonly unknown[]) => unknown;

function callable(module: unknown, name: string): AnyFunction {
  const found = exported(module, name);
  if (typeof found !== "function") throw new Error(`the connector exports no function ${name}`);
  return found as AnyFunction;
}

function exported(module: unknown, name: string): unknown {
  if (typeof module !== "object" || module === null || !(name in module)) return undefined;
  return (module as Readonly<Record<string, unknown>>)[name];
}

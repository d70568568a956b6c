import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CassetteFile } from "../cassette/find-cassettes.js";

/** The file that says which files of a folder are ours, and what they were made from. */
export const MANIFEST = "gen-connector.json";

export interface Manifest {
  /** The version of gen-connector that wrote the files. */
  readonly generator: string;
  /** SHA-256 of the destinations, of the config file's name and text, of the schemas it names, and of what tests play. */
  readonly config: string;
  /** Whether tests are written with the connector; left out where they are not. */
  readonly tests?: true;
  /** SHA-256 of each file that was written, by its path. */
  readonly files: Readonly<Record<string, string>>;
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What a connector is made from. */
export interface ConnectorInput {
  /** What it loads into. */
  readonly destinations: readonly string[];
  /** The base name of the config file, which stands in the files, too. */
  readonly configFile: string;
  readonly configText: string;
  /** The schemas that the config names. */
  readonly schemas: readonly { readonly path: string; readonly text: string }[];
  /** The recordings that its tests play; null: it has no tests. */
  readonly cassettes: readonly CassetteFile[] | null;
}

/** What a manifest notes of them. */
export function configHash({ destinations, configFile, configText, schemas, cassettes }: ConnectorInput): string {
  const read = schemas.flatMap(({ path, text }) => [path, text]);
  const tests = cassettes === null ? [] : ["tests", ...cassettes.map((cassette) => JSON.stringify(cassette))];
  return sha256([...destinations, configFile, configText, ...read, ...tests].join("\0"));
}

export function createManifest(generator: string, input: ConnectorInput, files: ReadonlyMap<string, string>): Manifest {
  const hashes = [...files].map(([file, text]) => [file, sha256(text)] as const);
  const tests = input.cassettes === null ? {} : ({ tests: true } as const);
  return { generator, config: configHash(input), ...tests, files: Object.fromEntries(hashes) };
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The manifest of a connector's folder; undefined when there is none that can be read. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, MANIFEST), "utf8"));
    return isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null) return false;
  if (!("generator" in value) || typeof value.generator !== "string") return false;
  if (!("config" in value) || typeof value.config !== "string") return false;
  if ("tests" in value && value.tests !== true) return false;
  if (!("files" in value) || typeof value.files !== "object" || value.files === null) return false;
  return Object.values(value.files).every((hash) => typeof hash === "string");
}

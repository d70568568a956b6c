import { readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { validateConfig } from "../config/validate.js";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";
import type { ConfigDocument } from "../read/document.js";
import { readConfig } from "../read/read.js";

/** Larger configs are refused unread. */
const LARGEST_CONFIG = 16 * 1024 * 1024;

export interface LoadedConfig {
  /** The text as it is on disk. */
  readonly text: string;
  /** Undefined when the file could not be read as a config. */
  readonly document: ConfigDocument | undefined;
  readonly problems: FileDiagnostics;
}

/** A file that cannot be opened; the message is meant for the user. */
export class ConfigFileError extends Error {
  override readonly name = "ConfigFileError";
}

/** Reads and judges a config; throws a `ConfigFileError` when there is none. */
export function loadConfig(file: string, notEmitted: "error" | "warning"): LoadedConfig {
  const text = readConfigText(file);
  const read = readConfig(file, text);
  if (read.document === undefined) {
    return { text, document: undefined, problems: { file, text, diagnostics: read.diagnostics } };
  }
  const diagnostics = [...read.diagnostics, ...validateConfig(read.document, { notEmitted })];
  return { text, document: read.document, problems: { file, text, diagnostics } };
}

/** The text of a config or manifest; throws a `ConfigFileError` when it cannot be had. */
export function readConfigText(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new ConfigFileError(`there is no file ${file}`);
  if (!stats.isFile()) throw new ConfigFileError(`${file} is no file: name a config, e.g. config.json`);
  if (stats.size > LARGEST_CONFIG) throw new ConfigFileError(`${file} is larger than 16 MiB`);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigFileError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The name of a connector: the one asked for, else the config file's base name, or its folder's when that is `config`.
 * Characters that a folder name should not have become `_`. Undefined for a name asked for that is none.
 */
export function connectorName(file: string, asked: string | undefined): string | undefined {
  if (asked !== undefined)
    return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(asked) && !DEVICE.test(asked) ? asked : undefined;
  const base = basename(file).replace(/\.[^.]*$/, "");
  const name = base === "config" ? basename(dirname(resolve(file))) : base;
  const safe = name
    .replace(/[^A-Za-z0-9_.-]/g, "_")
    .replace(/^[.-]+/, "")
    .slice(0, 100);
  if (safe === "") return "connector";
  return DEVICE.test(safe) ? `${safe}_connector` : safe;
}

/** Windows takes a file or folder of such a name, with any ending, for a device. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

import { createCollector } from "../diagnostics/collector.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { ConfigDocument, ConfigNode } from "./document.js";
import { wholeFile } from "./fragment.js";
import { readJson } from "./json.js";
import { findConfigBlock } from "./markdown.js";
import { readPython } from "./python/read-python.js";
import { createReading, type Reading } from "./reading.js";
import { readYaml } from "./yaml.js";

/** Larger files are refused unread; in bytes of UTF-8. */
const LARGEST_FILE = 16 * 1024 * 1024;

const EXTENSIONS = [".json", ".jsonc", ".yaml", ".yml", ".py", ".md"];

const READERS = { json: readJson, yaml: readYaml, python: readPython } as const;

export interface ReadResult {
  /** Undefined when the file cannot be read as a config; then at least one diagnostic says why. */
  readonly document: ConfigDocument | undefined;
  /** Problems of the file and its language. With a document they did not stop the reading, e.g. a key twice. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a config in the language its file name tells: JSON with comments and trailing commas (`.json`, `.jsonc`), YAML
 * (`.yaml`, `.yml`), Python (`.py`, read, never run), or Markdown with one block of these (`.md`). `text` is the file as it stands on disk, byte
 * order mark and line breaks included: all spans count in it.
 */
export function readConfig(file: string, text: string): ReadResult {
  const collector = createCollector("error");
  const reading = createReading(wholeFile(text), text, collector);
  const extension = /\.[^./\\]*$/.exec(file)?.[0].toLowerCase() ?? "";
  const root = withinLimit(text, reading) ? readAs(extension, file, text, reading) : undefined;
  const diagnostics = collector.sorted();
  const document = root === undefined ? undefined : { file, text, root };
  return { document, diagnostics };

  function readAs(language: string, name: string, whole: string, outer: Reading): ConfigNode | undefined {
    switch (language) {
      case ".json":
      case ".jsonc":
        return readJson(outer);
      case ".yaml":
      case ".yml":
        return readYaml(outer);
      case ".py":
        return readPython(outer);
      case ".md": {
        const block = findConfigBlock(outer);
        if (block === undefined) return undefined;
        const inner = createReading(block.fragment, whole, collector);
        return READERS[block.language](inner);
      }
      default:
        outer.report("file-extension", 0, 0, { extension: name, read: EXTENSIONS });
        return undefined;
    }
  }
}

function withinLimit(text: string, reading: Reading): boolean {
  const bytes = Buffer.byteLength(text);
  if (bytes <= LARGEST_FILE) return true;
  reading.report("file-too-large", 0, 0, { bytes, limit: LARGEST_FILE });
  return false;
}

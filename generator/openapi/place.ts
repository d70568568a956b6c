import { indexLines, type LineIndex } from "../diagnostics/lines.js";
import type { ConfigNode } from "../read/document.js";
import { readConfig } from "../read/read.js";
import type { Spec, SpecNode } from "./spec.js";

/** A file of a spec with the places of its values; read again for that, when there is something to tell about it. */
interface PlacedFile {
  readonly root: ConfigNode;
  readonly lines: LineIndex;
}

const placed = new WeakMap<Spec, Map<string, PlacedFile | undefined>>();

/**
 * Where a node stands, for messages: `openapi.json:12:7 (#/paths/~1users)`, of a property the place of its name. Without
 * line and column where the text is not at hand, or is larger than a config may be.
 */
export function shown(spec: Spec, { file, pointer }: Pick<SpecNode, "file" | "pointer">): string {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  const read = placedFile(spec, file);
  const start = read && startOf(read.root, pointer);
  if (read === undefined || start === undefined) return `${name}#${pointer}`;
  const { line, column } = read.lines.position(start);
  return `${name}:${line}:${column} (#${pointer})`;
}

function placedFile(spec: Spec, file: string): PlacedFile | undefined {
  const files = placed.get(spec) ?? new Map<string, PlacedFile | undefined>();
  placed.set(spec, files);
  if (files.has(file)) return files.get(file);
  const text = spec.texts?.get(file)?.toString("utf8");
  const language = text !== undefined && /^\s*[{[]/.test(text.replace(/^\ufeff/, "")) ? "json" : "yaml";
  const root = text === undefined ? undefined : readConfig(`spec.${language}`, text).document?.root;
  const read = root && text !== undefined ? { root, lines: indexLines(text) } : undefined;
  files.set(file, read);
  return read;
}

function startOf(root: ConfigNode, pointer: string): number | undefined {
  let [node, start] = [root, root.span.start];
  for (const token of pointer === "" ? [] : pointer.slice(1).split("/")) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    const item = node.kind === "list" ? node.items[Number(key)] : undefined;
    const entry = node.kind === "map" ? node.entries.findLast((one) => one.key === key) : undefined;
    if (item !== undefined) [node, start] = [item, item.span.start];
    else if (entry !== undefined) [node, start] = [entry.value, entry.keySpan.start];
    else return undefined;
  }
  return start;
}

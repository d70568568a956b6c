import { lastAtOrBefore } from "../diagnostics/lines.js";
import type { Fragment } from "./fragment.js";
import type { Reading } from "./reading.js";
import { looksLikePythonConfig } from "./python/read-python.js";

/** A fenced block of one of the languages that configs are written in. */
export interface ConfigBlock {
  readonly language: "json" | "yaml" | "python";
  readonly fragment: Fragment;
}

interface Fence {
  readonly character: string;
  readonly length: number;
  readonly indent: number;
  readonly language: string;
}

interface Block extends Fence {
  /** Offset of the opening line. */
  readonly start: number;
  readonly end: number;
  readonly lines: { readonly start: number; readonly text: string }[];
}

const LANGUAGES: ReadonlyMap<string, ConfigBlock["language"]> = new Map([
  ["json", "json"],
  ["jsonc", "json"],
  ["yaml", "yaml"],
  ["yml", "yaml"],
  ["python", "python"],
  ["py", "python"],
]);

/** Blocks that may hold whole documents, with fences of their own. */
const WRAPPERS: ReadonlySet<string> = new Set(["markdown", "md", ""]);

const LINE = /([^\r\n]*)(\r\n|\n|\r|$)/g;
const FENCE = /^([ \t>]*(?:[-*+]|\d+[.)])?[ \t]*)(`{3,}|~{3,})[ \t]*([^`\r\n]*)$/;

/**
 * Finds the one config of a Markdown text; reports it when there is none or several. Of several blocks of the right
 * languages, those that look like a config count.
 */
export function findConfigBlock(reading: Reading): ConfigBlock | undefined {
  const blocks = configBlocks(reading.text);
  const likely = blocks.filter(looksLikeConfig);
  const chosen = blocks.length === 1 ? blocks : likely.length > 0 ? likely : blocks;
  const [only, second] = chosen;
  if (only === undefined) {
    reading.report("markdown-no-config", 0, 0, {});
    return undefined;
  }
  if (second !== undefined) {
    const lines = chosen.map(({ start }) => reading.line(start));
    reading.report("markdown-several-configs", second.start, second.end, { lines });
    return undefined;
  }
  return { language: LANGUAGES.get(only.language) ?? "json", fragment: fragmentOf(only, reading) };
}

/**
 * Fences as in CommonMark, and two liberties for documents as they are found: a block marked `markdown` (or not at all)
 * is looked into, so that a config in a quoted document counts, even where both fences have the same length; and a
 * fence may be indented by any amount, as in lists.
 */
function configBlocks(text: string): Block[] {
  const found: Block[] = [];
  const open: Block[] = [];
  for (const { 0: whole, 1: line = "", index } of text.matchAll(LINE)) {
    if (whole === "") break;
    const inner = open.at(-1);
    const fence = fenceOf(line);
    if (fence !== undefined && inner !== undefined && closes(fence, inner)) {
      open.pop();
      if (LANGUAGES.has(inner.language)) found.push(inner);
    } else if (
      fence !== undefined &&
      (inner === undefined || (WRAPPERS.has(inner.language) && fence.language !== ""))
    ) {
      open.push({ ...fence, start: index, end: index + line.length, lines: [] });
    } else {
      inner?.lines.push(contentLine(whole, index, inner.indent));
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined && LANGUAGES.has(unclosed.language)) found.push(unclosed);
  return found;
}

function fenceOf(line: string): Fence | undefined {
  const [, indent = "", marks, info = ""] = FENCE.exec(line) ?? [];
  if (marks === undefined) return undefined;
  const language = /^[{.\s]*([^\s{},]*)/.exec(info)?.[1]?.toLowerCase() ?? "";
  return { character: marks.charAt(0), length: marks.length, indent: indent.length, language };
}

function closes(fence: Fence, block: Block): boolean {
  return fence.language === "" && fence.character === block.character && fence.length >= block.length;
}

/** A line without the indentation of its fence. */
function contentLine(line: string, index: number, indent: number): Block["lines"][number] {
  const blanks = /^[ \t>]*/.exec(line)?.[0].length ?? 0;
  const cut = Math.min(blanks, indent);
  return { start: index + cut, text: line.slice(cut) };
}

function looksLikeConfig(block: Block): boolean {
  const content = block.lines.map(({ text }) => text).join("");
  switch (LANGUAGES.get(block.language)) {
    case "python":
      return looksLikePythonConfig(content);
    case "yaml":
      return /^\s*["']?(?:client|resources)["']?\s*:/m.test(content);
    default:
      return /"(?:client|resources)"\s*:/.test(content);
  }
}

function fragmentOf(block: Block, reading: Reading): Fragment {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of block.lines) {
    starts.push(length);
    length += text.length;
  }
  const fileOffset = (offset: number): number => {
    const index = lastAtOrBefore(starts, offset);
    const line = block.lines[index];
    const inText = line === undefined ? block.end : line.start + offset - (starts[index] ?? 0);
    return reading.span(inText, inText).start;
  };
  return { text: block.lines.map(({ text }) => text).join(""), fileOffset };
}

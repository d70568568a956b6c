import { createRequire } from "node:module";
import type { Alias, Document, Node, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { ConfigNode, MapNode } from "./document.js";
import { createEntries, DEEPEST_NESTING, type Reading } from "./reading.js";

/** Values that aliases may stand for, all of them counted: a text of some lines can ask for billions. */
const MOST_ALIASED_VALUES = 10_000;

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

interface YamlReader {
  readonly reading: Reading;
  readonly yaml: typeof import("yaml");
  readonly document: Document.Parsed;
  aliasedValues: number;
}

/**
 * Reads YAML 1.2 with its core schema: `no` is a text and a date one, too. Reports what is no YAML, a second document,
 * unknown tags and keys that stand twice; undefined when there is no config to be had.
 */
export function readYaml(reading: Reading): ConfigNode | undefined {
  const yaml = createRequire(import.meta.url)("yaml") as typeof import("yaml");
  const document = parse(reading, yaml);
  if (document === undefined) return undefined;
  const problems = withoutEchoes([...document.errors, ...document.warnings]);
  for (const { pos, code, message } of problems) {
    const problem = code === "MULTIPLE_DOCS" ? "a second document begins here, and a config is one" : message;
    const hint = message.startsWith("Flow ") ? UNCLOSED : (HINTS[code] ?? "");
    reading.report("yaml-syntax", pos[0], pos[1], { problem, hint });
  }
  if (problems.length > 0) {
    reportRepeats(reading, yaml, document, Math.min(...problems.map(({ pos }) => pos[0])));
    return undefined;
  }
  if (document.contents === null) {
    reading.report("yaml-empty", 0, 0, {});
    return undefined;
  }
  return readNode({ reading, yaml, document, aliasedValues: 0 }, document.contents, 0, false);
}

/** The keys that stand twice before the first problem of the parser, where what it read can be trusted. */
function reportRepeats(reading: Reading, yaml: YamlReader["yaml"], document: Document.Parsed, before: number): void {
  const repeats: Reading = {
    ...reading,
    report: (kind, start, end, details) => {
      if (kind === "duplicate-key" && start < before) reading.report(kind, start, end, details);
    },
  };
  readNode({ reading: repeats, yaml, document, aliasedValues: 0 }, document.contents, 0, false);
}

const INDENTATION = "the line below it may be indented too far: keys of one object begin in the same column";

const UNCLOSED = "a [ or { above it may lack its ] or }";

/** What mends a problem of the parser's, by its code. */
const HINTS: Readonly<Partial<Record<string, string>>> = {
  UNEXPECTED_TOKEN: 'a text with one of { } [ ] , : # & * in it needs quotes: "${NAME}"',
  BLOCK_AS_IMPLICIT_KEY: `a text with ": " in it needs quotes; or ${INDENTATION}`,
  BAD_SCALAR_START: "a text that begins with a character such as @, % or ` needs quotes",
  MULTILINE_IMPLICIT_KEY: INDENTATION,
  BAD_INDENT: "keys of one object begin in the same column",
  TAB_AS_INDENT: "indent with spaces",
};

/**
 * Behind a token that does not fit hardly any other does: only the first of them says something. Nor does a second problem
 * at the same place.
 */
function withoutEchoes<Problem extends { readonly code: string; readonly pos: readonly [number, number] }>(
  problems: readonly Problem[],
): readonly Problem[] {
  const first = problems.findIndex(({ code }) => code === "UNEXPECTED_TOKEN");
  return problems.filter(({ code, pos }, index) => {
    const isRepeated = problems.slice(0, index).some((other) => other.pos[0] === pos[0]);
    return !isRepeated && (code !== "UNEXPECTED_TOKEN" || index === first);
  });
}

function parse(reading: Reading, yaml: typeof import("yaml")): Document.Parsed | undefined {
  try {
    const options = {
      version: "1.2",
      schema: "core",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "error",
    } as const;
    return yaml.parseDocument(reading.text, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the parser recursed too deeply
    reading.report("nested-too-deep", 0, 0, { limit: DEEPEST_NESTING });
    return undefined;
  }
}

function readNode(
  reader: YamlReader,
  node: ParsedNode | Node | null,
  depth: number,
  aliased: boolean,
): ConfigNode | undefined {
  const { reading, yaml } = reader;
  const [start, end] = rangeOf(node);
  if (depth > DEEPEST_NESTING) {
    reading.report("nested-too-deep", start, end, { limit: DEEPEST_NESTING });
    return undefined;
  }
  if (aliased && ++reader.aliasedValues > MOST_ALIASED_VALUES) {
    if (reader.aliasedValues === MOST_ALIASED_VALUES + 1) {
      reading.report("yaml-aliases", start, end, { limit: MOST_ALIASED_VALUES });
    }
    return undefined;
  }
  if (yaml.isAlias(node)) return readAlias(reader, node, depth);
  if (yaml.isMap(node)) return readMap(reader, node, depth, aliased);
  if (yaml.isSeq(node)) return readList(reader, node, depth, aliased);
  if (yaml.isScalar(node)) return readScalar(reader, node);
  return { kind: "null", span: reading.span(start, end) };
}

/** The anchor's value, at the anchor's place; an alias within its own anchor has none. */
function readAlias(reader: YamlReader, alias: Alias, depth: number): ConfigNode | undefined {
  const anchor = alias.resolve(reader.document);
  const [start, end] = rangeOf(alias);
  if (anchor === undefined || isWithin(alias, anchor)) {
    reader.reading.report("yaml-syntax", start, end, { problem: "this alias has no anchor before it" });
    return undefined;
  }
  return readNode(reader, anchor, depth, true);
}

function readMap(reader: YamlReader, map: YAMLMap, depth: number, aliased: boolean): MapNode {
  const { reading } = reader;
  const collected = createEntries(reading);
  for (const pair of map.items) {
    const key = readKey(reader, pair);
    const value = readNode(reader, pair.value as Node | null, depth + 1, aliased);
    if (key === undefined || value === undefined) continue;
    const [start, end] = rangeOf(pair.key as Node);
    collected.add({ key, keySpan: reading.span(start, end), value }, start, end);
  }
  return { kind: "map", span: reading.span(...rangeOf(map)), entries: collected.entries };
}

function readKey({ reading, yaml }: YamlReader, { key }: Pair): string | undefined {
  if (yaml.isScalar(key) && typeof key.value === "string") return key.value;
  const [start, end] = rangeOf(key as Node);
  reading.report("yaml-key", start, end, {});
  return undefined;
}

function readList(reader: YamlReader, list: YAMLSeq, depth: number, aliased: boolean): ConfigNode {
  const items = list.items.flatMap((item) => readNode(reader, item as Node, depth + 1, aliased) ?? []);
  return { kind: "list", span: reader.reading.span(...rangeOf(list)), items };
}

function readScalar({ reading }: YamlReader, scalar: Scalar): ConfigNode | undefined {
  const [start, end] = rangeOf(scalar);
  const span = reading.span(start, end);
  const { value, source = "" } = scalar;
  if (typeof value === "string") return { kind: "string", span, value };
  if (typeof value === "boolean") return { kind: "boolean", span, value };
  if (value === null || value === undefined) return { kind: "null", span };
  if (typeof value === "number" && Number.isFinite(value)) {
    return { kind: "number", span, value, text: JSON_NUMBER.test(source) ? source : String(value) };
  }
  reading.report("yaml-value", start, end, { found: source });
  return undefined;
}

/** Offsets of a node; of what is not there, the beginning of the text. */
function rangeOf(node: Node | null | undefined): [number, number] {
  const range = node?.range;
  return range === null || range === undefined ? [0, 0] : [range[0], range[1]];
}

function isWithin(inner: Node, outer: Node): boolean {
  const [start, end] = rangeOf(inner);
  const [from, to] = rangeOf(outer);
  return start >= from && end <= to;
}

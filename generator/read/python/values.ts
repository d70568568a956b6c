import type { SyntaxNode } from "@lezer/common";
import type { CodeNode, ConfigNode, Span } from "../document.js";
import { createEntries, DEEPEST_NESTING, type Reading } from "../reading.js";
import { readNumber, readText } from "./literals.js";
import { meaningOf } from "./names.js";
import { sourceOf } from "./sources.js";
import { childrenOf, firstError, unwrapped } from "./tree.js";

interface Context {
  readonly reading: Reading;
  readonly depth: number;
  /** The key or name the value belongs to: what `dlt.secrets.value` stands for. */
  readonly owner: string | undefined;
  /** Names on the way here, so that one that stands for itself ends. */
  readonly names: ReadonlySet<string>;
}

/**
 * The value of a Python expression, found by reading alone. Lists, tuples, dicts, texts, numbers, True, False, None,
 * names assigned once, and dlt's secrets and config values are understood; all else becomes a `code` node.
 */
export function readValue(reading: Reading, node: SyntaxNode): ConfigNode {
  return valueOf(node, { reading, depth: 0, owner: undefined, names: new Set() });
}

function valueOf(wrapped: SyntaxNode, context: Context): ConfigNode {
  const { reading, depth } = context;
  const node = unwrapped(wrapped);
  const span = reading.span(node.from, node.to);
  switch (node.name) {
    case "None":
      return { kind: "null", span };
    case "Boolean":
      return { kind: "boolean", span, value: reading.text.slice(node.from, node.to) === "True" };
    case "Number":
    case "UnaryExpression":
      return numberOf(node, context) ?? codeOf(node, context);
    case "String":
    case "FormatString":
    case "ContinuedString":
      return textNodeOf(node, context) ?? codeOf(node, context);
    case "DictionaryExpression":
    case "ArrayExpression":
    case "TupleExpression":
      if (depth >= DEEPEST_NESTING) {
        reading.report("nested-too-deep", node.from, node.from + 1, { limit: DEEPEST_NESTING });
        return { kind: "null", span };
      }
      return node.name === "DictionaryExpression" ? mapOf(node, context) : listOf(node, context);
    case "VariableName":
      return namedValue(node, context);
    default:
      return referenceOf(node, context) ?? codeOf(node, context);
  }
}

/** The text of a node, shortened: enough to tell what it is. */
function codeOf(node: SyntaxNode, { reading }: Context): CodeNode {
  const text = reading.text.slice(node.from, Math.min(node.to, node.from + 200));
  return { kind: "code", span: reading.span(node.from, node.to), text };
}

function numberOf(node: SyntaxNode, { reading }: Context): ConfigNode | undefined {
  let sign = "";
  let inner = node;
  while (inner.name === "UnaryExpression") {
    const [operator, operand] = childrenOf(inner);
    const symbol = operator === undefined ? "" : reading.text.slice(operator.from, operator.to);
    if (operand === undefined || (symbol !== "-" && symbol !== "+")) return undefined;
    if (symbol === "-") sign = sign === "" ? "-" : "";
    inner = unwrapped(operand);
  }
  const digits = inner.name === "Number" ? readNumber(reading.text.slice(inner.from, inner.to)) : undefined;
  if (digits === undefined) return undefined;
  const text = sign + digits;
  return { kind: "number", span: reading.span(node.from, node.to), text, value: Number(text) };
}

function textNodeOf(node: SyntaxNode, context: Context): ConfigNode | undefined {
  const { reading } = context;
  const parts = node.name === "ContinuedString" ? childrenOf(node) : [node];
  let value = "";
  for (const part of parts) {
    if (part.getChild("FormatReplacement") !== null) return undefined;
    const read = readText(reading.text.slice(part.from, part.to));
    if (read.kind === "unclosed") reading.report("python-syntax", part.from, part.to, {});
    if (read.kind === "unreadable") return undefined;
    if (read.kind === "text") value += read.value;
  }
  return { kind: "string", span: reading.span(node.from, node.to), value };
}

function mapOf(node: SyntaxNode, context: Context): ConfigNode {
  const { reading } = context;
  const found = createEntries(reading);
  for (const part of partsBetweenCommas(node)) {
    const [key, colon, value] = part;
    if (key === undefined) continue;
    if (key.name === "**" || colon?.name !== ":" || value === undefined) {
      reportUnpacking(part, reading);
      continue;
    }
    const read = valueOf(key, { ...context, depth: context.depth + 1 });
    if (read.kind !== "string") {
      reading.report("python-key", key.from, key.to, {});
      continue;
    }
    const entry = {
      key: read.value,
      keySpan: reading.span(key.from, key.to),
      value: valueOf(value, { ...context, depth: context.depth + 1, owner: read.value }),
    };
    found.add(entry, key.from, key.to);
  }
  return { kind: "map", span: reading.span(node.from, node.to), entries: found.entries };
}

function listOf(node: SyntaxNode, context: Context): ConfigNode {
  const items: ConfigNode[] = [];
  for (const part of partsBetweenCommas(node)) {
    const [item] = part;
    if (item === undefined) continue;
    if (part.length > 1) reportUnpacking(part, context.reading);
    else items.push(valueOf(item, { ...context, depth: context.depth + 1 }));
  }
  return { kind: "list", span: context.reading.span(node.from, node.to), items };
}

/** `**defaults` and `*pages`. */
function reportUnpacking(part: readonly SyntaxNode[], reading: Reading): void {
  const [start, end] = [part[0]?.from ?? 0, part.at(-1)?.to ?? 0];
  reading.report("python-unpacking", start, end, {
    stars: part.find(({ name }) => /^\*+$/.test(name))?.name ?? "this",
  });
}

function partsBetweenCommas(node: SyntaxNode): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const child of childrenOf(node).slice(1, -1)) {
    if (child.name === ",") parts.push([]);
    else parts.at(-1)?.push(child);
  }
  return parts;
}

function namedValue(node: SyntaxNode, context: Context): ConfigNode {
  const { reading, names } = context;
  const name = reading.text.slice(node.from, node.to);
  const meaning = meaningOf(node, reading.text);
  if (meaning.kind === "unknown" || names.has(name)) return codeOf(node, context);
  if (meaning.kind === "parameter") {
    return referenceOf(meaning.value, { ...context, owner: name }) ?? codeOf(node, context);
  }
  const broken = firstError(meaning.value, reading.text);
  if (broken !== undefined) reading.report("python-syntax", broken.from, Math.max(broken.to, broken.from + 1), {});
  const value = valueOf(meaning.value, { ...context, owner: name, names: new Set([...names, name]) });
  if (value.kind === "code") return codeOf(node, context);
  if (meaning.changedAt !== undefined && (value.kind === "map" || value.kind === "list")) {
    const { from, to } = meaning.changedAt;
    reading.report("python-config-changed", from, to, { name });
  }
  return value;
}

/** `dlt.secrets["x"]` as what JSON writes `{"$secret": "x"}`. */
function referenceOf(node: SyntaxNode, { reading, owner }: Context): ConfigNode | undefined {
  const source = sourceOf(node, reading.text, owner);
  if (source === undefined) return undefined;
  const span = reading.span(node.from, node.to);
  const nameSpan: Span = source.nameNode === null ? span : reading.span(source.nameNode.from, source.nameNode.to);
  const value: ConfigNode = { kind: "string", span: nameSpan, value: source.name };
  return { kind: "map", span, entries: [{ key: source.key, keySpan: span, value }] };
}

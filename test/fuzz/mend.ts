import { validateConfig } from "../../generator/config/validate.js";
import type { Diagnostic } from "../../generator/diagnostics/diagnostic.js";
import { resolveSource } from "../../generator/model/resolve.js";
import type { ConfigDocument, ConfigNode, Span } from "../../generator/read/document.js";
import { readConfig } from "../../generator/read/read.js";
import { plainValue } from "../config/plain-value.js";

/** The most errors that one config is mended of. */
const MOST_ERRORS = 60;

/** The documents of two configs that were mended together. */
export interface Twins {
  readonly one: ConfigDocument;
  readonly other: ConfigDocument;
}

/** Takes out what a config is refused for, one error after the other; undefined when nothing is left of it. */
export function mend(config: unknown): ConfigDocument | undefined {
  return mendTogether(config, config)?.one;
}

/**
 * Takes out of two configs of the same build what either is refused for, so that they stay of the same build; undefined
 * when nothing is left of them, or when they are of different builds.
 */
export function mendTogether(one: unknown, other: unknown): Twins | undefined {
  let twins = twinsOf(one, other);
  for (let round = 0; round < MOST_ERRORS && twins !== undefined; round++) {
    const at = firstError(twins.one) ?? firstError(twins.other);
    if (at === undefined) return twins;
    const [first, second] = [without(twins.one.root, at), without(twins.other.root, at)];
    if (first === undefined || second === undefined) return undefined;
    twins = twinsOf(plainValue(first), plainValue(second));
  }
  return undefined;
}

function twinsOf(one: unknown, other: unknown): Twins | undefined {
  const [first, second] = [read(one), read(other)];
  if (first === undefined || second === undefined) return undefined;
  return buildOf(first.root) === buildOf(second.root) ? { one: first, other: second } : undefined;
}

function read(value: unknown): ConfigDocument | undefined {
  return readConfig("config.json", JSON.stringify(value, null, 1)).document;
}

/** A config without its texts; the known keys that a hostile text may equal count as texts. */
function buildOf(node: ConfigNode): string {
  if (node.kind === "list") return `[${node.items.map(buildOf).join()}]`;
  if (node.kind === "map") return `{${node.entries.map(({ value }) => buildOf(value)).join()}}`;
  return node.kind === "number" ? node.text : node.kind;
}

/** The positions, from the root inwards, of the entries and items that hold what a config is refused for first. */
function firstError(document: ConfigDocument): readonly number[] | undefined {
  const isError = ({ severity }: Diagnostic): boolean => severity === "error";
  const error =
    validateConfig(document, { notEmitted: "error" }).find(isError) ??
    resolveSource(document, "mended", "config.json").diagnostics.find(isError);
  return error === undefined ? undefined : positionsOf(document.root, error.span);
}

function positionsOf(node: ConfigNode, place: Span): readonly number[] {
  if (node.kind === "list") {
    const index = node.items.findIndex(({ span }) => holds(span, place));
    const item = node.items[index];
    return item === undefined ? [] : [index, ...positionsOf(item, place)];
  }
  if (node.kind !== "map") return [];
  const index = node.entries.findIndex((entry) => holds(entry.keySpan, place) || holds(entry.value.span, place));
  const entry = node.entries[index];
  if (entry === undefined) return [];
  return holds(entry.keySpan, place) ? [index] : [index, ...positionsOf(entry.value, place)];
}

/** A node without the entry or item at the end of the positions; undefined when it is that one itself. */
function without(node: ConfigNode, [index, ...inner]: readonly number[]): ConfigNode | undefined {
  if (index === undefined) return undefined;
  if (node.kind === "list") {
    return { ...node, items: node.items.flatMap((item, at) => (at === index ? (without(item, inner) ?? []) : [item])) };
  }
  if (node.kind !== "map") return undefined;
  const entries = node.entries.flatMap((entry, at) => {
    if (at !== index) return [entry];
    const value = without(entry.value, inner);
    return value === undefined ? [] : [{ ...entry, value }];
  });
  return { ...node, entries };
}

function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

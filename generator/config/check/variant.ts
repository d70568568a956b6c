import { nearest } from "../../diagnostics/nearest.js";
import { quote } from "../../diagnostics/show.js";
import { entryOf, type ConfigNode, type MapEntry, type MapNode } from "../../read/document.js";
import type { Key, Variant, VariantShape } from "../schema/shapes.js";
import { describeShape, writeExample } from "./describe.js";
import { checkKey, knownKey, listedKeys, reportMissingKeys, reportUnknownKey } from "./object.js";
import { reportWrongType } from "./scalars.js";
import type { ShapeCheck } from "./shape-check.js";
import { wordsFor } from "./synonyms.js";

/** Checks one of several objects; only the problems of the one its `type` selects are reported. */
export function checkVariant(check: ShapeCheck, node: ConfigNode, shape: VariantShape): void {
  if (node.kind === "map") return checkVariantObject(check, node, shape);
  if (node.kind !== "string" || !shape.shorthand) {
    if (shape.confidential === true) check.hide(node);
    return reportWrongType(check, node, describeShape(shape), "", shape.confidential);
  }
  const chosen = variantOf(shape, node.value);
  if (chosen === undefined) return reportUnknownName(check, node, node.value, shape);
  const required = Object.entries(chosen.keys).filter(([, key]) => key.required === true);
  if (required.length === 0) return;
  check.report("shorthand-incomplete", check.at.node(node), {
    name: shape.name,
    type: node.value,
    missing: required.map(([name]) => name),
    example: writeExample({
      type: node.value,
      ...Object.fromEntries(required.map(([name, key]) => [name, key.example])),
    }),
  });
}

function variantOf(shape: VariantShape, name: string): Variant | undefined {
  return Object.hasOwn(shape.variants, name) ? shape.variants[name] : undefined;
}

/** The types worth naming: not the old names. */
function listedTypes(shape: VariantShape): string[] {
  return Object.entries(shape.variants).flatMap(([name, { deprecated }]) => (deprecated === true ? [] : [name]));
}

/** A text that should name a type; one that is nowhere near a type of auth may be the credential itself. */
function reportUnknownName(check: ShapeCheck, node: ConfigNode, type: string, shape: VariantShape): void {
  const known = listedTypes(shape);
  if (shape.confidential === true && nearest(type, known) === undefined && wordsFor(type, known).length === 0) {
    check.hide(node);
    check.report("unknown-type-hidden", check.at.node(node), { name: shape.name, known });
  } else {
    check.report("unknown-type", check.at.node(node), { name: shape.name, type, known, meant: wordsFor(type, known) });
  }
}

function checkVariantObject(check: ShapeCheck, node: MapNode, shape: VariantShape): void {
  const written = entryOf(node, shape.by);
  const type = written === undefined ? shape.otherwise : typeOf(written.value);
  const chosen = type === undefined ? undefined : variantOf(shape, type);
  if (type === undefined || chosen === undefined) {
    if (shape.confidential === true) for (const entry of node.entries) if (entry !== written) check.hide(entry.value);
    reportUnknownType(check, node, written, type, shape);
    return;
  }
  for (const entry of node.entries) if (entry !== written) checkVariantKey(check, entry, type, chosen, shape);
  reportMissingKeys(check, node, chosen.keys, `${shape.name} ${quote(type)}`);
}

function typeOf(node: ConfigNode): string | undefined {
  return node.kind === "string" ? node.value : undefined;
}

function reportUnknownType(
  check: ShapeCheck,
  node: MapNode,
  written: MapEntry | undefined,
  type: string | undefined,
  shape: VariantShape,
): void {
  const { name } = shape;
  const known = listedTypes(shape);
  if (written === undefined) {
    const misspelt = node.entries.find(({ key }) => nearest(key, [shape.by]) !== undefined);
    const hint = misspelt === undefined ? shape.aside : `did you mean "${shape.by}" by ${quote(misspelt.key)}?`;
    check.report("missing-type", check.at.opening(node), { name, known, ...(hint !== undefined && { hint }) });
  } else if (type === undefined)
    reportWrongType(check, written.value, "the name of a type", `known: ${known.sort().join(", ")}`);
  else check.report("unknown-type", check.at.node(written.value), { name, type, known, meant: wordsFor(type, known) });
}

function checkVariantKey(check: ShapeCheck, entry: MapEntry, type: string, chosen: Variant, shape: VariantShape): void {
  const key = knownKey(chosen.keys, entry.key);
  if (key !== undefined) return checkKey(check, entry, key);
  const of = typesWith(shape, entry.key);
  if (chosen.ignoresOtherKeys === true && of.length > 0) {
    check.report("auto-options", check.at.key(entry), {});
    return;
  }
  if (shape.confidential === true && !isOpenKey(shape, of, entry.key)) check.hide(entry.value);
  if (of.length > 0) {
    const known = listedKeys(chosen.keys);
    check.report("foreign-key", check.at.key(entry), { key: entry.key, name: shape.name, type, of, known });
  } else {
    const keys: Readonly<Record<string, Key>> = chosen.keys;
    reportUnknownKey(check, entry, `${shape.name} ${quote(type)}`, { keys });
  }
}

function typesWith(shape: VariantShape, key: string): string[] {
  return listedTypes(shape).filter((name) => knownKey(variantOf(shape, name)?.keys ?? {}, key) !== undefined);
}

/** Whether a key that stands in the wrong variant is known and carries no credential in the right one. */
function isOpenKey(shape: VariantShape, of: readonly string[], key: string): boolean {
  const shapes = of.map((name) => knownKey(variantOf(shape, name)?.keys ?? {}, key)?.shape);
  return shapes.length > 0 && shapes.every((other) => other?.kind !== "sourced" || !other.credential);
}

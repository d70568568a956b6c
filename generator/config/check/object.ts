import type { ConfigNode, MapEntry, MapNode } from "../../read/document.js";
import { CONFIG, PLACES } from "../schema/config.js";
import type { Key, ObjectShape, Shape } from "../schema/shapes.js";
import { isReference } from "./credentials.js";
import { describeShape, writeExample } from "./describe.js";
import { asideOf, synonymsOf, wordsFor } from "./synonyms.js";
import { MODULE_REFERENCE, reportWrongType } from "./scalars.js";
import { isMisspelt } from "./misspelt.js";
import type { ShapeCheck } from "./shape-check.js";

type Keys = Readonly<Record<string, Key>>;

/** Checks an object with known keys. */
export function checkObject(check: ShapeCheck, node: ConfigNode, shape: ObjectShape): void {
  if (node.kind !== "map") return reportWrongType(check, node, describeShape(shape), objectHint(node, shape));
  for (const entry of node.entries) {
    const key = knownKey(shape.keys, entry.key);
    if (key !== undefined) checkKey(check, entry, key);
    else if (shape.openKeys?.test(entry.key) !== true) reportUnknownKey(check, entry, shape.name, shape);
  }
  reportMissingKeys(check, node, shape.keys, shape.name);
}

/** The object that a text may be short for: `"bigint"` is a data type, `"ignore"` an action, `"price"` a name. */
function objectHint(node: ConfigNode, { keys }: ObjectShape): string {
  if (keys === CONFIG.keys)
    return 'for example {"client": {"base_url": "https://api.example.com"}, "resources": ["orders"]}';
  if (node.kind !== "string") return "";
  for (const [name, { shape }] of Object.entries(keys)) {
    const meant = wordIn(node.value, shape);
    if (meant !== undefined) return `write {${JSON.stringify(name)}: ${JSON.stringify(meant)}}`;
  }
  return keys["name"]?.required === true ? `write {"name": ${JSON.stringify(node.value)}}` : "";
}

function wordIn(value: string, shape: Shape): string | undefined {
  switch (shape.kind) {
    case "words":
      return shape.words.includes(value) ? value : wordsFor(value, shape.words)[0];
    case "module":
      return MODULE_REFERENCE.test(value) ? value : undefined;
    case "either":
      return shape.shapes.map((alternative) => wordIn(value, alternative)).find((word) => word !== undefined);
    default:
      return undefined;
  }
}

/** Own properties only: `__proto__` and `constructor` are keys like any other. */
export function knownKey(keys: Keys, name: string): Key | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}

export function checkKey(check: ShapeCheck, entry: MapEntry, key: Key): void {
  if (entry.value.kind === "null") {
    if (key.nullable !== false) return;
    const example = key.required === true ? writeExample(key.example) : undefined;
    check.report("null-not-allowed", check.at.node(entry.value), { key: entry.key, example });
    return;
  }
  if (key.noEffect !== undefined && !meansAbsent(entry.value, key)) {
    check.report("no-effect", check.at.key(entry), { what: `"${entry.key}"`, reason: key.noEffect });
  }
  if (isOfOtherKind(entry.value, key.shape)) {
    const hint = blankMissing(entry.value) ?? `for example ${JSON.stringify(entry.key)}: ${writeExample(key.example)}`;
    return reportWrongType(check, entry.value, describeShape(key.shape), hint);
  }
  check.below(check, entry, key.shape);
}

/** `base_url:https://…` is a text to YAML. */
function blankMissing(node: ConfigNode): string | undefined {
  const [, name] = node.kind === "string" ? (/^([a-z_]+):\S/.exec(node.value) ?? []) : [];
  const isKey = name !== undefined && PLACES.some(({ shape }) => knownKey(shape.keys, name) !== undefined);
  return isKey ? `a blank stands behind the colon of a key: ${name}: …` : undefined;
}

/** Whether a value is so far from what is wanted that an example says more than a word. */
function isOfOtherKind(value: ConfigNode, shape: Shape): boolean {
  if (value.kind === "code" || isReference(value)) return false;
  switch (shape.kind) {
    case "list":
      return value.kind !== "list";
    case "object":
    case "map":
      return value.kind !== "map";
    case "text":
      return value.kind === "list" || value.kind === "map";
    case "integer":
    case "number":
      if (value.kind === "list" || value.kind === "map") return true;
      return value.kind === "string" && !/^-?\d+(?:\.\d+)?$/.test(value.value);
    case "either":
      return shape.shapes.every((alternative) => isOfOtherKind(value, alternative));
    default:
      return false;
  }
}

/** An empty value and the default itself say what an absent key says. */
function meansAbsent(value: ConfigNode, key: Key): boolean {
  switch (value.kind) {
    case "list":
      return value.items.length === 0 && key.emptyMeans === undefined;
    case "map":
      return value.entries.length === 0 && key.emptyMeans === undefined;
    case "string":
      return value.value === "" || value.value === key.default;
    case "number":
    case "boolean":
      return value.value === key.default;
    default:
      return false;
  }
}

export function reportUnknownKey(
  check: ShapeCheck,
  entry: MapEntry,
  owner: string,
  shape: { readonly keys: Keys },
): void {
  const { key } = entry;
  const isPlace = PLACES.some((place) => place.shape === shape) || owner === "resource_defaults";
  const places = PLACES.filter((place) => place.shape !== shape && knownKey(place.shape.keys, key) !== undefined);
  const belongs = isPlace ? places.map(({ label }) => label) : [];
  const known = listedKeys(shape.keys);
  const [meant, aside] = [synonymsOf(key, known), asideOf(key)];
  check.report("unknown-key", check.at.key(entry), { key, owner, known, belongs, meant, aside });
}

/** The keys worth naming: those a config can use. */
export function listedKeys(keys: Keys): string[] {
  return Object.entries(keys).flatMap(([name, { shape }]) => (shape.kind === "unusable" ? [] : [name]));
}

export function reportMissingKeys(check: ShapeCheck, node: MapNode, keys: Keys, owner: string): void {
  const present = new Set(node.entries.flatMap(({ key, value }) => (value.kind === "null" ? [] : [key])));
  for (const [name, key] of Object.entries(keys)) {
    if (key.required !== true || present.has(name) || isMisspelt(node, name, keys)) continue;
    const refusedNull = key.nullable === false && node.entries.some((entry) => entry.key === name);
    const example = writeExample(key.example);
    if (!refusedNull) check.report("missing-key", check.at.opening(node), { key: name, owner, example });
  }
}

import type { Change } from "./change.js";
import { membersOf, type ObjectShape, type ResourceShape, type TypeShape, typeText } from "./data-shape.js";
import { fits, resolve, type Types, type TypesOfBoth } from "./fits.js";
import { type Moves, placeTaker } from "./moved-types.js";

/**
 * What changed in the types of a resource's records, field by field. A type that several fields have is compared once,
 * at the first of them, which also ends types that hold themselves. `files` are those of the connector as it is.
 */
export function compareTypes(
  resource: string,
  before: ResourceShape,
  after: ResourceShape,
  files: ReadonlyMap<string, string>,
): readonly Change[] {
  const [record = ""] = before.types.keys();
  const comparison: Comparison = {
    resource,
    record,
    types: { before: before.types, after: after.types },
    isMoved: (one, other) => !before.shared.has(one) && after.shared.has(other),
    moved: new Set(),
    compared: new Set(),
    changes: [],
  };
  compare(comparison, before.row, after.row, "");
  for (const [name, type] of before.types) {
    const file = before.shared.get(name);
    const isOfOthers = file !== undefined && files.get(file)?.includes(`\nexport interface ${name} {`);
    if (after.types.has(name) || comparison.moved.has(name) || isOfOthers) continue;
    comparison.changes.push({ kind: "type-removed", resource, path: name, before: typeText(type), breaks: ["types"] });
  }
  return comparison.changes;
}

interface Comparison extends Moves {
  readonly resource: string;
  /** The names of those for which that was found. */
  readonly moved: Set<string>;
  /** Pairs of names. */
  readonly compared: Set<string>;
  readonly changes: Change[];
}

function compare(comparison: Comparison, before: TypeShape, after: TypeShape, path: string): void {
  const { types } = comparison;
  if (before.kind === "named" && after.kind === "named") {
    const pair = `${before.name} ${after.name}`;
    if (comparison.isMoved(before.name, after.name)) comparison.moved.add(before.name);
    if (comparison.compared.has(pair)) return;
    comparison.compared.add(pair);
  }
  const [one, other] = [resolve(before, types.before), resolve(after, types.after)];
  if (one.kind === "object" && other.kind === "object") return compareObjects(comparison, one, other, path);
  if (one.kind === "list" && other.kind === "list") return compare(comparison, one.items, other.items, `${path}[]`);
  compareMembers(comparison, before, after, path);
}

/** Members that are alike are compared inside; what is left over is a change of the type. */
function compareMembers(comparison: Comparison, before: TypeShape, after: TypeShape, path: string): void {
  const { resource, types, changes } = comparison;
  const [old, now] = [partsOf(before, types.before), partsOf(after, types.after)];
  const pairs = old.flatMap((member) => {
    const same = now.find((other) => isAlike(member, other)) ?? placeTaker(comparison, member, now);
    return same === undefined ? [] : [{ member, same }];
  });
  for (const { member, same } of pairs) if (isNested(member)) compare(comparison, member, same, path);
  const gone = old.filter((one) => !pairs.some(({ member }) => member === one));
  const added = now.filter((other) => !pairs.some(({ same }) => same === other || isAlike(same, other)));
  const [first, second, ...others] = [...gone, ...added];
  if (first === undefined) return;
  if (gone.length === 1 && second !== undefined && others.length === 0 && holdAlike(first, second, types)) {
    return compare(comparison, first, second, path);
  }
  const isNull = second === undefined && first.kind === "keyword" && first.name === "null";
  changes.push({
    kind: isNull ? "field-nullable" : "field-type",
    ...{ resource, path, ...textsOf(before, after, types) },
    breaks: fits(after, before, types) ? [] : ["types"],
  });
}

/** The types as they are written; an alias that is another type now by what it stands for. */
function textsOf(before: TypeShape, after: TypeShape, types: TypesOfBoth): Pick<Required<Change>, "before" | "after"> {
  const [one, other] = [typeText(before), typeText(after)];
  if (one !== other) return { before: one, after: other };
  return { before: aliasText(before, types.before), after: aliasText(after, types.after) };
}

function aliasText(type: TypeShape, types: Types): string {
  const resolved = resolve(type, types);
  return typeText(resolved.kind === "object" ? type : resolved);
}

/** Whether one object stands for another one, or a list for a list: what they hold tells more than their names. */
function holdAlike(before: TypeShape, after: TypeShape, types: TypesOfBoth): boolean {
  const [one, other] = [resolve(before, types.before), resolve(after, types.after)];
  return one.kind === other.kind && (one.kind === "object" || one.kind === "list");
}

function partsOf(type: TypeShape, types: Types): readonly TypeShape[] {
  const resolved = resolve(type, types);
  if (resolved.kind === "intersection") return resolved.members;
  return resolved.kind === "union" ? membersOf(resolved) : [type];
}

function isNested({ kind }: TypeShape): boolean {
  return kind === "named" || kind === "list" || kind === "object" || kind === "union";
}

/** Lists and free keys are compared by what they hold. */
function isAlike(one: TypeShape, other: TypeShape): boolean {
  if (one.kind !== other.kind) return false;
  return one.kind === "list" || one.kind === "object" || typeText(one) === typeText(other);
}

function compareObjects(comparison: Comparison, before: ObjectShape, after: ObjectShape, path: string): void {
  for (const [name, { type, optional }] of before.fields) {
    const now = after.fields.get(name);
    const place = fieldPath(path, name);
    if (now === undefined) {
      report(comparison, { kind: "field-removed", path: place, before: fieldText(type, optional), breaks: ["types"] });
      continue;
    }
    if (now.optional !== optional) {
      const [was, is] = [presence(optional), presence(now.optional)];
      const breaks = now.optional ? (["types"] as const) : [];
      report(comparison, { kind: "field-optional", path: place, before: was, after: is, breaks });
    }
    compare(comparison, type, now.type, place);
  }
  for (const [name, { type, optional }] of after.fields) {
    if (before.fields.has(name)) continue;
    const known = before.otherFields === null || fits(type, before.otherFields, comparison.types);
    const breaks = known ? [] : (["types"] as const);
    report(comparison, { kind: "field-added", path: fieldPath(path, name), after: fieldText(type, optional), breaks });
  }
  compareOtherFields(comparison, before.otherFields, after.otherFields, fieldPath(path, "*"));
}

function compareOtherFields(
  comparison: Comparison,
  before: TypeShape | null,
  after: TypeShape | null,
  path: string,
): void {
  if (before !== null && after !== null) compare(comparison, before, after, path);
  else if (before !== null)
    report(comparison, { kind: "field-removed", path, before: typeText(before), breaks: ["types"] });
  else if (after !== null) report(comparison, { kind: "field-added", path, after: typeText(after), breaks: [] });
}

function report({ changes, resource }: Comparison, { kind, ...change }: Omit<Change, "resource">): void {
  changes.push({ kind, resource, ...change });
}

function fieldText(type: TypeShape, optional: boolean): string {
  return `${typeText(type)}${optional ? ", optional" : ""}`;
}

function presence(optional: boolean): string {
  return optional ? "optional" : "required";
}

/** A name that is no plain word stands in quotes. */
function fieldPath(path: string, name: string): string {
  const shown = /^[\p{L}\p{Nd}_$-]+$/u.test(name) || name === "*" ? name : JSON.stringify(name);
  return path === "" ? shown : `${path}.${shown}`;
}

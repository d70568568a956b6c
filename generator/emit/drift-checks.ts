import {
  type FieldModel,
  membersOf,
  type ObjectModel,
  type ObjectName,
  type ObjectTypes,
  objectTypes,
  ownObjects,
  type RecordTypes,
  type SchemaFile,
  type TypeModel,
} from "../types/type-model.js";
import { access, type Code, listLiteral, literal } from "./encode.js";
import type { Imports } from "./imports.js";
import type { Statement } from "./layout.js";
import { findTag } from "./tags.js";

/** A function that compares a value with a type. */
export interface DriftCheck {
  readonly comment: Code;
  readonly name: Code;
  readonly parameters: readonly Code[];
  readonly body: readonly Statement[];
}

/** The checks of a record and of the objects in its file, in their order; `name` is the record's type. */
export function driftChecks(types: RecordTypes, name: string, imports: Imports): readonly DriftCheck[] {
  const guard: Guard = { objects: objectTypes(types.objects), file: undefined, asked: new Set([name]), imports };
  return [...recordCheck(guard, types, name), ...askedChecks(guard, ownObjects(types))];
}

/** The checks of what other files may hold of a file in `schemas/`, and of the objects in that; `objects` are those of all files. */
export function schemaChecks(
  { file, held, objects: own }: SchemaFile,
  objects: ObjectTypes,
  imports: Imports,
): readonly DriftCheck[] {
  return askedChecks({ objects, file, asked: new Set(held), imports }, own);
}

/** Checks ask for others. Those that nobody asks for, as of objects that nothing tells apart, are not emitted. */
function askedChecks(guard: Guard, own: readonly ObjectModel[]): readonly DriftCheck[] {
  const checks = new Map<string, DriftCheck>();
  for (const asked of guard.asked) {
    const object = own.find(({ name }) => name === asked);
    if (object !== undefined && saysAnything(object)) checks.set(asked, objectCheck(guard, object));
  }
  return own.flatMap(({ name }) => checks.get(name) ?? []);
}

/** The name of the function that compares an object with its type. */
export function checkName(type: string): Code {
  return `check${type}`;
}

/** Whether the schema says anything that an object may not fit. */
export function saysAnything({ fields }: ObjectModel): boolean {
  return fields.some(({ required, type }) => required || membersOf(type).every(({ kind }) => kind !== "any"));
}

interface Guard {
  readonly objects: ObjectTypes;
  /** The file in `schemas/` that the checks are for; undefined: that of the resource. */
  readonly file: string | undefined;
  /** The objects in this file whose checks are called. */
  readonly asked: Set<string>;
  readonly imports: Imports;
}

/** The value that is compared, its path below the function's own, and whether it may be missing. */
interface Subject {
  readonly value: Code;
  /** The parts of the path. */
  readonly path: readonly Code[];
  readonly optional: boolean;
  /** How many loops are around. */
  readonly depth: number;
}

function objectCheck(guard: Guard, { name, fields }: ObjectModel): DriftCheck {
  return checkFunction(
    guard,
    name,
    fields.flatMap((field) => fieldCheck(guard, field) ?? []),
  );
}

/** A record that is a union or a map has a type of its own name without an interface. */
function recordCheck(guard: Guard, { record }: RecordTypes, name: string): readonly DriftCheck[] {
  if (record.kind === "object" && record.name === name) return [];
  const check = valueCheck(guard, record, { value: "value", path: [], optional: false, depth: 0 });
  return [checkFunction(guard, name, check === null ? [] : [check])];
}

function checkFunction({ imports }: Guard, type: Code, body: readonly Statement[]): DriftCheck {
  for (const used of ["ValuePath", "ReportMisfit", "Unchecked"]) imports.type("./http/drift.js", used);
  return {
    comment: `/** Compares a value with ${type}, field by field. */`,
    name: checkName(type),
    parameters: [`value: Unchecked<${type}>`, "at: ValuePath", "misfit: ReportMisfit"],
    body,
  };
}

function fieldCheck(guard: Guard, { name, required, type }: FieldModel): Statement | null {
  const subject = { value: access("value", name), path: [literal(name)], depth: 0 };
  if (!Object.hasOwn(Object.prototype, name)) return valueCheck(guard, type, { ...subject, optional: !required });
  // What a record without the field inherits is no value of it.
  const isThere = `Object.hasOwn(value, ${literal(name)})`;
  const present = valueCheck(guard, type, { ...subject, optional: false });
  const missing = required ? misfit(subject.path, describe(type), "undefined") : null;
  if (present === null) return missing && unless([`!${isThere}`], missing);
  return { kind: "if", tests: [isThere], then: { kind: "block", body: [present] }, otherwise: missing };
}

/** Null: any value fits. */
function valueCheck(guard: Guard, type: TypeModel, subject: Subject): Statement | null {
  const { value, path, optional } = subject;
  const members = membersOf(type);
  const misses = [...new Set(members.flatMap((member) => missTest(guard, member, value)))];
  if (optional) misses.push(`${value} !== undefined`);
  const report = misfit(path, describe(type), value);
  const inside = insideCheck(guard, members, subject);
  const isAny = members.some(({ kind }) => kind === "any");
  if (isAny) return optional ? null : unless([`${value} === undefined`], report);
  if (inside === null) return unless(misses, report);
  const rest = misses.filter((miss) => miss !== inside.miss);
  return { kind: "if", tests: [inside.test], then: inside.then, otherwise: unless(rest, report) };
}

/** What is always so is no condition: a value that nothing may be. */
function unless(tests: readonly Code[], then: Statement): Statement {
  return tests.length === 0 ? then : { kind: "if", tests, then, otherwise: null };
}

function misfit(path: readonly Code[], expected: string, value: Code): Statement {
  return { kind: "call", name: "misfit", args: [placeCode(path), literal(expected), value] };
}

/** The condition under which a value is not of this type. */
function missTest({ imports }: Guard, type: TypeModel, value: Code): readonly Code[] {
  switch (type.kind) {
    case "any":
    case "never":
    case "union":
      return [];
    case "null":
      return [`${value} !== null`];
    case "boolean":
    case "string":
    case "number":
      return [`typeof ${value} !== "${type.kind}"`];
    case "integer":
      return [`!Number.isInteger(${value})`, ...(type.wide ? [`typeof ${value} !== "bigint"`] : [])];
    case "literal":
      return [`${value} !== ${typeof type.value === "string" ? literal(type.value) : String(type.value)}`];
    case "list":
      return [`!Array.isArray(${value})`];
    case "map":
    case "object":
      return [`!${imports.value("./http/select.js", "isObject")}(${value})`];
  }
}

interface Inside {
  /** Whether the value is what can be looked into. */
  readonly test: Code;
  readonly miss: Code;
  readonly then: Statement;
}

/** Looks into the one member that holds other values; null when there is none, or nothing tells which. */
function insideCheck(guard: Guard, members: readonly TypeModel[], subject: Subject): Inside | null {
  const nested = members.filter(({ kind }) => kind === "object" || kind === "list" || kind === "map");
  const [only] = nested;
  if (only === undefined) return null;
  if (nested.length > 1) return chosenCheck(guard, nested, subject);
  if (only.kind === "object") {
    const object = guard.objects.get(only);
    if (object === undefined || !saysAnything(object)) return null;
    return objectInside(guard, subject, [callCheck(guard, only, subject)]);
  }
  return only.kind === "list" || only.kind === "map" ? elementsCheck(guard, only, subject) : null;
}

/** Looks at each element of a list, or at each value of an object of free keys. */
function elementsCheck(
  guard: Guard,
  nested: Extract<TypeModel, { kind: "list" | "map" }>,
  subject: Subject,
): Inside | null {
  const { value, path, depth } = subject;
  const isList = nested.kind === "list";
  const elements = isList ? nested.items : nested.values;
  const numbered = (name: string) => (depth === 0 ? name : `${name}${depth + 1}`);
  const [item, key] = [numbered("item"), numbered(isList ? "index" : "key")];
  const step = isList ? key : `{ ${key === "key" ? "key" : `key: ${key}`} }`;
  const inner = valueCheck(guard, elements, { value: item, path: [...path, step], optional: false, depth: depth + 1 });
  if (inner === null || membersOf(elements).some(({ kind }) => kind === "any")) return null;
  const head = `const [${key}, ${item}] of ${isList ? `${value}.entries()` : `Object.entries(${value})`}`;
  const loop: Statement = { kind: "for", head, body: { kind: "block", body: [inner] } };
  if (!isList) return objectInside(guard, subject, [loop]);
  const test = `Array.isArray(${value})`;
  return { test, miss: `!${test}`, then: { kind: "block", body: [loop] } };
}

/** Several object types: a field that is another text in each tells which one it is. */
function chosenCheck(guard: Guard, nested: readonly TypeModel[], subject: Subject): Inside | null {
  const objects = nested.flatMap((type) => (type.kind === "object" ? (guard.objects.get(type) ?? []) : []));
  const tag = findTag(objects);
  if (tag === undefined || objects.length < nested.length) return null;
  const { value, path } = subject;
  const { name: field, texts } = tag;
  const found = `${guard.imports.value("./http/select.js", "field")}(${value}, ${literal(field)})`;
  const chosen = objects.reduceRight<Statement>(
    (otherwise, object, index) => ({
      kind: "if",
      tests: [isOneOf(found, texts[index] ?? [])],
      then: callCheck(guard, object, subject),
      otherwise,
    }),
    misfit(
      [...path, literal(field)],
      texts
        .flat()
        .map((text) => JSON.stringify(text))
        .join(" or "),
      found,
    ),
  );
  return objectInside(guard, subject, [chosen]);
}

function isOneOf(value: Code, texts: readonly string[]): Code {
  return texts.map((text) => `${value} === ${literal(text)}`).join(" || ");
}

function callCheck(guard: Guard, { name, file }: ObjectName, { value, path }: Subject): Statement {
  const isOwn = file === undefined || file === guard.file;
  if (isOwn) guard.asked.add(name);
  const check = isOwn ? checkName(name) : guard.imports.schemaValue(file, checkName(name));
  return { kind: "call", name: check, args: [value, placeCode(path), "misfit"] };
}

function objectInside({ imports }: Guard, { value }: Subject, body: readonly Statement[]): Inside {
  const test = `${imports.value("./http/select.js", "isObject")}(${value})`;
  return { test, miss: `!${test}`, then: { kind: "block", body } };
}

function placeCode(path: readonly Code[]): Code {
  return path.length === 0 ? "at" : listLiteral(["...at", ...path]);
}

/** A type for people. */
function describe(type: TypeModel): string {
  switch (type.kind) {
    case "string":
      return "text";
    case "literal":
      return JSON.stringify(type.value);
    case "map":
      return "object";
    case "union":
      return [...new Set(type.members.map(describe))].join(" or ");
    default:
      return type.kind;
  }
}

import type { ResourceModel } from "../model/model.js";
import { type FieldModel, membersOf, type ObjectModel, type RecordTypes, type TypeModel } from "../types/type-model.js";
import { access, type Code, listLiteral, literal, numberLiteral } from "./encode.js";
import type { Imports } from "./imports.js";

/** The functions that compare a record with its declared types; null without any. */
export function driftGuardCode(resource: ResourceModel, imports: Imports): Code | null {
  const { types, names } = resource;
  if (types === null || !isChecked(resource)) return null;
  const guard: Guard = {
    objects: new Map(types.objects.map((object) => [object.name, object])),
    asked: new Set([names.type]),
    imports,
  };
  const record = recordCheck(guard, types, names.type);
  const checks = new Map<string, Code>();
  // Checks ask for others. Those that nobody asks for, as of objects that nothing tells apart, are not emitted.
  for (const name of guard.asked) {
    const object = guard.objects.get(name);
    if (object !== undefined && saysAnything(object)) checks.set(name, objectCheck(guard, object));
  }
  return [...record, ...types.objects.flatMap(({ name }) => checks.get(name) ?? [])].join("\n\n");
}

/** Whether the schema says anything that a record may not fit. */
export function isChecked({ types, names }: ResourceModel): boolean {
  const record = types?.objects.find(({ name }) => name === names.type);
  return types !== null && (record === undefined || saysAnything(record));
}

/** Whether what does not fit is counted: otherwise there is nothing to compare with, or it ends the reading. */
export function reportsDrift(resource: ResourceModel): boolean {
  return isChecked(resource) && resource.table.contract.dataType !== "freeze";
}

function saysAnything({ fields }: ObjectModel): boolean {
  return fields.some(({ required, type }) => required || membersOf(type).every(({ kind }) => kind !== "any"));
}

/** The name of the function that compares an object with its type. */
export function checkName(type: string): Code {
  return `check${type}`;
}

/** How a page is compared with its declared types: what does not fit is treated as the schema contract says. */
export function checkedPage(page: Code, resource: ResourceModel, imports: Imports): Code {
  if (!isChecked(resource)) return page;
  const { name, names, table } = resource;
  const values = `${page}, ${checkName(names.type)}, usage`;
  switch (table.contract.dataType ?? "evolve") {
    case "evolve":
      return `${imports.value("./http/drift.js", "countMisfits")}(${values})`;
    case "freeze": {
      const refuse = imports.value("./http/refuse-drift.js", "refuseMisfits");
      return `${refuse}(${values}, { resource: ${literal(name)}, redact: client.redact })`;
    }
    case "discard_row": {
      const levels = table.maxTableNesting < NO_LIMIT ? `, ${numberLiteral(table.maxTableNesting)}` : "";
      return `${imports.value("./http/discard-drift.js", "discardRows")}(${values}${levels})`;
    }
    case "discard_value":
      return `${imports.value("./http/discard-drift.js", "discardValues")}(${values})`;
  }
}

/** What the schema contract makes of values that do not fit, for a comment. */
export function driftComment({ table }: ResourceModel): string {
  switch (table.contract.dataType ?? "evolve") {
    case "evolve":
      return "What does not fit the declared types is counted, and read on.";
    case "freeze":
      return "What does not fit the declared types ends the reading: the schema contract freezes them.";
    case "discard_row":
      return "What does not fit the declared types is counted, and its row left out, as the schema contract says.";
    case "discard_value":
      return "What does not fit the declared types is counted, and left out, as the schema contract says.";
  }
}

/** dlt's default of `max_table_nesting`: more levels than JSON has. */
const NO_LIMIT = 1_000;

interface Guard {
  readonly objects: ReadonlyMap<string, ObjectModel>;
  /** The objects whose checks are called. */
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

function objectCheck(guard: Guard, { name, fields }: ObjectModel): Code {
  const lines = fields.map((field) => fieldCheck(guard, field)).filter((line) => line !== "");
  return checkFunction(guard, name, name, lines);
}

/** A record that is a union or a map has a type of its own name without an interface. */
function recordCheck(guard: Guard, { record }: RecordTypes, name: string): readonly Code[] {
  if (record.kind === "object" && record.name === name) return [];
  return [
    checkFunction(guard, name, name, [
      valueCheck(guard, record, { value: "value", path: [], optional: false, depth: 0 }),
    ]),
  ];
}

function checkFunction({ imports }: Guard, name: string, type: Code, lines: readonly Code[]): Code {
  for (const used of ["ValuePath", "ReportMisfit", "Unchecked"]) imports.type("./http/drift.js", used);
  const parameters = `value: Unchecked<${type}>, at: ValuePath, misfit: ReportMisfit`;
  return `/** Compares a value with ${type}, field by field. */\nfunction ${checkName(name)}(${parameters}): void {\n${lines.join("\n")}\n}`;
}

function fieldCheck(guard: Guard, { name, required, type }: FieldModel): Code {
  const inherited = Object.hasOwn(Object.prototype, name);
  const value = inherited
    ? `${guard.imports.value("./http/select.js", "field")}(value, ${literal(name)})`
    : access("value", name);
  return valueCheck(guard, type, { value, path: [literal(name)], optional: !required, depth: 0 });
}

function valueCheck(guard: Guard, type: TypeModel, subject: Subject): Code {
  const { value, path, optional } = subject;
  const members = membersOf(type);
  const misses = members.flatMap((member) => missTest(guard, member, value));
  if (optional) misses.push(`${value} !== undefined`);
  const report = `misfit(${placeCode(path)}, ${literal(describe(type))}, ${value});`;
  const inside = insideCheck(guard, members, subject);
  const isAny = members.some(({ kind }) => kind === "any");
  if (isAny) return optional ? "" : `if (${value} === undefined) ${report}`;
  if (inside === null) return `if (${misses.join(" && ")}) ${report}`;
  const rest = misses.filter((miss) => miss !== inside.miss);
  return `if (${inside.test}) ${inside.code} else ${rest.length === 0 ? "" : `if (${rest.join(" && ")}) `}${report}`;
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
  readonly code: Code;
}

/** Looks into the one member that holds other values; null when there is none, or nothing tells which. */
function insideCheck(guard: Guard, members: readonly TypeModel[], subject: Subject): Inside | null {
  const nested = members.filter(({ kind }) => kind === "object" || kind === "list" || kind === "map");
  const [only] = nested;
  if (only === undefined) return null;
  if (nested.length > 1) return chosenCheck(guard, nested, subject);
  const { value, path, depth } = subject;
  if (only.kind === "object") {
    const object = guard.objects.get(only.name);
    if (object === undefined || !saysAnything(object)) return null;
    return objectInside(guard, subject, callCheck(guard, only.name, subject));
  }
  if (only.kind !== "list" && only.kind !== "map") return null;
  const numbered = (name: string) => (depth === 0 ? name : `${name}${depth + 1}`);
  const [item, key] = [numbered("item"), numbered(only.kind === "list" ? "index" : "key")];
  const isList = only.kind === "list";
  const inner = valueCheck(guard, isList ? only.items : only.values, {
    value: item,
    path: [...path, isList ? key : `{ ${key === "key" ? "key" : `key: ${key}`} }`],
    optional: false,
    depth: depth + 1,
  });
  const known = membersOf(isList ? only.items : only.values);
  if (known.some(({ kind }) => kind === "any")) return null;
  const loop = `{ for (const [${key}, ${item}] of ${isList ? `${value}.entries()` : `Object.entries(${value})`}) { ${inner} } }`;
  return isList
    ? { test: `Array.isArray(${value})`, miss: `!Array.isArray(${value})`, code: loop }
    : objectInside(guard, subject, loop);
}

/** Several object types: a field that is another text in each tells which one it is. */
function chosenCheck(guard: Guard, nested: readonly TypeModel[], subject: Subject): Inside | null {
  const objects = nested.flatMap((type) => (type.kind === "object" ? (guard.objects.get(type.name) ?? []) : []));
  const tags = objects.map((object) => new Map(object.fields.flatMap(tagOf)));
  const [first] = tags;
  const tag = [...(first?.keys() ?? [])].find(
    (name) => new Set(tags.map((other) => other.get(name))).size === nested.length,
  );
  if (tag === undefined || objects.length < nested.length || tags.some((other) => !other.has(tag))) return null;
  const { value, path } = subject;
  const found = `${guard.imports.value("./http/select.js", "field")}(${value}, ${literal(tag)})`;
  const cases = objects.map(({ name }, index) => {
    return `if (${found} === ${literal(tags[index]?.get(tag) ?? "")}) ${callCheck(guard, name, subject)}`;
  });
  const expected = literal(tags.map((other) => JSON.stringify(other.get(tag))).join(" or "));
  const report = `misfit(${placeCode([...path, literal(tag)])}, ${expected}, ${found});`;
  return objectInside(guard, subject, `{ ${[...cases, report].join(" else ")} }`);
}

function callCheck({ asked }: Guard, name: string, { value, path }: Subject): Code {
  asked.add(name);
  return `${checkName(name)}(${value}, ${placeCode(path)}, misfit);`;
}

function tagOf({ name, required, type }: FieldModel): readonly (readonly [string, string])[] {
  return required && type.kind === "literal" && typeof type.value === "string" ? [[name, type.value]] : [];
}

function objectInside({ imports }: Guard, { value }: Subject, code: Code): Inside {
  const test = `${imports.value("./http/select.js", "isObject")}(${value})`;
  return { test, miss: `!${test}`, code: code.startsWith("{") ? code : `{ ${code} }` };
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

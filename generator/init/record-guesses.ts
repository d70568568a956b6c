import { child, items, resolve, textOf, type SchemaNode, type Spec } from "../openapi/spec.js";
import type { SpecOperation } from "../openapi/operations.js";
import { propertiesOf } from "../openapi/record-schema.js";
import type { Guess, ProposedValue } from "./proposal.js";
import { findName, plain, singular } from "./words.js";

/** What keys are called, the usual ones first. */
export const KEYS = ["id", "uuid", "guid", "uid", "sid", "nodeid", "key", "gid", "number", "code", "slug", "name"];
/** What tells when a record changed last, or else when it was made. */
export const CURSORS = [
  "updatedat",
  "modifiedat",
  "lastmodified",
  "lastupdated",
  "updated",
  "modified",
  "dateupdated",
  "datemodified",
  "updatedtime",
  "lastupdatedat",
  "createdat",
  "created",
  "datecreated",
];
const SINCES = [
  "since",
  "updatedsince",
  "updatedafter",
  "modifiedsince",
  "modifiedafter",
  "updatedatmin",
  "from",
  "startdate",
  "createdafter",
  "starttime",
  "dateupdatedafter",
  "updatedgte",
];

/** The key that a record of this schema is known by; a required scalar first. */
export function proposeKey(spec: Spec, record: SchemaNode, resource: string): Guess | undefined {
  const properties = propertiesOf(spec, record).filter(([, property]) => isScalar(resolve(spec, property)));
  const names = properties.map(([name]) => name);
  const own = singular(resource.split("_").at(-1) ?? "");
  const needed = new Set(items(child(record, "required")).flatMap((item) => textOf(item) ?? []));
  const key =
    findName(names, [...KEYS.slice(0, 5), `${plain(own)}id`, ...KEYS.slice(5)]) ??
    names.find((name) => needed.has(name) && /id$/i.test(name));
  if (key === undefined) return undefined;
  const required = needed.has(key);
  return { value: key, because: required ? "required, and named like a key" : "named like a key" };
}

/** The cursor of a record that a parameter of the operation can ask for. */
export function proposeIncremental(spec: Spec, record: SchemaNode, operation: SpecOperation): Guess | undefined {
  const dates = propertiesOf(spec, record).filter(([, property]) => isTime(resolve(spec, property)));
  const cursor = findName(
    dates.map(([name]) => name),
    CURSORS,
  );
  const since = findName(
    operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name),
    SINCES,
  );
  if (cursor === undefined || since === undefined) return undefined;
  const value: ProposedValue = { cursor_path: cursor, initial_value: "2000-01-01T00:00:00Z", start_param: since };
  return { value, because: `the field ${cursor} and the parameter ${since}` };
}

function isScalar(schema: SchemaNode): boolean {
  return ["properties", "items", "allOf", "oneOf", "anyOf"].every((key) => child(schema, key as "items") === undefined);
}

function isTime(schema: SchemaNode): boolean {
  return textOf(child(schema, "format")) === "date-time" || textOf(child(schema, "format")) === "date";
}

import { CREDENTIAL_NAMES } from "../diagnostics/credential-names.js";
import { child, isObject, items, resolve, type SchemaNode, type Spec } from "../openapi/spec.js";
import { parameterSchema, type SpecParameter } from "../openapi/operations.js";
import type { Guess } from "./proposal.js";
import { plain } from "./words.js";

/** Lists of more values are too long for one run of an endpoint each. */
const MOST_RUNS = 20;

/** What decides how records are shown, or for which time they are summed up, and not which of them there are. */
const NOT_WHICH =
  /sort|order|direction|format|output|lang|locale|currency|unit|expand|field|view|detail|include|period|interval|granularity|time|frame|range|version/;

/** What a request has to have: a parameter, or a field of its body. */
export type Required = Pick<SpecParameter, "name" | "node">;

/**
 * What is sent for something that a request has to have: the only value, the default, all of a few values in turn, the
 * version of the document, a secret. Undefined where nothing of that is known.
 */
export function requiredValue(spec: Spec, { name, node }: Required): Guess | undefined {
  const schema = resolve(spec, parameterSchema(node));
  return (
    constant(schema) ?? defaultValue(schema) ?? listedValue(name, schema) ?? versionOf(spec, name) ?? credential(name)
  );
}

/** For a place that takes one value: of several the first. */
export function oneValue({ value, because }: Guess): Guess {
  if (!isObject(value) || value["type"] !== "list" || !Array.isArray(value["values"])) return { value, because };
  const [first = null] = value["values"];
  return { value: first, because: "the first of the values that the spec lists" };
}

function constant(schema: SchemaNode): Guess | undefined {
  const values = valuesOf(schema);
  const [only] = values;
  if (only === undefined || values.length > 1) return undefined;
  return { value: only, because: "the only value that the spec lists" };
}

function defaultValue(schema: SchemaNode): Guess | undefined {
  const value = child(schema, "default")?.value;
  return isScalar(value) ? { value, because: "the default of the spec" } : undefined;
}

function listedValue(name: string, schema: SchemaNode): Guess | undefined {
  const values = valuesOf(schema);
  const [first] = values;
  if (first === undefined) return undefined;
  if (values.includes("json")) return { value: "json", because: "of the formats that the spec lists" };
  if (NOT_WHICH.test(plain(name)) || values.length > MOST_RUNS) {
    return { value: first, because: "the first of the values that the spec lists" };
  }
  return { value: { type: "list", values }, because: "the values that the spec lists: the endpoint runs for each" };
}

/** Azure's documents name the version of the API so. */
function versionOf(spec: Spec, name: string): Guess | undefined {
  const version = child(child(spec.root, "info"), "version")?.value;
  if (!/^(x?api|rest)?version$/.test(plain(name)) || !isScalar(version)) return undefined;
  return { value: String(version), because: "the version of the document" };
}

function credential(name: string): Guess | undefined {
  const word = name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll("-", "_");
  if (!CREDENTIAL_NAMES.has(word) && !/(^|_)(auth_?token|secret|secret_key|apikey)$/.test(word)) return undefined;
  return { value: { $secret: name }, because: "named like a credential: given where the connector runs" };
}

function valuesOf(schema: SchemaNode): readonly Scalar[] {
  const constant = child(schema, "const");
  const listed = constant === undefined ? items(child(schema, "enum")) : [constant];
  return listed.flatMap(({ value }) => (isScalar(value) ? [value] : []));
}

type Scalar = string | number | boolean;

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

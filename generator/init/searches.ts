import type { SpecOperation, SpecParameter } from "../openapi/operations.js";
import { propertiesOf, requiredOf } from "../openapi/record-schema.js";
import { jsonSchemaOf } from "../openapi/response.js";
import { child, isObject, resolve, textOf, type SchemaNode, type Spec } from "../openapi/spec.js";
import type { ProposedPaging } from "./paginator.js";
import type { ProposedValue } from "./proposal.js";

/** The JSON body that a POST request takes. */
export interface RequestBody {
  readonly required: boolean;
  /** Its fields, as if they were parameters. */
  readonly fields: readonly SpecParameter[];
}

const READS = new Set(["search", "query", "list", "find", "filter", "paginate", "lookup", "fetch"]);
const CHANGES =
  /^(add|archive|batch|bulk|cancel|clear|copy|create|delete|disable|edit|enable|execute|generate|import|insert|invite|merge|move|patch|publish|put|register|remove|replace|reset|restore|revoke|run|save|send|set|start|stop|submit|sync|update|upload|upsert|validate|write)$/;

/** Whether a POST operation is named as one that only reads: `/contacts/search`, `/files:list`. */
export function isSearch({ path, node }: SpecOperation): boolean {
  const segments = path.split("/").filter((segment) => segment !== "" && !/^\{.*\}$/.test(segment));
  const last = wordsOf(segments.at(-1) ?? "").at(-1) ?? "";
  const words = [...segments, textOf(child(node, "operationId"))?.replace(/^.*[./]/, "") ?? ""].flatMap(wordsOf);
  return READS.has(last) && !words.some((word) => CHANGES.test(word));
}

/** The path of the records that a search is for: `/contacts` of `/contacts/search`. */
export function searchedPath(path: string): string {
  return path.replace(/[/:][^/:]*$/, "");
}

/** The body that an operation takes; null where it takes none, undefined where it takes none that is a JSON object. */
export function bodyOf(spec: Spec, operation: SpecOperation): RequestBody | null | undefined {
  if (spec.dialect === "2.0") {
    const parameter = operation.parameters.find((each) => each.in === "body");
    if (operation.parameters.some((each) => each.in === "formData")) return undefined;
    const schema: SchemaNode | undefined = child(parameter?.node, "schema");
    return parameter === undefined ? null : objectBody(spec, schema, parameter.required);
  }
  const located = child(operation.node, "requestBody");
  if (located === undefined) return null;
  const body = resolve(spec, located);
  const required = child(body, "required")?.value === true;
  const schema = jsonSchemaOf(child(body, "content"));
  if (schema === undefined && !required) return null;
  return schema === undefined ? undefined : objectBody(spec, schema, required);
}

/** Paging whose parameters are fields of the body. */
export function pagingInBody({ paginator, params, used }: ProposedPaging): ProposedPaging {
  const { value, because } = paginator;
  const inBody = because.replace(/the parameter(s?) /g, "in the body the field$1 ");
  if (!isObject(value)) return { paginator: { value, because: inBody }, params, used };
  const entries = Object.entries(withNames(value)).map(([key, each]) => [key.replace(/_param$/, "_body_path"), each]);
  return { paginator: { value: Object.fromEntries(entries) as ProposedValue, because: inBody }, params, used };
}

/** Names that are their defaults are not written for a query: for a body they have to be. */
function withNames(value: Readonly<Record<string, ProposedValue>>): Readonly<Record<string, ProposedValue>> {
  switch (value["type"]) {
    case "offset":
      return {
        ...value,
        offset_param: value["offset_param"] ?? "offset",
        limit_param: value["limit_param"] ?? "limit",
      };
    case "page_number":
      return { ...value, page_param: value["page_param"] ?? "page" };
    default:
      return value;
  }
}

function objectBody(spec: Spec, schema: SchemaNode | undefined, required: boolean): RequestBody | undefined {
  if (schema === undefined) return required ? undefined : { required, fields: [] };
  const type = textOf(child(resolve(spec, schema), "type"));
  if (type !== undefined && type !== "object") return undefined;
  const needed = requiredOf(spec, schema);
  const fields = propertiesOf(spec, schema).map(([name, property]): SpecParameter => {
    return { name, in: "body", required: required && needed.has(name), node: resolve(spec, property) };
  });
  return { required, fields };
}

/** `listAll_users-by` is list, all, users, by. */
function wordsOf(text: string): readonly string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

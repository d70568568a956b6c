import { child, resolve, textOf, type SchemaNode, type Spec } from "../openapi/spec.js";
import { parameterSchema, type SpecParameter } from "../openapi/operations.js";
import { propertiesOf } from "../openapi/record-schema.js";
import { pathText } from "../samples/path-text.js";
import type { Guess, ProposedValue } from "./proposal.js";
import {
  CURSORS,
  HAS_MORES,
  LIMITS,
  NEXT_CURSORS,
  NEXT_LINKS,
  OFFSETS,
  PAGES,
  TOTALS,
  TOTAL_PAGES,
} from "./paging-words.js";
import { findName, plain } from "./words.js";

/** How deep a response is looked into for what belongs to paging. */
const DEEPEST = 3;
const USUAL_PAGE_SIZE = 100;

/** What an operation says of its pages. */
interface Evidence {
  readonly params: readonly SpecParameter[];
  /** Paths to the scalar properties of the response, with their schemas. */
  readonly fields: readonly { readonly path: string; readonly name: string; readonly schema: SchemaNode }[];
  readonly headers: readonly string[];
}

export interface ProposedPaging {
  readonly paginator: Guess;
  /** The page size, where the paginator does not send it. */
  readonly params: Readonly<Record<string, Guess>>;
  /** Parameters that belong to paging: nobody else has to care for them. */
  readonly used: readonly string[];
}

/** The paginator that parameters, properties and headers of an operation speak for. */
export function proposePaging(
  spec: Spec,
  all: readonly SpecParameter[],
  response: SchemaNode,
  headers: readonly string[],
): ProposedPaging {
  // OData's $count asks for a count, and takes true or false.
  const params = all.filter((param) => isCountable(spec, param));
  const evidence: Evidence = { params, fields: scalarFields(spec, response, []), headers };
  return cursor(evidence) ?? nextLink(evidence) ?? offset(evidence) ?? pageNumber(evidence) ?? singlePage(evidence);
}

function cursor({ params, fields }: Evidence): ProposedPaging | undefined {
  const param = findName(names(params), CURSORS);
  if (param === undefined) return undefined;
  const size = pageSize(params);
  const has = findPath(fields, HAS_MORES);
  const next = findPath(fields, NEXT_CURSORS, isCursor);
  if (next === undefined && plain(param) !== "startingafter") return undefined;
  const paginator =
    next === undefined
      ? {
          type: "cursor",
          cursor_path: "id",
          cursor_from: "last_record",
          cursor_param: param,
          ...(has && { has_more_path: has }),
        }
      : { type: "cursor", cursor_path: next, cursor_param: param };
  const because =
    next === undefined ? `the parameter ${param} takes the last id` : `the parameter ${param}, the field ${next}`;
  return { paginator: { value: paginator, because }, ...size, used: [param, ...size.used] };
}

function nextLink({ params, fields, headers }: Evidence): ProposedPaging | undefined {
  const size = pageSize(params);
  const used = [
    ...size.used,
    ...[findName(names(params), [...PAGES, ...CURSORS, ...OFFSETS])].flatMap((name) => name ?? []),
  ];
  if (headers.some((header) => header.toLowerCase() === "link")) {
    return { paginator: { value: { type: "header_link" }, because: "the response header Link" }, ...size, used };
  }
  const next = findPath(fields, NEXT_LINKS, isLink);
  if (next === undefined) return undefined;
  return {
    paginator: { value: { type: "json_link", next_url_path: next }, because: `the field ${next}` },
    ...size,
    used,
  };
}

function offset({ params, fields }: Evidence): ProposedPaging | undefined {
  const offsetParam = findName(names(params), OFFSETS.slice(0, 5));
  const limitParam = findName(names(params), LIMITS);
  if (offsetParam === undefined || limitParam === undefined) return undefined;
  const total = findPath(fields, TOTALS, isNumber);
  const value: ProposedValue = {
    type: "offset",
    limit: largest(params, limitParam),
    ...(offsetParam !== "offset" && { offset_param: offsetParam }),
    ...(limitParam !== "limit" && { limit_param: limitParam }),
    ...(total === undefined ? { total_path: null } : total !== "total" && { total_path: total }),
  };
  const end = total === undefined ? "no total: reading ends at an empty page" : `the total at ${total}`;
  return {
    paginator: { value, because: `the parameters ${offsetParam} and ${limitParam}; ${end}` },
    params: {},
    used: [offsetParam, limitParam],
  };
}

function pageNumber({ params, fields }: Evidence): ProposedPaging | undefined {
  const pageParam = findName(names(params), PAGES);
  if (pageParam === undefined) return undefined;
  const size = pageSize(params);
  const param = params.find(({ name }) => name === pageParam);
  const first = [keyword(param, "minimum"), keyword(param, "default")].find((value) => typeof value === "number");
  const base = first === 0 ? 0 : 1;
  const total = findPath(fields, TOTAL_PAGES, isNumber);
  const value: ProposedValue = {
    type: "page_number",
    base_page: base,
    ...(pageParam !== "page" && { page_param: pageParam }),
    total_path: total ?? null,
  };
  const end = total === undefined ? "reading ends at an empty page" : `the number of pages at ${total}`;
  return {
    paginator: { value, because: `the parameter ${pageParam}; ${end}` },
    ...size,
    used: [pageParam, ...size.used],
  };
}

function singlePage({ params }: Evidence): ProposedPaging {
  const size = pageSize(params);
  const paginator =
    size.used.length > 0
      ? {
          value: "auto",
          because: "the spec tells of a page size, but not of the next page: the first response decides",
        }
      : { value: "single_page", because: "the spec tells of no pages" };
  return { paginator, ...size };
}

/** The parameter for the size of a page, at the most that the spec allows. */
function pageSize(params: readonly SpecParameter[]): Pick<ProposedPaging, "params" | "used"> {
  const name = findName(names(params), LIMITS);
  if (name === undefined) return { params: {}, used: [] };
  return { params: { [name]: { value: largest(params, name), because: "the size of a page" } }, used: [name] };
}

function largest(params: readonly SpecParameter[], name: string): number {
  const maximum = keyword(
    params.find((parameter) => parameter.name === name),
    "maximum",
  );
  return typeof maximum === "number" && Number.isInteger(maximum) && maximum > 0 && maximum <= 1_000
    ? maximum
    : USUAL_PAGE_SIZE;
}

/** Numbers, texts, and what a spec tells no type of. */
function isCountable(spec: Spec, { node }: SpecParameter): boolean {
  const schema = resolve(spec, parameterSchema(node));
  return !typeWords(schema).some((type) => type === "boolean" || type === "array" || type === "object");
}

/** In Swagger 2.0 a parameter is its own schema. */
function keyword(parameter: SpecParameter | undefined, key: "minimum" | "maximum" | "default"): unknown {
  const schema: SchemaNode | undefined = child(parameter?.node, "schema");
  return (child(schema, key) ?? child(parameter?.node, key))?.value;
}

function names(params: readonly SpecParameter[]): readonly string[] {
  return params.map(({ name }) => name);
}

function findPath(
  fields: Evidence["fields"],
  wanted: readonly string[],
  fits: (schema: SchemaNode) => boolean = () => true,
): string | undefined {
  const usable = fields.filter(({ schema }) => fits(schema));
  const name = findName(
    usable.map((field) => field.name),
    wanted,
  );
  return usable.find((field) => field.name === name)?.path;
}

/** The scalar properties of an object, and of the objects in it; lists hold records. */
function scalarFields(spec: Spec, schema: SchemaNode, path: readonly string[]): Evidence["fields"] {
  return propertiesOf(spec, schema).flatMap(([name, property]) => {
    const here = [...path, name];
    const inner = propertiesOf(spec, property);
    if (inner.length > 0) return here.length < DEEPEST ? scalarFields(spec, property, here) : [];
    if (typeWords(property).includes("array")) return [];
    return [{ path: pathText(here), name, schema: property }];
  });
}

function typeWords(schema: SchemaNode): readonly unknown[] {
  const type = child(schema, "type")?.value;
  return Array.isArray(type) ? type : [type];
}

function isNumber(schema: SchemaNode): boolean {
  return typeWords(schema).some((type) => type === "integer" || type === "number");
}

function isLink(schema: SchemaNode): boolean {
  const format = textOf(child(schema, "format"));
  const example = textOf(child(schema, "example")) ?? "";
  const about = textOf(child(schema, "description")) ?? "";
  return (
    !isNumber(schema) &&
    (format === "uri" || /^(https?:)?\//.test(example) || /\b(ur[li]|link)\b/i.test(about) || format === undefined)
  );
}

function isCursor(schema: SchemaNode): boolean {
  return textOf(child(schema, "format")) !== "uri" && !typeWords(schema).includes("boolean");
}

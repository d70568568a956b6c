import { linkTarget } from "../../templates/http/link-header.js";
import { isObject } from "../../templates/http/select.js";
import { HAS_MORES, LIMITS, NEXT_CURSORS, NEXT_LINKS, TOTAL_PAGES, TOTALS } from "../init/paging-words.js";
import { plain } from "../init/words.js";
import type { Spec } from "../openapi/spec.js";
import { schemaOf } from "./inferred-schema.js";
import { pathText } from "./path-text.js";
import { shapeOf } from "./shape.js";

/** A GET request and its answer. */
export interface SampleAnswer {
  readonly url: URL;
  /** Of `parseExact`. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** Fields in which answers repeat what they were asked: the parameters are called so, too. */
const ECHOES: ReadonlySet<string> = new Set(["offset", "skip", "limit", "perpage", "pagesize", "page", "pagenumber"]);
/** How deep a body is looked into for what belongs to paging. */
const DEEPEST = 3;

/**
 * An OpenAPI document that says of an API what its answers show: one path for each, the parameters that its URL, its next
 * link and its body speak of, the schema of its body. What is guessed from a spec is guessed from samples by it.
 *
 * @param baseUrl what the paths are relative to; every URL begins with it
 */
export function specOfSamples(baseUrl: string, answers: readonly SampleAnswer[]): Spec {
  const paths = Object.fromEntries(
    answers.map((answer) => [pathBelow(baseUrl, answer.url), { get: operation(answer) }]),
  );
  const value = { openapi: "3.1.0", info: { title: "samples", version: "0" }, servers: [{ url: baseUrl }], paths };
  const file = "samples";
  return { dialect: "3.1", root: { file, pointer: "", value }, files: new Map([[file, value]]) };
}

/** The part of a URL's path below a base URL, with one slash before it; braces stand for parameters. */
export function pathBelow(baseUrl: string, url: URL): string {
  const base = new URL(baseUrl).pathname.replace(/\/+$/, "");
  const path = `/${url.pathname.slice(base.length).replace(/^\/+/, "")}`;
  return path.replace(/%7B/gi, "{").replace(/%7D/gi, "}");
}

function operation(answer: SampleAnswer): object {
  const { body, headers } = answer;
  const hasLink = linkTarget(headers, "next") !== undefined;
  const content = { "application/json": { schema: bodySchema(body) } };
  return {
    parameters: parameters(answer),
    responses: { 200: { description: "", content, ...(hasLink ? { headers: { Link: {} } } : {}) } },
  };
}

/** A limit that was sent, or that the answer repeats, is one that the API takes. */
function parameters({ url, body, headers }: SampleAnswer): readonly object[] {
  const found = new Map<string, string>();
  for (const [name, value] of url.searchParams) found.set(name, value);
  const link = linkTarget(headers, "next") ?? nextLinkOf(body);
  if (typeof link === "string" && URL.canParse(link, url.href)) {
    for (const [name, value] of new URL(link, url).searchParams) if (!found.has(name)) found.set(name, value);
  }
  for (const { name, value } of scalarsIn(body)) {
    if (ECHOES.has(plain(name)) && typeof value === "number" && !found.has(name)) found.set(name, String(value));
  }
  return Array.from(found, ([name, value]) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : undefined;
    const isLimit = LIMITS.includes(plain(name)) && number !== undefined && number > 0;
    return { name, in: "query", schema: { ...(isLimit ? { type: "integer", maximum: number } : {}) } };
  });
}

function nextLinkOf(body: unknown): unknown {
  return scalarsIn(body).find(({ name, value }) => NEXT_LINKS.includes(plain(name)) && isAddress(value))?.value;
}

/** Objects field by field, so that texts which are addresses are told from cursors; lists by what their elements share. */
function bodySchema(value: unknown): object {
  if (isObject(value)) {
    const properties = Object.entries(value).map(([name, inner]) => [name, bodySchema(inner)] as const);
    return { type: "object", properties: Object.fromEntries(properties) };
  }
  if (typeof value === "string") return { type: "string", format: isAddress(value) ? "uri" : "text" };
  return schemaOf(shapeOf(value));
}

function isAddress(value: unknown): boolean {
  return typeof value === "string" && /^(?:https?:)?\//.test(value);
}

/** A scalar of a body, outside of lists. */
export interface BodyScalar {
  readonly name: string;
  readonly path: string;
  readonly value: unknown;
  /** The object that has it, and the key of that; undefined for the body. */
  readonly holder: Readonly<Record<string, unknown>>;
  readonly holderKey: string | undefined;
}

export function scalarsIn(body: unknown, keys: readonly string[] = []): readonly BodyScalar[] {
  if (!isObject(body)) return [];
  return Object.entries(body).flatMap(([name, value]): readonly BodyScalar[] => {
    const here = [...keys, name];
    if (isObject(value)) return here.length < DEEPEST ? scalarsIn(value, here) : [];
    return Array.isArray(value) ? [] : [{ name, path: pathText(here), value, holder: body, holderKey: keys.at(-1) }];
  });
}

/** What an answer says about more records than it holds. */
export interface MoreSigns {
  /** A count of all records. */
  readonly total: BodyScalar | undefined;
  /** A count of all pages. */
  readonly pages: BodyScalar | undefined;
  readonly hasMore: BodyScalar | undefined;
  /** An address of the next page, or a cursor, that is there. */
  readonly next: BodyScalar | undefined;
  /** Whether the Link header leads to a next page. */
  readonly link: boolean;
}

export function moreSigns({ body, headers }: Pick<SampleAnswer, "body" | "headers">): MoreSigns {
  const scalars = scalarsIn(body);
  const findIn = (
    candidates: readonly BodyScalar[],
    words: readonly string[],
    fits: (value: unknown) => boolean,
  ): BodyScalar | undefined => {
    return words
      .map((word) => candidates.find(({ name, value }) => plain(name) === word && fits(value)))
      .find((found) => found !== undefined);
  };
  const find = (words: readonly string[], fits: (value: unknown) => boolean) => findIn(scalars, words, fits);
  const isCount = (value: unknown): boolean => typeof value === "number" && Number.isInteger(value);
  const isNext = (value: unknown): boolean => typeof value === "string" && value !== "";
  return {
    total: findIn(
      scalars.filter((scalar) => !VAGUE_TOTALS.has(plain(scalar.name)) || isAboutPages(scalar)),
      TOTALS,
      isCount,
    ),
    pages: find(TOTAL_PAGES, isCount),
    hasMore: find(HAS_MORES, (value) => typeof value === "boolean"),
    // An `endCursor` or `cursor` is there on the last page, too.
    next: find(
      [...NEXT_LINKS, ...NEXT_CURSORS].filter((word) => word.startsWith("next")),
      isNext,
    ),
    link: linkTarget(headers, "next") !== undefined,
  };
}

/** Words for a count that are said of sums of money as well: `{ "summary": { "total": 1840 } }`. */
const VAGUE_TOTALS = new Set(["total", "count"]);

/** Whether a field stands in the body itself, beside a list, or in an object that is called after paging. */
function isAboutPages({ holder, holderKey }: BodyScalar): boolean {
  if (holderKey === undefined || Object.values(holder).some(Array.isArray)) return true;
  return /^(?:meta|metadata|responsemetadata|pag(?:e|es|ing|er|ination)(?:info|data)?|links|listinfo|resultset|cursors?)$/.test(
    plain(holderKey),
  );
}

import type { SpecParameter } from "../openapi/operations.js";
import { responseHeaders } from "../openapi/response.js";
import { isObject, type Spec } from "../openapi/spec.js";
import { proposePaging } from "./paginator.js";
import type { Guess, ProposedResource } from "./proposal.js";
import type { Collection } from "./propose.js";
import { proposeIncremental } from "./record-guesses.js";
import { oneValue, requiredValue } from "./required-values.js";
import { bodyOf, pagingInBody } from "./searches.js";

/** What is sent to read a collection. */
export type ProposedRequest = Pick<ProposedResource, "params" | "headers" | "json" | "paginator" | "incremental">;

/** Headers that every request has, or that the credentials become. */
const USUAL_HEADERS = new Set(["accept", "authorization", "content-type", "user-agent"]);

/** The request for a collection, or why it cannot be made: something that it has to have, and nobody can guess. */
export function requestOf(
  spec: Spec,
  { operation, response, record }: Collection,
  auth: Guess | undefined,
  common: ReadonlySet<string>,
): ProposedRequest | { readonly why: string } {
  const body = operation.method === "post" ? bodyOf(spec, operation) : null;
  if (body === undefined) return { why: "its body is no JSON object" };
  const headers = responseHeaders(spec, operation.node);
  const query = operation.parameters.filter((parameter) => parameter.in === "query");
  const byQuery = proposePaging(spec, query, response, headers);
  const isInBody = body !== null && byQuery.used.length === 0;
  const paging = isInBody ? pagingInBody(proposePaging(spec, body.fields, response, headers)) : byQuery;

  const incremental = proposeIncremental(spec, record, operation);
  const sent = new Set([...paging.used, ...named(incremental, "start_param"), ...named(auth, "name")]);
  const params = requiredValues(spec, query, sent, common);
  if ("missing" in params) return { why: `it needs the parameter ${params.missing}` };
  const fields = requiredValues(spec, body?.fields ?? [], sent);
  if ("missing" in fields) return { why: `its body needs ${fields.missing}` };
  return {
    ...{ paginator: paging.paginator, incremental },
    params: { ...params.values, ...(!isInBody && paging.params) },
    headers: knownHeaders(spec, operation.parameters, sent),
    json: body === null ? undefined : { ...oneOfEach(fields.values), ...(isInBody && paging.params) },
  };
}

type Values = Readonly<Record<string, Guess>>;

function requiredValues(
  spec: Spec,
  of: readonly SpecParameter[],
  sent: ReadonlySet<string>,
  common: ReadonlySet<string> = new Set(),
): { readonly values: Values } | { readonly missing: string } {
  const needed = of.filter(({ name, required }) => required && !sent.has(name));
  const settings = needed.flatMap(({ name }) => (common.has(name) ? [[name, commonSetting(name)] as const] : []));
  const values = { ...Object.fromEntries(settings), ...guessedValues(spec, needed) };
  const missing = needed.find(({ name }) => !Object.hasOwn(values, name));
  return missing === undefined ? { values } : { missing: missing.name };
}

function commonSetting(name: string): Guess {
  return { value: { $config: name }, because: "most collections need it: given where the connector runs" };
}

/** The query parameters that most of several collections need: they are of the account, and not of what is asked for. */
export function commonParameters(collections: readonly Collection[]): ReadonlySet<string> {
  const needed = collections.map(({ operation }) => {
    const required = operation.parameters.filter((parameter) => parameter.in === "query" && parameter.required);
    return new Set(required.map(({ name }) => name));
  });
  const isCommon = (name: string) => needed.filter((names) => names.has(name)).length > collections.length / 2;
  return new Set(collections.length < 3 ? [] : needed.flatMap((names) => [...names].filter(isCommon)));
}

/** What is sent for each, as far as that is known. */
function guessedValues(spec: Spec, needed: readonly SpecParameter[]): Values {
  const guesses = needed.map((each) => [each.name, requiredValue(spec, each)] as const);
  return Object.fromEntries(guesses.flatMap(([name, guess]) => (guess === undefined ? [] : [[name, guess]])));
}

/** A header whose value nobody can guess is left to whoever reads the config: specs list headers that nothing needs. */
function knownHeaders(spec: Spec, parameters: readonly SpecParameter[], sent: ReadonlySet<string>): Values {
  const needed = parameters.filter(({ name, in: place, required }) => {
    return place === "header" && required && !sent.has(name) && !USUAL_HEADERS.has(name.toLowerCase());
  });
  return oneOfEach(guessedValues(spec, needed));
}

function oneOfEach(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, oneValue(value)]));
}

/** The parameter that a guess names. */
function named(guess: Guess | undefined, key: "name" | "start_param"): readonly string[] {
  const value = guess?.value;
  return isObject(value) && typeof value[key] === "string" ? [value[key]] : [];
}

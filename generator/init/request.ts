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
  const params = requiredValues(spec, query, sent);
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
): { readonly values: Values } | { readonly missing: string } {
  const needed = of.filter(({ name, required }) => required && !sent.has(name));
  const values = guessedValues(spec, needed);
  const missing = needed.find(({ name }) => !Object.hasOwn(values, name));
  return missing === undefined ? { values } : { missing: missing.name };
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

import { isObject } from "../../templates/http/select.js";
import { listsIn, detectedList } from "../samples/lists.js";
import { keyOfRecords } from "../samples/keys.js";
import { pagingOfSample } from "../samples/paging.js";
import { pathBelow, type SampleAnswer, specOfSamples } from "../samples/sample-spec.js";
import { shapeOfAll } from "../samples/shape.js";
import { CURSORS as PAGE_CURSORS, LIMITS, OFFSETS, PAGES } from "./paging-words.js";
import type { Guess, Proposal, ProposedResource } from "./proposal.js";
import { propose } from "./propose.js";
import { CURSORS, KEYS } from "./record-guesses.js";
import { findName, plain } from "./words.js";

/**
 * Proposes a config from the answers to some addresses: what they say of records, keys and pages is written as a spec,
 * and the config is proposed from that, and then compared with the records. An address with a value of another one's
 * records in its path is a child's.
 */
export function proposeFromSamples(answers: readonly SampleAnswer[], auth: Guess | undefined): Proposal {
  const baseUrl = commonBase(answers.map(({ url }) => url));
  const placed = answers.map((answer) => ({ ...answer, url: withPlaceholders(answer, answers) }));
  const proposal = propose(specOfSamples(baseUrl, placed), baseUrl);
  const byPath = new Map(placed.map((answer) => [`GET ${pathBelow(baseUrl, answer.url)}`, answer]));
  const resources = proposal.resources.map((resource) => {
    const answer = byPath.get(resource.operation);
    return answer === undefined ? resource : compared(resource, answer);
  });
  const because = answers.length === 1 ? "the address without its last part" : "what the addresses have in common";
  return { ...proposal, auth, resources, baseUrl: { value: baseUrl, because } };
}

/** What was guessed by names, held against the records. */
function compared(resource: ProposedResource, answer: SampleAnswer): ProposedResource {
  const { url, body } = answer;
  const records = recordsOf(body);
  const key = keyOfRecords(records, resource.name);
  const count = records.length === 1 ? "one record" : `${records.length} records`;
  const primaryKey = key === undefined ? undefined : { value: key, because: `a value of its own in each of ${count}` };
  const cursor = resource.incremental === undefined ? cursorOf(records) : undefined;
  const hint = cursor && `${cursor} could be a cursor (endpoint.incremental), if a parameter asks for what is newer`;
  const isOpen = resource.paginator.value === "auto" || resource.paginator.value === "single_page";
  const paginator = (isOpen ? pagingOfSample(answer)?.paginator : undefined) ?? resource.paginator;
  return {
    ...resource,
    description: hint,
    params: { ...ownParams(url), ...resource.params },
    primaryKey,
    paginator: { ...paginator, because: paginator.because.replace(/^the spec tells?\b/, "the answer tells") },
  };
}

/** The parameters of the address that have nothing to do with pages. */
function ownParams(url: URL): Readonly<Record<string, Guess>> {
  const paging = [...OFFSETS, ...LIMITS, ...PAGES, ...PAGE_CURSORS];
  const own = [...new Set(url.searchParams.keys())].filter((name) => !paging.includes(plain(name)));
  return Object.fromEntries(
    own.map((name) => {
      const [value = "", ...others] = url.searchParams.getAll(name);
      return [name, { value: others.length === 0 ? value : [value, ...others], because: "of the address" }];
    }),
  );
}

/** A field with a time in every record that tells when it changed. */
function cursorOf(records: readonly Readonly<Record<string, unknown>>[]): string | undefined {
  const fields = [...(shapeOfAll(records).object ?? [])];
  const times = fields.filter(([, { shape, always }]) => always && !shape.null && /^date/.test(shape.text ?? ""));
  return findName(
    times.map(([name]) => name),
    CURSORS,
  );
}

function recordsOf(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(body)) return body.filter(isObject);
  const list = detectedList(listsIn(body));
  const rows = list?.keys.reduce((value: unknown, key) => (isObject(value) ? value[key] : undefined), body);
  return Array.isArray(rows) ? rows.filter(isObject) : [];
}

/** `/orders/17/lines` beside `/orders`, whose records have the id 17: `/orders/{id}/lines`. */
function withPlaceholders({ url }: SampleAnswer, answers: readonly SampleAnswer[]): URL {
  const filled = new URL(url);
  for (const { url: parent, body } of answers) {
    const above = parent.pathname.replace(/\/+$/, "");
    const [value, ...rest] = url.pathname.startsWith(`${above}/`)
      ? url.pathname.slice(above.length + 1).split("/")
      : [];
    if (value === undefined || rest.length === 0) continue;
    const record = recordsOf(body).find((one) => fieldWith(one, value) !== undefined);
    const field = record && fieldWith(record, value);
    if (field !== undefined) filled.pathname = `${above}/{${field}}/${rest.join("/")}`;
  }
  return filled;
}

/** The field of a record that holds a value of a path, one that is named like a key first. */
function fieldWith(record: Readonly<Record<string, unknown>>, segment: string): string | undefined {
  const fields = Object.keys(record).filter(
    (name) => /^[A-Za-z_]\w*$/.test(name) && String(record[name]) === decodeURIComponent(segment),
  );
  return findName(fields, KEYS) ?? fields[0];
}

/** The longest address that all of them begin with, without their own last parts. */
function commonBase(urls: readonly URL[]): string {
  const [first, ...others] = urls.map((url) =>
    url.pathname
      .split("/")
      .filter((segment) => segment !== "")
      .slice(0, -1),
  );
  const origin = urls[0]?.origin ?? "";
  const common = (first ?? []).filter((segment, index, all) => {
    return others.every((other) => all.slice(0, index + 1).every((part, at) => other[at] === part)) && segment !== "";
  });
  return [origin, ...common].join("/");
}

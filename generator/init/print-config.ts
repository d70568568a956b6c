import type { Node, Pair } from "yaml";
import type { Guess, Proposal, ProposedResource, ProposedValue } from "./proposal.js";

/** An object of the config whose keys may have comments. */
type Section = readonly Entry[];

interface Entry {
  readonly key: string;
  readonly value:
    { readonly plain: ProposedValue } | { readonly section: Section } | { readonly sections: readonly Section[] };
  readonly comment?: string | undefined;
}

/** A proposal as YAML with a comment on each guess, or as JSON, which has none. */
export async function printConfig(
  proposal: Proposal,
  chosen: readonly ProposedResource[],
  format: "yaml" | "json",
): Promise<string> {
  const config = configSections(proposal, chosen);
  if (format === "json") return `${JSON.stringify(toValue(config), null, 2)}\n`;
  const yaml = await import("yaml");
  const document = new yaml.Document();
  document.contents = toMap(yaml, document, config);
  document.commentBefore = " Proposed by gen-connector init: each comment tells what a guess was made from.";
  return document.toString({ lineWidth: 0 });
}

function configSections(proposal: Proposal, chosen: readonly ProposedResource[]): Section {
  const { baseUrl, auth } = proposal;
  const client: Section = [
    plain("base_url", baseUrl.value, baseUrl.because),
    ...(auth === undefined ? [] : [plain("auth", auth.value, auth.because)]),
  ];
  return [
    { key: "client", value: { section: client } },
    { key: "resources", value: { sections: withParents(proposal, chosen).map(resourceSection) } },
  ];
}

/** A child needs its parent: one that was not chosen is read, and not loaded. */
function withParents({ resources }: Proposal, chosen: readonly ProposedResource[]): readonly ResourceChoice[] {
  const needed = new Set(chosen);
  for (const resource of needed) {
    const parent = resources.find(({ name }) => name === resource.parent);
    if (parent !== undefined) needed.add(parent);
  }
  return resources
    .filter((resource) => needed.has(resource))
    .map((resource) => ({ resource, selected: chosen.includes(resource) }));
}

interface ResourceChoice {
  readonly resource: ProposedResource;
  readonly selected: boolean;
}

function resourceSection({ resource, selected }: ResourceChoice): Section {
  const { name, operation, description, primaryKey, path, byPost, params, headers, json } = resource;
  const { selector, paginator, incremental } = resource;
  const about = description === undefined ? operation : `${operation}: ${description}`;
  const endpoint: Section = [
    plain("path", path),
    ...(byPost === undefined ? [] : [plain("method", "POST", byPost)]),
    ...guesses("params", params),
    ...guesses("headers", headers),
    ...(json !== undefined && Object.keys(json).length === 0
      ? [plain("json", {}, "nothing of the body is required")]
      : guesses("json", json ?? {})),
    plain("data_selector", selector.value, selector.because),
    plain("paginator", paginator.value, paginator.because),
    ...(incremental === undefined ? [] : [plain("incremental", incremental.value, incremental.because)]),
  ];
  return [
    plain("name", name, about),
    ...(selected ? [] : [plain("selected", false, "read for its children")]),
    ...(primaryKey === undefined
      ? []
      : [plain("primary_key", primaryKey.value, primaryKey.because), plain("write_disposition", "merge")]),
    { key: "endpoint", value: { section: endpoint } },
  ];
}

/** A section of values, each with its comment; none where there are no values. */
function guesses(key: string, values: Readonly<Record<string, Guess>>): Section {
  const section = Object.entries(values).map(([name, { value, because }]) => plain(name, value, because));
  return section.length === 0 ? [] : [{ key, value: { section } }];
}

function plain(key: string, value: ProposedValue, comment?: string): Entry {
  return { key, value: { plain: value }, comment };
}

function toValue(section: Section): ProposedValue {
  return Object.fromEntries(
    section.map(({ key, value }) => {
      if ("plain" in value) return [key, value.plain];
      return [key, "section" in value ? toValue(value.section) : value.sections.map(toValue)];
    }),
  );
}

function toMap(yaml: typeof import("yaml"), document: import("yaml").Document, section: Section): Node {
  const map = new yaml.YAMLMap();
  for (const { key, value, comment } of section) {
    const name = new yaml.Scalar(key);
    // A line break would end the comment.
    if (comment !== undefined) name.commentBefore = ` ${comment.replace(/[\s\p{Cc}]+/gu, " ").trim()}`;
    const pair: Pair<unknown, unknown> = new yaml.Pair(name, toNode(yaml, document, value));
    map.items.push(pair);
  }
  return map;
}

function toNode(yaml: typeof import("yaml"), document: import("yaml").Document, value: Entry["value"]): Node {
  if ("section" in value) return toMap(yaml, document, value.section);
  if ("plain" in value) return document.createNode(value.plain, { aliasDuplicateObjects: false });
  const list = new yaml.YAMLSeq();
  list.items.push(...value.sections.map((section) => toMap(yaml, document, section)));
  return list;
}

import { entryOf, type ConfigNode } from "../../read/document.js";
import { componentOf, type Component, type Finding, type Import, type ReadFile } from "./component.js";
import { streamOf, type ImportedStream } from "./stream.js";
import type { Value } from "./texts.js";

export interface ImportedManifest {
  /** The config, its keys in the order that a person would write them. */
  readonly config: { readonly [key: string]: Value };
  /** What could not be expressed, in the order of the manifest. */
  readonly findings: readonly Finding[];
}

/** Keys of a manifest that say nothing about reading. */
const NOT_READING = [
  "version",
  "definitions",
  "check",
  "spec",
  "metadata",
  "schemas",
  "api_budget",
  "concurrency_level",
];

/**
 * Turns an Airbyte low-code manifest (DeclarativeSource) into a config. What a config cannot express is listed with its
 * place; undefined when there are no streams to import. `readFile` reads the files of schemas beside the manifest.
 */
export function importAirbyte(root: ConfigNode, readFile: ReadFile = () => undefined): ImportedManifest | undefined {
  const findings: Finding[] = [];
  const context: Import = { root, findings, note: (span, message) => void findings.push({ span, message }), readFile };
  if (entryOf(root, "streams") === undefined) return undefined;
  const source = componentOf(context, root);
  if (source === undefined) return undefined;
  const streams = new Map<string, ImportedStream>();
  const add = (component: Component, selected: boolean): void => {
    const imported = streamOf(context, component);
    if (imported === undefined || streams.has(imported.name)) return;
    if (!selected) imported.resource["selected"] = false;
    streams.set(imported.name, imported);
  };
  for (const stream of source.parts("streams")) add(stream, true);
  // A parent that is no stream of its own is read for its children, and not loaded.
  for (const { parents } of [...streams.values()]) for (const parent of parents) add(parent, false);
  for (const stream of source.parts("dynamic_streams")) {
    context.note(stream.span, "streams that are made at run time have no counterpart in a config");
  }
  source.ignore(...NOT_READING);
  source.done();
  return { config: assemble(context, source, [...streams.values()]), findings: sorted(findings) };
}

/** What all streams share goes to the client, what differs stays with its endpoint. */
function assemble(context: Import, source: Component, streams: readonly ImportedStream[]): ImportedManifest["config"] {
  const [first] = streams;
  const baseUrl = first?.baseUrl;
  const auth = first?.auth;
  const retries = streams.flatMap(({ maxRetries }) => maxRetries ?? []);
  for (const { name, baseUrl: other } of streams) {
    if (same(other, baseUrl)) continue;
    context.note(source.span, `stream ${name} has another base URL: write the whole URL as its path`);
  }
  const client: Record<string, Value> = {
    base_url: baseUrl ?? "",
    ...(auth !== undefined && { auth }),
    ...(retries.length > 0 && { retry: { max_retries: Math.max(...retries) } }),
  };
  const resources = streams.map(({ resource, endpoint, auth: own }): Value => {
    const differs = !same(own, auth);
    return { ...resource, endpoint: { ...endpoint, ...(differs && { auth: own ?? null }) } };
  });
  return { client, resources };
}

function same(left: Value | undefined, right: Value | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Once for each place and message: several streams may share a part. */
function sorted(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map(findings.map((finding) => [`${finding.span.start} ${finding.message}`, finding]));
  return [...unique.values()].sort((left, right) => left.span.start - right.span.start);
}

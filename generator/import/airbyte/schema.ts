import type { ConfigNode } from "../../read/document.js";
import { readConfig } from "../../read/read.js";
import { referred, type Component, type Import } from "./component.js";
import { plainText, type Value } from "./texts.js";

/** What is in a schema beyond these values, references followed, may be any JSON. */
const MOST_VALUES = 20_000;

/**
 * The schema of a stream: written in the manifest, or in the file that its loader names. Without a loader Airbyte takes
 * `schemas/NAME.json`, if it is there.
 */
export function schemaOf(context: Import, loader: Component | undefined, stream: string): { readonly schema?: Value } {
  if (loader === undefined) return schemaFile(context, `schemas/${stream}.json`)?.schema ?? {};
  const schema = loader.type === "InlineSchemaLoader" ? loader.take("schema") : undefined;
  const file = loader.take("file_path");
  loader.done();
  if (schema !== undefined) return { schema: plainJson({ context, within: new Set(), values: 0 }, schema) };
  if (loader.type !== "JsonFileSchemaLoader") return {};
  const path = file === undefined ? `schemas/${stream}.json` : plainText(file, loader.parameters);
  const found = path === undefined ? undefined : schemaFile(context, path);
  if (found?.schema !== undefined) return found.schema;
  const problem = found?.problem ?? "it does not lie beside the manifest";
  context.note(
    file?.span ?? loader.span,
    `the schema of ${stream} was not read from its file, ${problem}: name it as schema, relative to the config`,
  );
  return {};
}

interface SchemaFile {
  readonly schema?: { readonly schema: Value };
  readonly problem?: string;
}

/** Paths of older manifests begin with the folder that the manifest itself lies in. */
function schemaFile(context: Import, path: string): SchemaFile | undefined {
  const parts = path.replace(/^\.\//, "").split("/");
  if (parts.includes("..") || path.startsWith("/")) return undefined;
  const text = context.readFile(parts.join("/")) ?? context.readFile(parts.slice(1).join("/"));
  if (text === undefined) return undefined;
  const { document } = readConfig("schema.json", text);
  if (document === undefined) return { problem: "it is no JSON" };
  if (refersElsewhere(document.root)) return { problem: "it refers to other files" };
  return { schema: { schema: plainJson({ context, within: new Set(), values: 0 }, document.root) } };
}

function refersElsewhere(node: ConfigNode): boolean {
  if (node.kind === "list") return node.items.some(refersElsewhere);
  if (node.kind !== "map") return false;
  return node.entries.some(({ key, value }) => {
    return (key === "$ref" && value.kind === "string" && !value.value.startsWith("#")) || refersElsewhere(value);
  });
}

interface SchemaReading {
  readonly context: Import;
  /** The nodes around. */
  readonly within: Set<ConfigNode>;
  values: number;
}

/**
 * A schema is data: nothing in it is a template. What it refers to in the manifest is put in its place; within itself it may be
 * any JSON.
 */
function plainJson(reading: SchemaReading, node: ConfigNode): Value {
  const { context, within } = reading;
  const target = referred(context, node);
  if (within.has(target) || ++reading.values > MOST_VALUES) {
    context.note(node.span, "a schema within itself, or one without end, is any JSON in a config");
    return {};
  }
  switch (target.kind) {
    case "map":
    case "list": {
      within.add(target);
      const inner =
        target.kind === "list"
          ? target.items.map((item) => plainJson(reading, item))
          : Object.fromEntries(target.entries.map(({ key, value }) => [key, plainJson(reading, value)]));
      within.delete(target);
      return inner;
    }
    case "code":
    case "null":
      return null;
    default:
      return target.value;
  }
}

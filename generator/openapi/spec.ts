import type { OpenAPIV2, OpenAPIV3, OpenAPIV3_1 } from "openapi-types";
import { shown } from "./place.js";

export type SpecDialect = "2.0" | "3.0" | "3.1";

/** The keys that the standards know in objects of a kind, of any dialect. */
type KeysOf<Shape> = Shape extends unknown ? `${Extract<keyof Shape, string>}` : never;

export type DocumentNode = SpecNode<KeysOf<OpenAPIV2.Document | OpenAPIV3.Document | OpenAPIV3_1.Document>>;
export type ServerKey = KeysOf<OpenAPIV3.ServerObject>;
export type PathItemKey = KeysOf<OpenAPIV2.PathItemObject | OpenAPIV3.PathItemObject>;
export type PathItemNode = SpecNode<PathItemKey>;
export type OperationNode = SpecNode<KeysOf<OpenAPIV2.OperationObject | OpenAPIV3.OperationObject>>;
export type ParameterNode = SpecNode<KeysOf<OpenAPIV2.GeneralParameterObject | OpenAPIV3.ParameterObject>>;
export type ResponseKey = KeysOf<OpenAPIV2.ResponseObject | OpenAPIV3.ResponseObject>;
export type ResponseNode = SpecNode<ResponseKey>;
export type MediaTypeKey = KeysOf<OpenAPIV3.MediaTypeObject>;
/** With those of JSON Schema 2020-12 that openapi-types does not know yet. */
export type SchemaKey =
  | KeysOf<
      OpenAPIV2.SchemaObject | OpenAPIV3.SchemaObject | OpenAPIV3_1.ArraySchemaObject | OpenAPIV3_1.NonArraySchemaObject
    >
  | "patternProperties"
  | "prefixItems"
  // Azure's documents have it in 2.0.
  | "x-ms-discriminator-value";
export type SchemaNode = SpecNode<SchemaKey>;

/**
 * A place in a spec. `Keys` are those that the standard knows there; what a document has is looked at before it is used.
 */
export interface SpecNode<Keys extends string = string> {
  /** The path or URL of the file. */
  readonly file: string;
  /** A JSON pointer (RFC 6901) into the file; empty for the whole. */
  readonly pointer: string;
  readonly value: unknown;
  /** Never there: it ties the keys to the place. */
  readonly keys?: Keys;
}

/** A spec that was read, with all files that it refers to. */
export interface Spec {
  readonly dialect: SpecDialect;
  readonly root: DocumentNode;
  /** The parsed files, by path or URL. */
  readonly files: ReadonlyMap<string, unknown>;
  /** What they were parsed from, in UTF-8; undefined for a spec that is no file. */
  readonly texts?: ReadonlyMap<string, Buffer>;
}

/** A spec that cannot be read or makes no sense; the message is meant for the user. */
export class SpecError extends Error {
  override readonly name = "SpecError";
}

/** A chain of references that is longer leads nowhere. */
const LONGEST_CHAIN = 100;

/** What a key holds; undefined where the node is no object, or lacks the key. References are not followed. */
export function child<Keys extends string, Next extends string = string>(
  node: SpecNode<Keys> | undefined,
  key: Keys,
): SpecNode<Next> | undefined {
  if (node === undefined || !isObject(node.value) || !Object.hasOwn(node.value, key)) return undefined;
  const value = node.value[key];
  if (value === undefined || value === null) return undefined;
  return { file: node.file, pointer: `${node.pointer}/${escapePointer(key)}`, value };
}

/** The entries of an object, e.g. of `paths`, in the order of the document. */
export function entries<Next extends string = string>(
  node: SpecNode | undefined,
): readonly (readonly [string, SpecNode<Next>])[] {
  if (node === undefined || !isObject(node.value)) return [];
  const { file, pointer, value } = node;
  return Object.keys(value).map((key) => [
    key,
    { file, pointer: `${pointer}/${escapePointer(key)}`, value: value[key] },
  ]);
}

/** The items of a list. */
export function items<Next extends string = string>(node: SpecNode | undefined): readonly SpecNode<Next>[] {
  if (node === undefined || !Array.isArray(node.value)) return [];
  const { file, pointer, value } = node;
  return value.map((item: unknown, index) => ({ file, pointer: `${pointer}/${index}`, value: item }));
}

/** A text, or undefined for everything else. */
export function textOf(node: SpecNode | undefined): string | undefined {
  return typeof node?.value === "string" ? node.value : undefined;
}

/**
 * Follows `$ref`, through several of them and across files.
 *
 * @throws SpecError for a reference to nothing, and for one that leads back to itself
 */
export function resolve<Keys extends string>(spec: Spec, node: SpecNode<Keys>): SpecNode<Keys> {
  let found = node;
  for (let steps = 0; steps < LONGEST_CHAIN; steps++) {
    const ref = referenceOf(found);
    if (ref === undefined) return found;
    found = targetOf(spec, found, ref);
  }
  throw new SpecError(`the reference at ${shown(spec, node)} leads back to itself`);
}

/** The text of `$ref`, where the node is a reference. */
export function referenceOf(node: SpecNode): string | undefined {
  if (!isObject(node.value) || !Object.hasOwn(node.value, "$ref")) return undefined;
  const ref = node.value["$ref"];
  return typeof ref === "string" ? ref : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function targetOf<Keys extends string>(spec: Spec, from: SpecNode<Keys>, ref: string): SpecNode<Keys> {
  const [path = "", fragment = ""] = ref.split("#", 2);
  const file = path === "" ? from.file : fileOf(spec, from.file, path);
  if (file === undefined) throw new SpecError(`${ref} at ${shown(spec, from)} is no file of this spec`);
  const pointer = decodePointer(fragment);
  if (pointer !== "" && !pointer.startsWith("/")) {
    throw new SpecError(
      `${ref} at ${shown(spec, from)} names an anchor: only JSON pointers such as #/components/… are read`,
    );
  }
  let value: unknown = spec.files.get(file);
  for (const token of pointer === "" ? [] : pointer.slice(1).split("/")) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) {
      throw new SpecError(`${ref} at ${shown(spec, from)} refers to nothing`);
    }
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return { file, pointer, value };
}

/** The file that a relative or absolute reference names, if it was read. */
function fileOf({ files }: Spec, from: string, path: string): string | undefined {
  const isUrl = /^https?:/i.test(from);
  const base = isUrl ? from : `file://${encodeURI(from.replaceAll("\\", "/"))}`;
  if (!URL.canParse(path, base)) return undefined;
  const url = new URL(path, base);
  const name = url.protocol === "file:" ? decodeURIComponent(url.pathname) : url.href;
  return files.has(name) ? name : undefined;
}

function decodePointer(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

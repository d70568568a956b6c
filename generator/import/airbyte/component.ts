import { entryOf, type ConfigNode, type MapEntry, type Span } from "../../read/document.js";

/** Something of a manifest that the config cannot say, or says differently. */
export interface Finding {
  readonly span: Span;
  readonly message: string;
}

export type ReadFile = (path: string) => string | undefined;

/** What all parts of an import share. */
export interface Import {
  readonly root: ConfigNode;
  readonly findings: Finding[];
  readonly note: (span: Span, message: string) => void;
  /** The text of a file beside the manifest, by its path with `/`; undefined where there is none. */
  readonly readFile: ReadFile;
}

/**
 * An object of a manifest: references followed, `$parameters` handed down. Every key has to be taken: what nobody took is
 * reported by `done`, so that nothing of a manifest is lost in silence.
 */
export interface Component {
  readonly type: string;
  readonly span: Span;
  readonly parameters: ReadonlyMap<string, ConfigNode>;
  /** The value under a key; undefined when it is absent or null. */
  readonly take: (key: string) => ConfigNode | undefined;
  /** An object under a key. */
  readonly part: (key: string) => Component | undefined;
  /** The objects of a list under a key, or the one object that stands there. */
  readonly parts: (key: string) => readonly Component[];
  /** Takes a key that makes no difference here. */
  readonly ignore: (...keys: readonly string[]) => void;
  /** Reports the keys that were not taken. */
  readonly done: () => void;
}

/** A chain of references that is longer leads nowhere. */
const LONGEST_CHAIN = 50;

/** Undefined when the node is no object, which is reported. */
export function componentOf(
  context: Import,
  node: ConfigNode,
  inherited: ReadonlyMap<string, ConfigNode> = new Map(),
): Component | undefined {
  const entries = entriesOf(context, node, 0);
  if (entries === undefined) {
    context.note(node.span, "an object was expected here");
    return undefined;
  }
  const own = entries.get("$parameters")?.value ?? entries.get("$options")?.value;
  const parameters = new Map([
    ...inherited,
    ...(own?.kind === "map" ? own.entries.map(({ key, value }) => [key, value] as const) : []),
  ]);
  const taken = new Set(["type", "$parameters", "$options", "$ref"]);
  const take = (key: string): ConfigNode | undefined => {
    taken.add(key);
    // As in Airbyte: a parameter stands for a key of its name that is not there.
    const value = entries.get(key)?.value ?? parameters.get(key);
    const found = value === undefined ? undefined : follow(context, value, 0);
    return found?.kind === "null" ? undefined : found;
  };
  const type = entries.get("type")?.value;
  const part = (value: ConfigNode): Component | undefined => componentOf(context, value, parameters);
  return {
    type: type?.kind === "string" ? type.value : "",
    span: node.span,
    parameters,
    take,
    part: (key) => {
      const value = take(key);
      return value && part(value);
    },
    parts: (key) => {
      const value = take(key);
      const all = value === undefined ? [] : value.kind === "list" ? value.items : [value];
      return all.flatMap((item) => part(item) ?? []);
    },
    ignore: (...keys) => keys.forEach((key) => taken.add(key)),
    done: () => {
      for (const [key, { keySpan, value }] of entries) {
        if (!taken.has(key) && value.kind !== "null") context.note(keySpan, `"${key}" has no counterpart in a config`);
      }
    },
  };
}

/** The entries of an object, with those of the object that its `$ref` names below them. */
function entriesOf(context: Import, node: ConfigNode, depth: number): Map<string, MapEntry> | undefined {
  const found = follow(context, node, depth);
  if (found.kind !== "map") return undefined;
  const ref = entryOf(found, "$ref")?.value;
  const base =
    ref?.kind === "string" && depth < LONGEST_CHAIN
      ? entriesOf(context, targetOf(context, ref.value, ref.span) ?? found, depth + 1)
      : undefined;
  return new Map([...(base ?? []), ...found.entries.map((entry) => [entry.key, entry] as const)]);
}

/** The node that a reference written as a text stands for; every other node is itself. */
function follow(context: Import, node: ConfigNode, depth: number): ConfigNode {
  if (node.kind !== "string" || !/^#\/definitions\//.test(node.value) || depth > LONGEST_CHAIN) return node;
  const target = targetOf(context, node.value, node.span);
  return target === undefined ? node : follow(context, target, depth + 1);
}

/** What a `$ref` alone, or a reference written as a text, stands for; every other node is itself. */
export function referred(context: Import, node: ConfigNode): ConfigNode {
  const ref = entryOf(node, "$ref")?.value;
  if (ref?.kind === "string" && ref.value.startsWith("#/definitions/")) {
    return follow(context, targetOf(context, ref.value, ref.span) ?? node, 0);
  }
  return follow(context, node, 0);
}

function targetOf(context: Import, ref: string, span: Span): ConfigNode | undefined {
  let found: ConfigNode | undefined = context.root;
  for (const key of ref.replace(/^#\//, "").split("/")) {
    found = found?.kind === "list" ? found.items[Number(key)] : entryOf(found, key)?.value;
  }
  if (found === undefined) context.note(span, `the reference ${ref} leads nowhere`);
  return found;
}

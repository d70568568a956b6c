import type { ConfigNode } from "../../read/document.js";
import type { Import } from "./component.js";
import { partsOf, type TextPart } from "./interpolation.js";

/** A value of the config that is made. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** What the variables of a manifest become where a text stands. */
export interface TextScope {
  /** The text of the config for a variable, e.g. `{resources.users.id}`; undefined where it has none. */
  readonly variable?: (root: string, keys: readonly string[]) => string | undefined;
  /** The whole text is a credential: `config['x']` is a secret. Default: it is a setting, unless it is one by name. */
  readonly isSecret?: boolean;
}

const SECRET_NAME = /token|secret|password|api_?key|credential|private_key/i;

/**
 * A scalar of a manifest as a value of the config. `{{ config['x'] }}` alone becomes a secret or a setting. What cannot be
 * said is noted, and undefined comes back.
 */
export function valueOf(
  context: Import,
  node: ConfigNode,
  parameters: ReadonlyMap<string, ConfigNode>,
  scope: TextScope = {},
): Value | undefined {
  switch (node.kind) {
    case "null":
      return null;
    case "boolean":
    case "number":
      return node.value;
    case "list":
      return node.items.flatMap((item) => valueOf(context, item, parameters, scope) ?? []);
    case "map":
      return Object.fromEntries(
        node.entries.flatMap(({ key, value }) => {
          const inner = valueOf(context, value, parameters, scope);
          return inner === undefined ? [] : [[key, inner]];
        }),
      );
    case "string":
      return textValue(context, node, partsOf(node.value, parameters), scope);
    case "code":
      return undefined;
    default:
      return node satisfies never;
  }
}

function textValue(
  context: Import,
  node: Extract<ConfigNode, { kind: "string" }>,
  parts: readonly TextPart[],
  scope: TextScope,
): Value | undefined {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "variable" && only.root === "config") {
    const name = only.keys.join(".");
    return scope.isSecret === true || SECRET_NAME.test(name) ? { $secret: name } : { $config: name };
  }
  const texts = parts.map((part) => {
    if (part.kind === "text") return part.text.replaceAll("{", "{{").replaceAll("}", "}}");
    return part.kind === "variable" ? scope.variable?.(part.root, part.keys) : undefined;
  });
  const missing = parts.find((_, index) => texts[index] === undefined);
  if (missing === undefined) return texts.join("");
  const shown = missing.kind === "variable" ? [missing.root, ...missing.keys].join(".") : "";
  const what =
    missing.kind === "expression" ? `the expression {{ ${missing.text} }}` : `{{ ${shown} }} within this text`;
  context.note(node.span, `${what} has no counterpart in a config`);
  return undefined;
}

/** A text that holds nothing but text once parameters are put in; undefined otherwise. */
export function plainText(
  node: ConfigNode | undefined,
  parameters: ReadonlyMap<string, ConfigNode>,
): string | undefined {
  if (node?.kind === "number") return node.text;
  if (node?.kind !== "string") return undefined;
  const parts = partsOf(node.value, parameters);
  return parts.every((part) => part.kind === "text") ? parts.map((part) => part.text).join("") : undefined;
}

/** A JSONPath of keys; keys that need quotes have them. */
export function pathText(keys: readonly string[]): string {
  return keys
    .map((key, index) => {
      if (/^-?\d+$/.test(key)) return `[${key}]`;
      if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) return `['${key.replaceAll("'", "\\'")}']`;
      return index === 0 ? key : `.${key}`;
    })
    .join("");
}

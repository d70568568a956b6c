import type { SyntaxNode } from "@lezer/common";
import { readText } from "./literals.js";
import { argumentsOf, childrenOf, compactText } from "./tree.js";

/** A value that dlt takes from its providers. */
export interface PythonSource {
  readonly key: "$secret" | "$config";
  readonly name: string;
  /** The text that names it; null when that is the key or parameter it belongs to. */
  readonly nameNode: SyntaxNode | null;
}

/**
 * Recognises `dlt.secrets["x"]`, `dlt.secrets.get("x")` and `dlt.secrets.value`, the last of which is named by `owner`,
 * the key or parameter it is given to; the same with `dlt.config`.
 */
export function sourceOf(node: SyntaxNode, text: string, owner: string | undefined): PythonSource | undefined {
  if (node.name === "CallExpression") {
    const callee = node.firstChild === null ? "" : compactText(node.firstChild, text);
    const [first] = argumentsOf(node, text);
    return callee.endsWith(".get") ? named(callee.slice(0, -".get".length), first?.value, text) : undefined;
  }
  if (node.name !== "MemberExpression") return undefined;
  const [provider, accessor, name] = childrenOf(node);
  if (provider === undefined) return undefined;
  if (accessor?.name === "[") return named(compactText(provider, text), name, text);
  const key = providerKey(compactText(provider, text));
  const isValue = name?.name === "PropertyName" && text.slice(name.from, name.to) === "value";
  return key !== undefined && isValue && owner !== undefined ? { key, name: owner, nameNode: null } : undefined;
}

function named(provider: string, nameNode: SyntaxNode | undefined, text: string): PythonSource | undefined {
  const key = providerKey(provider);
  if (key === undefined || nameNode?.name !== "String") return undefined;
  const read = readText(text.slice(nameNode.from, nameNode.to));
  return read.kind === "text" ? { key, name: read.value, nameNode } : undefined;
}

function providerKey(provider: string): PythonSource["key"] | undefined {
  switch (provider) {
    case "dlt.secrets":
      return "$secret";
    case "dlt.config":
      return "$config";
    default:
      return undefined;
  }
}

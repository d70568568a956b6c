import { createRequire } from "node:module";
import type { SyntaxNode, Tree } from "@lezer/common";
import { readText } from "./literals.js";

/**
 * Parses Python. The parser is loaded at the first call: a JSON config should not pay for it, and callers need not
 * become asynchronous for it.
 */
export function parsePython(text: string): Tree {
  const { parser } = createRequire(import.meta.url)("@lezer/python") as typeof import("@lezer/python");
  return parser.parse(text);
}

/** The children without comments. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") children.push(child);
  }
  return children;
}

/** Takes redundant parentheses off. */
export function unwrapped(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.name === "ParenthesizedExpression") {
    const content = childrenOf(inner).find(({ name }) => name !== "(" && name !== ")");
    if (content === undefined) return inner;
    inner = content;
  }
  return inner;
}

/** The first place in a stretch of the tree where the parser had to guess, or where a text is not closed. */
export function firstError(root: SyntaxNode, text: string): SyntaxNode | undefined {
  const cursor = root.cursor();
  do {
    if (cursor.from > root.to) return undefined;
    const inside = cursor.from >= root.from && cursor.to <= root.to;
    const isText = cursor.name === "String" || cursor.name === "FormatString";
    const unclosed = isText && readText(text.slice(cursor.from, cursor.to)).kind === "unclosed";
    if (inside && (cursor.type.isError || unclosed)) return cursor.node;
  } while (cursor.next() && cursor.from <= root.to);
  return undefined;
}

/** One argument of a call. */
export interface Argument {
  /** Null for a positional one. */
  readonly name: string | null;
  readonly value: SyntaxNode;
}

/** The arguments of a call, those unpacked with `*` or `**` left out. */
export function argumentsOf(call: SyntaxNode, text: string): Argument[] {
  const list = call.getChild("ArgList");
  const found: Argument[] = [];
  if (list === null) return found;
  let part: SyntaxNode[] = [];
  for (const child of childrenOf(list)) {
    if (child.name !== "," && child.name !== ")") {
      if (child.name !== "(") part.push(child);
      continue;
    }
    const [first, second, third] = part;
    if (second?.name === "AssignOp" && first !== undefined && third !== undefined) {
      found.push({ name: text.slice(first.from, first.to), value: third });
    } else if (first !== undefined && part.length === 1) {
      found.push({ name: null, value: first });
    }
    part = [];
  }
  return found;
}

/** The text of a node without white space: `dlt.secrets.get`. */
export function compactText(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to).replace(/\s+/g, "");
}

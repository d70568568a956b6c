import type { ParserOptions } from "prettier";

/** A node of TypeScript's syntax tree (ESTree's names), of which nothing is known but its kind. */
export interface SyntaxNode {
  readonly type: string;
  readonly [property: string]: unknown;
}

/**
 * The declarations of a TypeScript file, without their `export`; undefined when it does not parse. By Prettier's parser,
 * which has been loaded already to format what is compared.
 */
export async function declarationsOf(file: string, text: string): Promise<readonly SyntaxNode[] | undefined> {
  const { parsers } = await import("prettier/plugins/typescript");
  try {
    // The parser looks at no other option.
    const program: unknown = await parsers.typescript.parse(text, { filepath: file } as ParserOptions);
    if (!isNode(program)) return undefined;
    return nodes(program, "body").map((statement) => node(statement, "declaration") ?? statement);
  } catch {
    return undefined;
  }
}

export function node(parent: SyntaxNode | undefined, property: string): SyntaxNode | undefined {
  const value = parent?.[property];
  return isNode(value) ? value : undefined;
}

export function nodes(parent: SyntaxNode | undefined, property: string): readonly SyntaxNode[] {
  const value = parent?.[property];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name of an identifier, or of what has one; the value of a text. */
export function nameOf(named: SyntaxNode | undefined): string {
  if (named?.type === "Literal") return String(named["value"]);
  if (named?.type === "Identifier") return String(named["name"]);
  return named === undefined ? "" : nameOf(node(named, "id") ?? node(named, "typeName"));
}

/** The text of a node on one line. */
export function sourceOf({ range }: SyntaxNode, text: string): string {
  const [start, end] = Array.isArray(range) ? range.map(Number) : [];
  return text.slice(start, end).replace(/\s+/g, " ");
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

import { Node, Project, SyntaxKind, type SourceFile } from "ts-morph";

const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });

export function parseTypeScript(path: string, code: string): SourceFile {
  return project.createSourceFile(path, code, { overwrite: true });
}

/** What is no code: the kinds of token that a text of a config may stand in. */
const LITERALS: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.StringLiteral, SyntaxKind.NoSubstitutionTemplateLiteral]);

/** Where `text` stands in code, rather than within one literal or comment. */
export function occurrencesInCode(file: SourceFile, text: string): string[] {
  const all = file.getFullText();
  const found: string[] = [];
  for (let at = all.indexOf(text); at !== -1; at = all.indexOf(text, at + 1)) {
    const node = file.getDescendantAtPos(at);
    const end = at + text.length;
    const inLiteral = node !== undefined && LITERALS.has(node.getKind()) && node.getStart() < at && end < node.getEnd();
    if (!inLiteral && !inComment(file, at, end)) found.push(`${file.getFilePath()}: ${all.slice(at - 40, at + 40)}`);
  }
  return found;
}

function inComment(file: SourceFile, start: number, end: number): boolean {
  let inside = false;
  const look = (node: Node): void => {
    for (const range of [...node.getLeadingCommentRanges(), ...node.getTrailingCommentRanges()]) {
      inside ||= range.getPos() <= start && end <= range.getEnd();
    }
  };
  look(file);
  file.forEachDescendant((node) => (node.getFullStart() <= start && start < node.getEnd() ? look(node) : undefined));
  return inside;
}

/**
 * How many nodes of each kind a file has. Whether a name needs quotes is left out: identifiers and literals are the same,
 * as are the two ways to reach a property.
 */
export function shapeOf(file: SourceFile): Record<string, number> {
  const counts: Record<string, number> = {};
  file.forEachDescendant((node) => {
    const named = Node.isIdentifier(node) || Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node);
    const access = Node.isElementAccessExpression(node);
    // `["__proto__"]: …`, which makes a property of that name, where `"__proto__": …` would set the prototype.
    if (Node.isComputedPropertyName(node) && Node.isStringLiteral(node.getExpression())) return;
    const kind = named ? "name or text" : access ? "PropertyAccessExpression" : node.getKindName();
    counts[kind] = (counts[kind] ?? 0) + 1;
  });
  return counts;
}

import type { DataShape, ResourceShape, TypeShape } from "./data-shape.js";
import { readPlan } from "./read-plan.js";
import { readType, readTypes } from "./read-types.js";
import { declarationsOf, nameOf, node, nodes, type SyntaxNode } from "./syntax.js";

/** What a connector's files say, and those that do not parse. */
export interface ReadShape {
  readonly shape: DataShape;
  readonly unreadable: readonly string[];
}

const INDEX = "index.ts";

/**
 * Reads the data shape from the text of emitted files, by the same eyes for what was written once and for what would be
 * written now. Files without a part in it are passed over.
 */
export async function readShape(files: ReadonlyMap<string, string>): Promise<ReadShape> {
  const resources = new Map<string, ResourceShape>();
  const unreadable: string[] = [];
  let loadable: readonly string[] | null = null;
  for (const [file, text] of files) {
    if (file !== INDEX && !text.includes(": LoadPlan = {")) continue;
    const declarations = await declarationsOf(file, text);
    if (declarations === undefined) unreadable.push(file);
    else if (file === INDEX) loadable = loadableOf(declarations);
    else for (const [name, resource] of resourceOf(file, declarations, text)) resources.set(name, resource);
  }
  return { shape: { resources, loadable }, unreadable };
}

function resourceOf(
  file: string,
  declarations: readonly SyntaxNode[],
  text: string,
): readonly (readonly [string, ResourceShape])[] {
  const found = readPlan(declarations, text);
  if (found === undefined) return [];
  const { resource, plan } = found;
  return [[resource, { file, types: readTypes(declarations, text), row: rowOf(declarations, text), plan }]];
}

/** The reader is the first function, and returns `AsyncGenerator<Page<Row>, void, undefined>`. */
function rowOf(declarations: readonly SyntaxNode[], text: string): TypeShape {
  const reader = declarations.find((declaration) => declaration.type === "FunctionDeclaration");
  const [page] = typeArgumentsOf(node(node(reader, "returnType"), "typeAnnotation"));
  return readType(typeArgumentsOf(page)[0], text);
}

function typeArgumentsOf(type: SyntaxNode | undefined): readonly SyntaxNode[] {
  return nodes(node(type, "typeArguments"), "params");
}

/** `LoadableName` of the index: a union of texts. */
function loadableOf(declarations: readonly SyntaxNode[]): readonly string[] | null {
  const alias = declarations.find((declaration) => nameOf(declaration) === "LoadableName");
  if (alias === undefined) return null;
  const type = node(alias, "typeAnnotation");
  const members = type?.type === "TSUnionType" ? nodes(type, "types") : type === undefined ? [] : [type];
  return members.flatMap((member) => {
    const literal = node(member, "literal");
    return literal === undefined ? [] : [nameOf(literal)];
  });
}

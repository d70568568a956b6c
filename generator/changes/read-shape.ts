import type { DataShape, ResourceShape, TypeShape } from "./data-shape.js";
import { createReach, isSchemaFile } from "./reached-files.js";
import { readPlan } from "./read-plan.js";
import { readType, readTypes } from "./read-types.js";
import { declarationsOf, nameOf, node, nodes, type SyntaxNode } from "./syntax.js";

/** What a connector's files say, and what does not parse. */
export interface ReadShape {
  readonly shape: DataShape;
  /** By the file of a resource, or the index, the file that does not parse: itself, or one in `schemas/` that it leads to. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** The types that a file declares, by name. */
type Types = ResourceShape["types"];

const INDEX = "index.ts";

/**
 * Reads the data shape from the text of emitted files, by the same eyes for what was written once and for what would be
 * written now. Files without a part in it are passed over, and those that are not `asked` for: of types in `schemas/` only
 * those are read that a resource leads to.
 */
export async function readShape(
  files: ReadonlyMap<string, string>,
  isAsked: (file: string) => boolean = () => true,
): Promise<ReadShape> {
  const resources = new Map<string, ResourceShape>();
  const unreadable = new Map<string, string>();
  const schemas = new Map<string, Types | undefined>();
  const reach = createReach(files);
  let loadable: readonly string[] | null = null;
  const readSchemas = async (file: string): Promise<Types | undefined> => {
    if (schemas.has(file)) return schemas.get(file);
    const text = files.get(file) ?? "";
    const declarations = await declarationsOf(file, text);
    const types = declarations && readTypes(declarations, text);
    schemas.set(file, types);
    return types;
  };
  for (const [file, text] of files) {
    if (!isAsked(file) || (file !== INDEX && !holdsPlan(file, text))) continue;
    const declarations = await declarationsOf(file, text);
    if (declarations === undefined) unreadable.set(file, file);
    else if (file === INDEX) loadable = loadableOf(declarations);
    else {
      const found = resourceOf(file, declarations, text);
      if (found === undefined) continue;
      const shared = new Map<string, string>();
      const types = new Map(found.shape.types);
      for (const schema of reach(file).filter(isSchemaFile)) {
        const declared = await readSchemas(schema);
        if (declared === undefined) unreadable.set(file, schema);
        for (const [name, type] of declared ?? []) {
          if (types.has(name)) continue;
          types.set(name, type);
          shared.set(name, schema);
        }
      }
      if (!unreadable.has(file)) resources.set(found.resource, { ...found.shape, types, shared });
    }
  }
  return { shape: { resources, loadable }, unreadable };
}

/** Whether a file is that of a resource. */
export function holdsPlan(file: string, text: string): boolean {
  return !file.includes("/") && text.includes(": LoadPlan = {");
}

interface FoundResource {
  readonly resource: string;
  readonly shape: Omit<ResourceShape, "shared">;
}

function resourceOf(file: string, declarations: readonly SyntaxNode[], text: string): FoundResource | undefined {
  const found = readPlan(declarations, text);
  if (found === undefined) return undefined;
  const { resource, plan } = found;
  return { resource, shape: { file, types: readTypes(declarations, text), row: rowOf(declarations, text), plan } };
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

import type { ObjectShape, TypeShape } from "./data-shape.js";
import { nameOf, node, nodes, sourceOf, type SyntaxNode } from "./syntax.js";

/** The interfaces and type aliases among declarations, by name. */
export function readTypes(declarations: readonly SyntaxNode[], text: string): ReadonlyMap<string, TypeShape> {
  const types = new Map<string, TypeShape>();
  for (const declaration of declarations) {
    if (declaration.type === "TSInterfaceDeclaration") {
      types.set(nameOf(declaration), readObject(nodes(node(declaration, "body"), "body"), text));
    }
    if (declaration.type === "TSTypeAliasDeclaration") {
      types.set(nameOf(declaration), readType(node(declaration, "typeAnnotation"), text));
    }
  }
  return types;
}

/** The type that a node of the syntax tree is. */
export function readType(type: SyntaxNode | undefined, text: string): TypeShape {
  if (type === undefined) return { kind: "other", text: "" };
  switch (type.type) {
    case "TSUnknownKeyword":
      return { kind: "any", name: "unknown" };
    case "TSStringKeyword":
    case "TSNumberKeyword":
    case "TSBigIntKeyword":
    case "TSBooleanKeyword":
    case "TSNullKeyword":
    case "TSNeverKeyword":
      return { kind: "keyword", name: sourceOf(type, text) };
    case "TSLiteralType":
      return { kind: "literal", text: sourceOf(type, text) };
    case "TSArrayType":
      return { kind: "list", items: readType(node(type, "elementType"), text) };
    case "TSTypeLiteral":
      return readObject(nodes(type, "members"), text);
    case "TSUnionType":
    case "TSIntersectionType":
      return {
        kind: type.type === "TSUnionType" ? "union" : "intersection",
        members: nodes(type, "types").map((member) => readType(member, text)),
      };
    case "TSTypeReference":
      return readReference(type, text);
    default:
      return { kind: "other", text: sourceOf(type, text) };
  }
}

function readReference(type: SyntaxNode, text: string): TypeShape {
  const name = nameOf(type);
  if (node(type, "typeArguments") !== undefined || name === "") return { kind: "other", text: sourceOf(type, text) };
  return name === "JsonValue" ? { kind: "any", name } : { kind: "named", name };
}

function readObject(members: readonly SyntaxNode[], text: string): ObjectShape {
  const typeOf = (member: SyntaxNode) => readType(node(node(member, "typeAnnotation"), "typeAnnotation"), text);
  const others = members.find((member) => member.type === "TSIndexSignature");
  const properties = members.filter((member) => member.type === "TSPropertySignature");
  return {
    kind: "object",
    fields: new Map(
      properties.map((property) => {
        return [nameOf(node(property, "key")), { type: typeOf(property), optional: property["optional"] === true }];
      }),
    ),
    otherFields: others === undefined ? null : typeOf(others),
  };
}

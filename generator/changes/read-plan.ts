import type { ColumnShape, PlanShape } from "./data-shape.js";
import { nameOf, node, nodes, sourceOf, type SyntaxNode } from "./syntax.js";

export interface NamedPlan {
  /** The resource, as the config names it. */
  readonly resource: string;
  readonly plan: PlanShape;
}

/** The load plan among the declarations of a resource's file; undefined without one. */
export function readPlan(declarations: readonly SyntaxNode[], text: string): NamedPlan | undefined {
  const variables = declarations.flatMap((declaration) => nodes(declaration, "declarations"));
  const variable = variables.find((declared) => typeNameOf(node(declared, "id")) === "LoadPlan");
  if (variable === undefined) return undefined;
  const plan = propertiesOf(node(variable, "init"));
  const resource = plan.get("resource");
  if (resource?.type !== "Literal") return undefined;
  const words = (property: string) => nodes(plan.get(property), "elements").map(nameOf).join(", ");
  const source = (property: string) => shown(plan.get(property), text);
  return {
    resource: nameOf(resource),
    plan: {
      table: nameOf(plan.get("table")),
      writeDisposition: [nameOf(plan.get("writeDisposition")), strategyOf(plan.get("strategy"), text)].join(""),
      primaryKey: words("primaryKey"),
      mergeKey: words("mergeKey"),
      contract: contractOf(plan.get("contract"), text),
      maxTableNesting: source("maxTableNesting"),
      columns: columnsOf(plan.get("declared"), text),
    },
  };
}

function typeNameOf(variable: SyntaxNode | undefined): string {
  return nameOf(node(node(variable, "typeAnnotation"), "typeAnnotation"));
}

function propertiesOf(object: SyntaxNode | undefined): ReadonlyMap<string, SyntaxNode> {
  const properties = new Map<string, SyntaxNode>();
  for (const property of nodes(object, "properties")) {
    const value = node(property, "value");
    if (value !== undefined) properties.set(nameOf(node(property, "key")), value);
  }
  return properties;
}

/** `deleteInsert()` is the strategy `delete-insert`; its options are shown as they are written. */
function strategyOf(call: SyntaxNode | undefined, text: string): string {
  if (call === undefined) return "";
  const name = nameOf(node(call, "callee")).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return ` (${[name, ...nodes(call, "arguments").map((argument) => shown(argument, text))].join(" ")})`;
}

function contractOf(call: SyntaxNode | undefined, text: string): string {
  const [modes] = nodes(call, "arguments");
  return modes === undefined ? "" : shown(modes, text);
}

function columnsOf(declared: SyntaxNode | undefined, text: string): PlanShape["columns"] {
  const tables = nodes(declared, "elements").map(propertiesOf);
  return new Map(
    tables.map((table) => {
      const columns = nodes(table.get("columns"), "elements").map(propertiesOf);
      return [nameOf(table.get("table")), new Map(columns.map((column) => columnOf(column, text)))];
    }),
  );
}

function columnOf(properties: ReadonlyMap<string, SyntaxNode>, text: string): readonly [string, ColumnShape] {
  const said = [...properties].filter(([name]) => name !== "name" && name !== "description");
  return [nameOf(properties.get("name")), new Map(said.map(([name, value]) => [name, shown(value, text)]))];
}

/** A text without its quotes, anything else as it is written. */
function shown(value: SyntaxNode | undefined, text: string): string {
  if (value === undefined) return "";
  return value.type === "Literal" && typeof value["value"] === "string" ? value["value"] : sourceOf(value, text);
}

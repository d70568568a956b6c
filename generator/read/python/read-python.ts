import type { SyntaxNode, Tree } from "@lezer/common";
import type { ConfigNode } from "../document.js";
import type { Reading } from "../reading.js";
import { meaningOf } from "./names.js";
import { argumentsOf, childrenOf, firstError, parsePython, unwrapped } from "./tree.js";
import { readValue } from "./values.js";

const CONFIG_FUNCTIONS: ReadonlySet<string> = new Set(["rest_api_source", "rest_api_resources"]);
const CONFIG_TYPE = /\bRESTAPIConfig\b/;

/** An expression that is, or should be, a config; `start` is where it is put to use. */
interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly value: SyntaxNode;
}

/**
 * Reads the one config of a Python file without running it: the argument of `rest_api_source` or `rest_api_resources`,
 * or what is assigned to a name of type `RESTAPIConfig`. Reports why there is none, or no single one.
 */
export function readPython(reading: Reading): ConfigNode | undefined {
  const tree = parsePython(reading.text);
  const candidates = findCandidates(tree, reading.text);
  const [only, ...others] = candidates;
  if (only === undefined) {
    const broken = firstError(tree.topNode, reading.text);
    if (broken === undefined) reading.report("python-no-config", 0, 0, {});
    else reading.report("python-syntax", broken.from, Math.max(broken.to, broken.from + 1), {});
    return undefined;
  }
  if (others.length > 0) {
    const lines = candidates.map(({ start }) => reading.line(start));
    const [second] = others;
    reading.report("python-several-configs", second?.start ?? 0, second?.end ?? 0, { lines });
    return undefined;
  }
  const broken = firstError(definitionOf(only.value, reading.text), reading.text);
  if (broken !== undefined) {
    reading.report("python-syntax", broken.from, Math.max(broken.to, broken.from + 1), {});
    return undefined;
  }
  const root = readValue(reading, only.value);
  if (root.kind === "map") return root;
  reading.report("python-config-not-literal", only.value.from, only.value.to, { found: describeRoot(root) });
  return undefined;
}

function describeRoot(root: ConfigNode): string {
  if (root.kind !== "code") return `a ${root.kind}`;
  return /^\w+$/.test(root.text) ? `the name ${root.text}, which is not assigned once` : "an expression";
}

/** Whether a piece of Python is likely to hold a config; it may be broken. */
export function looksLikePythonConfig(text: string): boolean {
  return /\brest_api_(?:source|resources)\s*\(/.test(text) || /\bRESTAPIConfig\s*(?:\]|["'])?\s*=/.test(text);
}

function findCandidates(tree: Tree, text: string): Candidate[] {
  const byValue = new Map<number, Candidate>();
  const cursor = tree.cursor();
  do {
    const value = candidateValue(cursor.name, () => cursor.node, text);
    if (value === undefined) continue;
    const definition = definitionOf(value, text);
    const known = byValue.get(definition.from);
    if (known === undefined) byValue.set(definition.from, { start: cursor.from, end: cursor.to, value });
  } while (cursor.next());
  return [...byValue.values()].sort((left, right) => left.start - right.start);
}

function candidateValue(kind: string, node: () => SyntaxNode, text: string): SyntaxNode | undefined {
  if (kind === "CallExpression") return configArgument(node(), text);
  if (kind === "AssignStatement") return typedAssignment(node(), text);
  return undefined;
}

/** The first positional argument or `config=`, of a call by name or by any module's attribute. */
function configArgument(call: SyntaxNode, text: string): SyntaxNode | undefined {
  const callee = call.firstChild;
  const name = callee?.name === "MemberExpression" ? callee.lastChild : callee;
  if (name === null || name === undefined || !CONFIG_FUNCTIONS.has(text.slice(name.from, name.to))) return undefined;
  const given = argumentsOf(call, text);
  return (given.find((argument) => argument.name === "config") ?? given.find((argument) => argument.name === null))
    ?.value;
}

function typedAssignment(statement: SyntaxNode, text: string): SyntaxNode | undefined {
  const parts = childrenOf(statement);
  const type = parts.find(({ name }) => name === "TypeDef");
  if (type === undefined || !CONFIG_TYPE.test(text.slice(type.from, type.to))) return undefined;
  const assigned = parts.findIndex(({ name }) => name === "AssignOp");
  return assigned < 0 ? undefined : parts[assigned + 1];
}

/** What a name is assigned, so that a dict and its use count as one config; the expression itself otherwise. */
function definitionOf(value: SyntaxNode, text: string): SyntaxNode {
  let node = unwrapped(value);
  for (let step = 0; step < 10 && node.name === "VariableName"; step++) {
    const meaning = meaningOf(node, text);
    if (meaning.kind !== "assigned") break;
    node = unwrapped(meaning.value);
  }
  return node;
}

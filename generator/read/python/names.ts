import type { SyntaxNode } from "@lezer/common";
import { childrenOf } from "./tree.js";

/** What a name stands for, as far as reading tells. */
export type Meaning =
  /** Assigned once. `changedAt` is where what it stands for is changed later. */
  | { readonly kind: "assigned"; readonly value: SyntaxNode; readonly changedAt: SyntaxNode | undefined }
  /** A parameter with a default. */
  | { readonly kind: "parameter"; readonly value: SyntaxNode }
  /** Bound elsewhere, twice, or by what is no plain assignment. */
  | { readonly kind: "unknown" };

/** Methods that change the list or dict they belong to. */
const CHANGING_METHODS: ReadonlySet<string> = new Set([
  ...["append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update"],
  ...["__setitem__", "__delitem__"],
]);

type Use =
  | { readonly kind: "assigned" | "parameter"; readonly value: SyntaxNode }
  | { readonly kind: "bound" }
  | { readonly kind: "changed" }
  | { readonly kind: "read" };

/** Looks a name up as Python would: in the functions around it, innermost first, then in the module. */
export function meaningOf(name: SyntaxNode, text: string): Meaning {
  const spelling = text.slice(name.from, name.to);
  for (let scope = scopeAround(name); scope !== null; scope = scopeAround(scope)) {
    const uses: Use[] = [];
    let changedAt: SyntaxNode | undefined;
    for (const occurrence of occurrences(scope, spelling, text)) {
      const use = useOf(occurrence, text);
      const here = isSameNode(scopeAround(occurrence), scope);
      if (use.kind === "changed") changedAt ??= occurrence;
      else if (use.kind !== "read" && here) uses.push(use);
    }
    const [only] = uses;
    if (only === undefined) continue;
    if (uses.length > 1 || only.kind === "bound") return { kind: "unknown" };
    if (only.kind === "assigned") return { kind: "assigned", value: only.value, changedAt };
    if (only.kind === "parameter") return { kind: "parameter", value: only.value };
  }
  return { kind: "unknown" };
}

/** The function or module around a node; null around the module. Comprehensions and classes do not count. */
function scopeAround(node: SyntaxNode): SyntaxNode | null {
  let scope = node.parent;
  while (scope !== null && scope.name !== "FunctionDefinition" && scope.name !== "Script") scope = scope.parent;
  return scope;
}

function isSameNode(left: SyntaxNode | null, right: SyntaxNode): boolean {
  return left !== null && left.name === right.name && left.from === right.from && left.to === right.to;
}

function occurrences(scope: SyntaxNode, spelling: string, text: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const cursor = scope.cursor();
  do {
    if (cursor.from > scope.to) break;
    if (cursor.name === "VariableName" && text.slice(cursor.from, cursor.to) === spelling) found.push(cursor.node);
  } while (cursor.next());
  return found;
}

function useOf(node: SyntaxNode, text: string): Use {
  const parent = node.parent;
  switch (parent?.name) {
    case "AssignStatement":
      return useInAssignment(node, parent);
    case "ParamList":
      return useInParameters(node);
    case "MemberExpression":
      return isChanged(node, text) ? { kind: "changed" } : { kind: "read" };
    case "ForStatement":
    case "ArrayComprehensionExpression":
    case "DictionaryComprehensionExpression":
      return node.prevSibling?.name === "for" ? { kind: "bound" } : { kind: "read" };
    case "WithStatement":
    case "TryStatement":
      return node.prevSibling?.name === "as" ? { kind: "bound" } : { kind: "read" };
    case "UpdateStatement":
    case "NamedExpression":
      return node.prevSibling === null ? { kind: "bound" } : { kind: "read" };
    case "TupleExpression":
    case "ArrayExpression":
      return isAssignmentTarget(parent) ? { kind: "bound" } : { kind: "read" };
    case "FunctionDefinition":
    case "ClassDefinition":
    case "DeleteStatement":
    case "ImportStatement":
    case "ScopeStatement":
    case "CapturePattern":
      return { kind: "bound" };
    default:
      return { kind: "read" };
  }
}

function useInAssignment(node: SyntaxNode, statement: SyntaxNode): Use {
  if (!isAssignmentTarget(node)) return { kind: "read" };
  const parts = childrenOf(statement);
  const value = parts.at(-1);
  const plain = parts.every(({ name }) => name !== ",");
  return plain && value !== undefined ? { kind: "assigned", value } : { kind: "bound" };
}

function useInParameters(node: SyntaxNode): Use {
  if (node.prevSibling?.name === "AssignOp") return { kind: "read" };
  for (let sibling = node.nextSibling; sibling !== null && sibling.name !== ","; sibling = sibling.nextSibling) {
    if (sibling.name === "AssignOp" && sibling.nextSibling !== null) {
      return { kind: "parameter", value: sibling.nextSibling };
    }
  }
  return { kind: "bound" };
}

/** Whether a child of an assignment stands before its last `=`. */
function isAssignmentTarget(node: SyntaxNode): boolean {
  if (node.parent?.name !== "AssignStatement") return false;
  for (let sibling = node.nextSibling; sibling !== null; sibling = sibling.nextSibling) {
    if (sibling.name === "AssignOp") return true;
  }
  return false;
}

/** `x["a"] = 1`, `del x["a"]`, `x["a"].append(1)`. */
function isChanged(node: SyntaxNode, text: string): boolean {
  let outer = node;
  while (outer.parent?.name === "MemberExpression" && outer.parent.firstChild?.from === outer.from)
    outer = outer.parent;
  const parent = outer.parent;
  if (parent === null) return false;
  if (parent.name === "CallExpression") {
    const method = outer.lastChild;
    const called = parent.firstChild?.to === outer.to && method?.name === "PropertyName";
    return called && CHANGING_METHODS.has(text.slice(method.from, method.to));
  }
  if (parent.name === "UpdateStatement") return outer.prevSibling === null;
  return parent.name === "DeleteStatement" || isAssignmentTarget(outer);
}

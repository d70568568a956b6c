import { Node, type Signature, type SourceFile, type Type } from "ts-morph";
import type { Collector, Place } from "../diagnostics/collector.js";
import type { ModuleUse } from "../emit/module-uses.js";

/** A function of the user's beside what the connector needs. */
export interface FunctionCheck {
  readonly use: ModuleUse;
  /** Where the user declares it. */
  readonly declaration: Node;
  readonly needed: Type;
  readonly written: Type;
  /** The file that the two types were made in: what it imports is called by its own name. */
  readonly types: SourceFile;
  readonly report: Collector["report"];
}

/** Reports the first thing that keeps a function from being used as the config says, at its own place. */
export function checkFunction(check: FunctionCheck): void {
  const { written, needed, use } = check;
  const [signature, ...overloads] = written.getCallSignatures();
  const [role] = needed.getCallSignatures();
  if (written.isAssignableTo(needed) && (signature === undefined || !isUnusable(signature, use))) return;
  const details = detailsOf(check);
  const place = namePlace(check.declaration);
  if (signature === undefined) {
    const found = written.isAny() ? "something without a type" : textOf(check, written);
    return check.report("hook-no-function", place, { ...details, found });
  }
  if (role === undefined || overloads.length > 0 || !reportMismatch(check, signature, role)) {
    check.report("hook-type", place, { ...details, found: textOf(check, written) });
  }
}

/** Whether one of the parameters, or the result, is what does not fit. */
function reportMismatch(check: FunctionCheck, signature: Signature, role: Signature): boolean {
  const details = detailsOf(check);
  const parameters = signature.getParameters();
  const given = role.getParameters();
  const required = parameters.filter((parameter) => !isOptional(parameter.getValueDeclaration()));
  if (required.length > given.length) {
    const place = placeOf(required[given.length]?.getValueDeclaration() ?? check.declaration);
    check.report("hook-parameters", place, { ...details, required: required.length });
    return true;
  }
  for (const [index, parameter] of parameters.entries()) {
    const takes = parameter.getTypeAtLocation(check.declaration);
    const gets = given[index]?.getTypeAtLocation(check.types);
    if (gets === undefined || gets.isAssignableTo(takes)) continue;
    const texts = { takes: textOf(check, takes), gets: textOf(check, gets) };
    check.report("hook-parameter", placeOf(parameter.getValueDeclaration() ?? check.declaration), {
      ...details,
      ...texts,
    });
    return true;
  }
  const result = signature.getReturnType();
  if (result.isAssignableTo(role.getReturnType()) && !isUnusable(signature, check.use)) return false;
  check.report("hook-result", resultPlace(check, signature), {
    ...details,
    found: textOf(check, result),
    result: check.use.result,
  });
  return true;
}

/** A promise and a list are objects, and no records. */
function isUnusable(signature: Signature, { result }: ModuleUse): boolean {
  const type = signature.getReturnType();
  return result === "an object" && (type.isArray() || type.isTuple() || type.getSymbol()?.getName() === "Promise");
}

function isOptional(declaration: Node | undefined): boolean {
  return Node.isParameterDeclaration(declaration) && (declaration.isOptional() || declaration.isRestParameter());
}

/** The name of a declaration, else all of it. */
function namePlace(declaration: Node): Place {
  const named = Node.isFunctionDeclaration(declaration) || Node.isVariableDeclaration(declaration);
  return placeOf((named ? declaration.getNameNode() : undefined) ?? declaration);
}

/** The written type of a result, else the name of the function. */
function resultPlace({ declaration }: FunctionCheck, signature: Signature): Place {
  const node = signature.getDeclaration();
  const written = Node.isReturnTyped(node) ? node.getReturnTypeNode() : undefined;
  return written === undefined ? namePlace(declaration) : placeOf(written);
}

function placeOf(node: Node): Place {
  return { span: { start: node.getStart(), end: node.getEnd() }, path: "" };
}

function detailsOf({ use }: FunctionCheck): { readonly name: string; readonly role: string; readonly needed: string } {
  return { name: use.reference.name, role: use.role, needed: use.shown ?? use.needed };
}

function textOf({ types }: FunctionCheck, type: Type): string {
  return type.getText(types);
}

import type { JsonPath, PathCondition, PathStep } from "../paths/steps.js";
import { type Code, listLiteral, literal } from "./encode.js";
import type { Imports } from "./imports.js";

const SELECT = "./http/select.js";
const COMPARE = "./http/compare.js";

/** The code that finds a path's matches in a value: one expression, or a list of them. */
interface Matches {
  readonly many: boolean;
  readonly code: Code;
}

/** The rows that a selector finds in `root`. */
export function rowsCode(path: JsonPath, root: Code, imports: Imports): Code {
  const { many, code } = matchesCode(path, root, imports);
  return `${imports.value(SELECT, "rowsOf")}(${many ? code : `[${code}]`})`;
}

/** The first match of a path in `root`; undefined when there is none. */
export function firstMatchCode(path: JsonPath, root: Code, imports: Imports): Code {
  const { many, code } = matchesCode(path, root, imports);
  return many ? `${code}.find((match) => match !== undefined)` : code;
}

function matchesCode(path: JsonPath, root: Code, imports: Imports): Matches {
  return path.reduce<Matches>((found, step) => nextMatches(found, step, imports), { many: false, code: root });
}

function nextMatches({ many, code }: Matches, step: PathStep, imports: Imports): Matches {
  const { single, call } = stepCode(step, imports);
  if (!many) return { many: !single, code: call(code) };
  return { many: true, code: `${code}.${single ? "map" : "flatMap"}((match) => ${call("match")})` };
}

/** What a step finds in a value: at most one match when `single`, else a list of them. */
interface StepCode {
  readonly single: boolean;
  readonly call: (value: Code) => Code;
}

function stepCode(step: PathStep, imports: Imports): StepCode {
  const helper = (name: string) => imports.value(SELECT, name);
  const many = (call: (value: Code) => Code): StepCode => ({ single: false, call });
  switch (step.kind) {
    case "field":
      return { single: true, call: (value) => `${helper("field")}(${value}, ${literal(step.name)})` };
    case "index":
      return { single: true, call: (value) => `${helper("element")}(${value}, ${step.index})` };
    case "wildcard":
      return many((value) => `${helper("values")}(${value})`);
    case "descendants":
      return many((value) => `${helper("descendants")}(${value})`);
    case "fields":
      return many((value) => {
        return `${listLiteral(step.names.map(literal))}.map((name) => ${helper("field")}(${value}, name))`;
      });
    case "indexes":
      return many((value) => {
        return `${listLiteral(step.indexes.map(String))}.map((index) => ${helper("element")}(${value}, index))`;
      });
    case "slice":
      return many((value) => `${helper("slice")}(${value}, ${step.start}, ${step.end}, ${step.step ?? 1})`);
    case "filter":
      return many((value) => {
        return `${helper("values")}(${value}).filter((item) => ${conditionCode(step.condition, "item", imports)})`;
      });
    case "union":
      return many((value) => {
        const alternatives = step.paths.map((path) => matchesCode(path, "whole", imports));
        const listed = alternatives.map(({ many: several, code }) => (several ? `...${code}` : code));
        return `[${value}].flatMap((whole) => ${listLiteral(listed)})`;
      });
  }
}

/** jsonpath-ng: a comparison holds when any match of its path satisfies it. */
function conditionCode(condition: PathCondition, item: Code, imports: Imports): Code {
  switch (condition.kind) {
    case "and":
    case "or": {
      const operands = condition.conditions.map((inner) => conditionCode(inner, item, imports));
      return `(${operands.join(condition.kind === "and" ? " && " : " || ")})`;
    }
    case "exists": {
      const { many, code } = matchesCode(condition.path, item, imports);
      return many ? `${code}.some((found) => found !== undefined)` : `${code} !== undefined`;
    }
    case "compare": {
      const { many, code } = matchesCode(condition.path, item, imports);
      if (!many) return comparison(condition, code, imports);
      const any = `${code}.some((found) => ${comparison(condition, "found", imports)})`;
      // What is not there differs from everything.
      return condition.operator === "!=" ? `(${code}.length === 0 || ${any})` : any;
    }
  }
}

function comparison(
  { operator, value }: Extract<PathCondition, { kind: "compare" }>,
  found: Code,
  imports: Imports,
): Code {
  if (operator === "=~") return `${imports.value(COMPARE, "matchesPattern")}(${found}, ${literal(String(value))})`;
  const expected = typeof value === "string" ? literal(value) : String(value);
  return `${imports.value(COMPARE, "compares")}(${found}, ${literal(operator)}, ${expected})`;
}

import type { Code } from "./encode.js";

/** As Prettier is told to print emitted files. */
export const PRINT_WIDTH = 120;

/** A statement of the few kinds that checks are made of. */
export type Statement =
  | { readonly kind: "call"; readonly name: Code; readonly args: readonly Code[] }
  /** `tests` all hold. */
  | {
      readonly kind: "if";
      readonly tests: readonly Code[];
      readonly then: Statement;
      readonly otherwise: Statement | null;
    }
  /** `head` is what stands between the parentheses. */
  | { readonly kind: "for"; readonly head: Code; readonly body: Statement }
  | { readonly kind: "block"; readonly body: readonly Statement[] };

export type FunctionKeyword = "function" | "export function";

/** What Prettier prints in another way than here: it has to print the statement then. */
class NotLaidOut extends Error {}

/**
 * The lines of a function, laid out as Prettier would. Undefined where that is not known: a text that it would quote
 * otherwise, a line that breaks within an expression. Prettier needs some seconds for the checks of a large API.
 */
export function layOutFunction(
  name: Code,
  parameters: readonly Code[],
  body: readonly Statement[],
  keyword: FunctionKeyword = "function",
): Code | undefined {
  const flat = `${keyword} ${name}(${parameters.join(", ")}): void {`;
  const head = fits(flat) ? [flat] : [`${keyword} ${name}(`, ...parameters.map((one) => `  ${one},`), "): void {"];
  try {
    const lines = [...head, ...body.flatMap((statement) => layOut(requoted(statement), "  ", "")), "}"];
    return lines.every(isPlain) ? lines.join("\n") : undefined;
  } catch (error) {
    if (error instanceof NotLaidOut) return undefined;
    throw error;
  }
}

/** The same on one line each, for Prettier. */
export function statementCode(statement: Statement): Code {
  switch (statement.kind) {
    case "call":
      return `${statement.name}(${statement.args.join(", ")});`;
    case "if": {
      const { tests, then, otherwise } = statement;
      const rest = otherwise === null ? "" : ` else ${statementCode(otherwise)}`;
      return `if (${tests.join(" && ")}) ${statementCode(then)}${rest}`;
    }
    case "for":
      return `for (${statement.head}) ${statementCode(statement.body)}`;
    case "block":
      return `{ ${statement.body.map(statementCode).join(" ")} }`;
  }
}

/** Whether Prettier counts the characters of a line as they are counted here, and writes its numbers as they are. */
export function isPlain(line: Code): boolean {
  return !/[^\u0020-\u007e]|\de\+/.test(line);
}

/** Code whose texts are in double quotes, with those that Prettier prefers: single ones around a text with double ones. */
export function withPreferredQuotes(code: Code): Code {
  return code.replace(/"((?:[^"\\]|\\.)*)"/g, (whole, inner: string) => {
    const doubles = inner.match(/\\"/g)?.length ?? 0;
    const singles = inner.match(/'/g)?.length ?? 0;
    return doubles > singles ? `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'` : whole;
  });
}

function requoted(statement: Statement): Statement {
  switch (statement.kind) {
    case "call":
      return { ...statement, args: statement.args.map(withPreferredQuotes) };
    case "if": {
      const otherwise = statement.otherwise && requoted(statement.otherwise);
      return {
        ...statement,
        tests: statement.tests.map(withPreferredQuotes),
        then: requoted(statement.then),
        otherwise,
      };
    }
    case "for":
      return { ...statement, head: withPreferredQuotes(statement.head), body: requoted(statement.body) };
    case "block":
      return { ...statement, body: statement.body.map(requoted) };
  }
}

export function fits(line: Code): boolean {
  return line.length <= PRINT_WIDTH;
}

/** `lead` stands before the statement on its first line: `} else `. */
function layOut(statement: Statement, indent: string, lead: string): readonly Code[] {
  switch (statement.kind) {
    case "call":
      return layOutCall(statement, indent, lead);
    case "if":
      return layOutIf(statement, indent, lead);
    case "for": {
      const first = unbroken(`${indent}${lead}for (${statement.head}) {`);
      return [first, ...layOutBody(statement.body, indent), `${indent}}`];
    }
    case "block":
      return [`${indent}${lead}{`, ...layOutBody(statement, indent), `${indent}}`];
  }
}

function layOutBody(statement: Statement, indent: string): readonly Code[] {
  const body = statement.kind === "block" ? statement.body : [statement];
  return body.flatMap((inner) => layOut(inner, `${indent}  `, ""));
}

function layOutCall(
  { name, args }: Extract<Statement, { kind: "call" }>,
  indent: string,
  lead: string,
): readonly Code[] {
  const flat = `${indent}${lead}${name}(${args.join(", ")});`;
  if (fits(flat)) return [flat];
  const lines = args.map((arg) => (/^["']/.test(arg) ? `${indent}  ${arg},` : unbroken(`${indent}  ${arg},`)));
  return [`${indent}${lead}${name}(`, ...lines, `${indent});`];
}

function layOutIf(statement: Extract<Statement, { kind: "if" }>, indent: string, lead: string): readonly Code[] {
  const { tests, then, otherwise } = statement;
  const start = `${indent}${lead}if (`;
  const flatTest = tests.join(" && ");
  if (then.kind === "block") {
    const head = fits(`${start}${flatTest}) {`)
      ? [`${start}${flatTest}) {`]
      : [...brokenTest(start, tests, indent), `${indent}) {`];
    return [...head, ...layOutBody(then, indent), ...closed(otherwise, indent)];
  }
  const whole = `${start}${flatTest}) ${statementCode(then)}`;
  const inner = `${indent}  `;
  if (then.kind !== "call") throw new NotLaidOut();
  if (fits(whole)) return [whole, ...below(otherwise, indent)];
  const head = fits(`${start}${flatTest})`)
    ? [`${start}${flatTest})`]
    : [...brokenTest(start, tests, indent), `${indent})`];
  return [...head, ...layOut(then, inner, ""), ...below(otherwise, indent)];
}

function brokenTest(start: Code, tests: readonly Code[], indent: string): readonly Code[] {
  if (tests.length < 2) throw new NotLaidOut();
  const lines = tests.map((test, index) => `${indent}  ${test}${index === tests.length - 1 ? "" : " &&"}`);
  return [start, ...lines.map(unbroken)];
}

/** The end of a block, and what follows on its line. */
function closed(otherwise: Statement | null, indent: string): readonly Code[] {
  return otherwise === null ? [`${indent}}`] : layOutElse(otherwise, indent, "} else");
}

function below(otherwise: Statement | null, indent: string): readonly Code[] {
  return otherwise === null ? [] : layOutElse(otherwise, indent, "else");
}

function layOutElse(otherwise: Statement, indent: string, lead: string): readonly Code[] {
  if (otherwise.kind !== "call") return layOut(otherwise, indent, `${lead} `);
  const flat = `${indent}${lead} ${statementCode(otherwise)}`;
  return fits(flat) ? [flat] : [`${indent}${lead}`, ...layOut(otherwise, `${indent}  `, "")];
}

/** A line that Prettier would break within an expression. */
function unbroken(line: Code): Code {
  if (!fits(line)) throw new NotLaidOut();
  return line;
}

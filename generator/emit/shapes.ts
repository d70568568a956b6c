import { formatTypeScript } from "../output/format.js";
import { breakLine } from "./break-line.js";
import type { Code } from "./encode.js";
import { fits, isPlain, withPreferredQuotes } from "./layout.js";

/**
 * Texts, comments of one line, templates, and names in snake_case or camelCase: what differs between two files of the
 * same code.
 */
const VARIABLE = new RegExp(
  [
    String.raw`//.*$`,
    String.raw`'(?:[^'\\\n]|\\.)*'`,
    String.raw`"(?:[^"\\\n]|\\.)*"`,
    String.raw`\`(?:[^\`\\\n$]|\$\{[\w$.]+(?:\([\w$., "-]*\))?\})*\``,
    String.raw`^[ \t]*/\*\*? .*\*/$`,
    String.raw`^/\*\*\n(?: \*.*\n)*? \*/$`,
    String.raw`(?<![\w$"'@/.-])[A-Za-z]\w*(?:_|(?<=[a-z\d])[A-Z])\w*(?![\w$"'-])`,
    String.raw`(?<=[\w$]\.)[a-z]\w{2,}(?![\w$(])`,
  ].join("|"),
  "gm",
);
/** What stands for them until the code is printed. */
const MARK = /(?:\/\*\* |["`])?\b[zZ]q\d+q\b(?: \*\/|["`])?/g;

/**
 * Prints code as Prettier does, that of one shape once: names and texts only count by their width. What has only the line
 * breaks that it must have, and still fits with its own names, stays so; a statement that does not is printed by itself.
 */
export interface Shapes {
  readonly format: (file: string, code: Code) => Promise<Code>;
}

export function createShapes(): Shapes {
  const printed = new Map<Code, Promise<readonly Code[]>>();
  return {
    async format(file, code) {
      if (/[zZ]q\d+q/.test(code)) return formatTypeScript(file, code);
      const values: Code[] = [];
      const shape = code.replace(VARIABLE, (value: Code, start: number) => {
        const short = mark(value, values.length);
        if (isKept(value, code, start) || short.length > value.length) return value;
        values.push(value);
        return short;
      });
      if (shape.replace(MARK, "").includes("`")) return formatTypeScript(file, code); // code within a template
      const statements = printed.get(shape) ?? formatTypeScript(file, shape).then(split);
      printed.set(shape, statements);
      const own = (await statements).map((statement) => brokenHeads(ownCode(statement, values)));
      const laid = `${(await Promise.all(own.map((statement) => withBreaks(file, statement)))).join("\n\n")}\n`;
      return withoutLayout(laid) === withoutLayout(code) ? laid : formatTypeScript(file, code);
    },
  };
}

/** What no printing changes: everything but blanks, and the marks that Prettier adds, takes away or chooses. */
function withoutLayout(code: Code): string {
  return code.replace(/[\s,;()|'"\\]+/g, "");
}

/** Prettier may take the quotes off a key, and choose other ones for a text. */
function isKept(value: Code, code: Code, start: number): boolean {
  if (/^(?:'|\/\/)/.test(value)) return true;
  return value.startsWith('"') && /^\s*\??:/.test(code.slice(start + value.length, start + value.length + 10));
}

/** What is no longer than the value, so that nothing breaks that would fit; yet no name that Prettier treats as short. */
function mark(value: Code, index: number): Code {
  const name = /^[A-Z]/.test(value) ? `Zq${index}q` : `zq${index}q`;
  const [first = ""] = value.trimStart();
  if (first === "/") return `${value.slice(0, value.indexOf("/"))}/** ${name} */`;
  return first === '"' || first === "`" ? first + name + first : name;
}

function ownCode(statement: Code, values: readonly Code[]): Code {
  return statement.replace(MARK, (found) => {
    const value = values[Number(/\d+/.exec(found)?.[0])] ?? "";
    return value.startsWith('"') ? withPreferredQuotes(value) : value.trim();
  });
}

/** Statements at the top that an empty line divides. */
function split(code: Code): readonly Code[] {
  return code.trimEnd().split(/\n\n(?=\S)/);
}

/** Prettier breaks the head of a function that is too long between its parameters. */
function brokenHeads(statement: Code): Code {
  return statement.replace(HEAD, (line, start: Code, parameters: Code, end: Code) => {
    if (fits(line)) return line;
    return [start, ...parameters.split(", ").map((parameter) => `  ${parameter},`), end].join("\n");
  });
}

const HEAD = /^((?:export )?(?:async )?function\*? [\w$]+\()((?:\w+: \w+(?: = \w+\(\))?(?:, )?)+)(\): .* \{)$/gm;

/** Breaks what is too long, or has the statement printed that it is in. */
async function withBreaks(file: string, code: Code): Promise<Code> {
  const lines = code.split("\n");
  const laid: Code[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const [, indent = ""] = STATEMENT.exec(line) ?? [];
    const end = (later: Code) => later.startsWith(indent) && /^\S.*;$/.test(later.slice(indent.length));
    const length = indent === "" ? 1 : Math.max(1, lines.slice(at).findIndex(end) + 1);
    const statement = lines.slice(at, at + length).map((one) => (isLaidOut(one) ? [one] : breakLine(one)));
    if (statement.every((one) => one !== undefined)) laid.push(...statement.flat());
    else if (indent === "") return (await formatTypeScript(file, code)).trimEnd();
    else laid.push(...(await formatWithin(file, lines.slice(at, at + length).join("\n"), indent.length / 2)));
    at += length - 1;
  }
  return laid.join("\n");
}

const STATEMENT = /^( +)(?:const|let|yield|return) /;

/** The lines of a statement that stands within blocks. */
async function formatWithin(file: string, statement: Code, blocks: number): Promise<readonly Code[]> {
  const around = `async function* around() ${"{".repeat(blocks)}\n${statement}\n${"}".repeat(blocks)}`;
  const printed = (await formatTypeScript(file, around)).trimEnd().split("\n");
  return printed.slice(blocks, -blocks);
}

/** A comment is not broken, whatever its width. */
function isLaidOut(line: Code): boolean {
  return /^\s*\/?[*/]/.test(line) || (isPlain(line) && fits(line));
}

import { formatTypeScript, requireTypeScript } from "../output/format.js";
import type { Code } from "./encode.js";
import type { Shapes } from "./shapes.js";

/**
 * Parts of a file that are laid out already. The rest is printed by Prettier with names in their places, which takes a
 * tenth of the time for a resource with a large schema.
 */
export interface LaidOut {
  /** Whole statements, without indent; gives what stands for them until the file is printed. */
  readonly statements: (code: Code) => Code;
  /** A property of an object that a function returns, with an empty line after it. */
  readonly property: (code: Code, comment: Code) => Promise<Code>;
  /** The elements of a list that a function returns: objects with commas. */
  readonly elements: (codes: readonly Code[]) => Promise<readonly Code[]>;
  /** Prettier's own layout of a statement. */
  readonly print: (code: Code) => Promise<Code>;
  /** The file, printed, with its parts. */
  readonly file: (code: Code) => Promise<Code>;
}

export function createLaidOut(file: string, shapes: Shapes): LaidOut {
  const parts: Code[] = [];
  const put = (code: Code, end: string) => `$laid${parts.push(code) - 1}$${end}`;
  const lines = async (code: Code) =>
    (await shapes.format(file, `function around() {\n${code}\n}`)).trimEnd().split("\n");
  return {
    statements: (code) => put(code, ";"),
    property: async (code, comment) => {
      const printed = await lines(`  return {\n${code}\n};`);
      const above = comment.split("\n").map((line) => `    ${line}`);
      return put([...above, ...printed.slice(2, -2)].join("\n"), ",");
    },
    elements: async (codes) => {
      if (codes.length < 2) return codes;
      // Two objects in a list are never in one line.
      const printed = await Promise.all(codes.map((code) => lines(`  return [${code} { one: 1, two: 2 }];`)));
      return printed.map((element) => `{ ${put(element.slice(2, -3).join("\n"), ": 1")}, two: 2 },`);
    },
    print: async (code) => (await formatTypeScript(file, code)).trimEnd(),
    file: async (code) => {
      const printed = await shapes.format(file, code);
      // No text of the config is a whole line: it stands in a comment or in quotes.
      let put = 0;
      const whole = printed.replace(PART, (_, outer?: string, inner?: string) => {
        put++;
        return parts[Number(outer ?? inner)] ?? "";
      });
      if (put < parts.length) throw new Error(`${parts.length - put} parts of the emitted ${file} are missing`);
      await requireTypeScript(file, whole);
      return whole;
    },
  };
}

/** What stands for a part in its line: a statement, a property, an element. */
const PART = /^ *(?:\$laid(\d+)\$[;,]|\{ \$laid(\d+)\$: 1, two: 2 \},)$/gm;

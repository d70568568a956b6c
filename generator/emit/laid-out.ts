import { formatTypeScript, requireTypeScript } from "../output/format.js";
import type { Code } from "./encode.js";

/**
 * Parts of a file that are laid out already. The rest is printed by Prettier with names in their places, which takes a
 * tenth of the time for a resource with a large schema.
 */
export interface LaidOut {
  /** Whole statements, without indent; gives what stands for them until the file is printed. */
  readonly statements: (code: Code) => Code;
  /** Prettier's own layout of a statement. */
  readonly print: (code: Code) => Promise<Code>;
  /** The file, printed, with its parts. */
  readonly file: (code: Code) => Promise<Code>;
}

export function createLaidOut(file: string): LaidOut {
  const parts: Code[] = [];
  return {
    statements: (code) => `$laid${parts.push(code) - 1}$;`,
    print: async (code) => (await formatTypeScript(file, code)).trimEnd(),
    file: async (code) => {
      const printed = await formatTypeScript(file, code);
      // No text of the config is a whole line: it stands in a comment or in quotes.
      const whole = printed.replace(/^\$laid(\d+)\$;$/gm, (_, index: string) => parts[Number(index)] ?? "");
      await requireTypeScript(file, whole);
      return whole;
    },
  };
}

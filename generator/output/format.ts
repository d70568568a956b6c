import type { Options } from "prettier";

/** Babel's parser takes half the time of TypeScript's, and what is printed is the same. */
const OPTIONS: Options = { parser: "babel-ts", printWidth: 120 };

/**
 * Formats emitted TypeScript. A text that does not parse is a fault of the generator: the error shows the file, and the
 * line that broke it.
 */
export async function formatTypeScript(file: string, code: string): Promise<string> {
  const [{ format }, babel, estree] = await Promise.all([
    import("prettier/standalone"),
    import("prettier/plugins/babel"),
    import("prettier/plugins/estree"),
  ]);
  try {
    return await format(code, { ...OPTIONS, plugins: [babel, estree] });
  } catch (cause) {
    throw notTypeScript(file, cause);
  }
}

/** The same for what is laid out already: it has to parse. */
export async function requireTypeScript(file: string, code: string): Promise<void> {
  const { transform } = await import("esbuild");
  try {
    await transform(code, { loader: "ts", logLevel: "silent" });
  } catch (cause) {
    throw notTypeScript(file, cause);
  }
}

function notTypeScript(file: string, cause: unknown): Error {
  return new Error(`the emitted ${file} does not parse, which is a fault of gen-connector`, { cause });
}

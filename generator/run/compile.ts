import { transform, type TransformFailure } from "esbuild";
import { pathToFileURL } from "node:url";

/**
 * Turns the text of a TypeScript file into the JavaScript of an ES module with an inline source map. No tsconfig.json is
 * read. Throws a `SyntaxError` that names the place when the text is not TypeScript.
 */
export async function compileTypeScript(file: string, text: string): Promise<string> {
  try {
    const { code } = await transform(text, {
      loader: "ts",
      format: "esm",
      target: "node20",
      sourcemap: "inline",
      sourcesContent: false,
      sourcefile: pathToFileURL(file).href,
      logLevel: "silent",
    });
    return code;
  } catch (error) {
    const problem = isFailure(error) ? error.errors[0] : undefined;
    if (problem === undefined) throw error;
    const { line = 1, column = 0 } = problem.location ?? {};
    throw new SyntaxError(`${file}:${line}:${column + 1}: ${problem.text}`);
  }
}

function isFailure(error: unknown): error is TransformFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

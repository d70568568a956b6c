import { readdirSync, readFileSync } from "node:fs";
import { projectPath } from "../support/project.js";

/** A fenced block of a page. */
export interface Block {
  /** The word behind the fence: `json`, `ts`, `sh`. */
  readonly language: string;
  readonly text: string;
  readonly line: number;
  /** The file that a comment in the first line names. */
  readonly file: string | undefined;
}

/** The pages for users, from the project's folder. */
export function pages(): readonly string[] {
  return ["README.md", ...readdirSync(projectPath("docs")).map((name) => `docs/${name}`)];
}

export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(projectPath(page), "utf8");
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map((match) => {
    const [, language = "", code = ""] = match;
    const file = /^(?:\/\/|#) ([\w./-]+\.\w+)\n/.exec(code)?.[1];
    return { language, text: code, file, line: text.slice(0, match.index).split("\n").length };
  });
}

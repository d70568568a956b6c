import { parse as parseYaml } from "yaml";
import type { Block } from "./blocks.js";

/** A command of a block: the arguments of gen-connector, and the variables before it. */
export interface DocumentedCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The commands of gen-connector in a block of a shell, or in the steps of a workflow. */
export function commandsOf(block: Block): readonly DocumentedCommand[] {
  return shellText(block)
    .replaceAll("\\\n", " ")
    .split("\n")
    .flatMap((line) => {
      const words = line
        .replace(/(^|\s)#.*$/, "")
        .trim()
        .split(/\s+/);
      const at = words.indexOf("gen-connector");
      if (at === -1) return [];
      const variables = words.slice(0, at).flatMap((word) => (word.includes("=") ? [word.split("=")] : []));
      const env = Object.fromEntries(variables.map(([name = ""]) => [name, "demo"]));
      return [{ args: words.slice(at + 1), env }];
    });
}

function shellText({ language, text }: Block): string {
  if (language === "sh") return text;
  if (language !== "yaml") return "";
  const { jobs = {} } = parseYaml(text) as { jobs?: Record<string, { steps: { run?: string }[] }> };
  return Object.values(jobs)
    .flatMap(({ steps }) => steps.map(({ run = "" }) => run))
    .join("\n");
}

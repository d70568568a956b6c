import { readdirSync, readFileSync } from "node:fs";
import { TEMPLATES } from "./templates.js";

/** Words that cannot name a value in a module, and values that emitted code takes from the platform. */
const LANGUAGE = [
  ..."arguments await break case catch class const continue debugger default delete do else enum eval export".split(
    " ",
  ),
  ..."extends false finally for function if implements import in instanceof interface let new null package".split(" "),
  ..."private protected public return static super switch this throw true try typeof undefined var void".split(" "),
  ..."while with yield Infinity NaN globalThis process Buffer fetch".split(" "),
];

const WORD = /[A-Za-z_$][\w$]*/g;

let words: ReadonlySet<string> | undefined;

/**
 * Every word that may stand in emitted code: what the templates hold outside comments, and what copied files export.
 * A function of the user's with such a name is imported under another one. More than necessary does no harm.
 */
export function reservedWords(): ReadonlySet<string> {
  words ??= new Set([...LANGUAGE, ...Object.getOwnPropertyNames(globalThis), ...wordsOfTemplates()]);
  return words;
}

function wordsOfTemplates(): readonly string[] {
  return readdirSync(TEMPLATES, { recursive: true, encoding: "utf8" }).flatMap((file) => {
    if (file.endsWith(".hbs")) return emittedText(readFileSync(TEMPLATES + file, "utf8")).match(WORD) ?? [];
    if (!file.endsWith(".ts")) return [];
    const exported = readFileSync(TEMPLATES + file, "utf8").matchAll(/^export [\w ]*?\*? ?\b([\w$]+)(?=[(<:= {])/gm);
    return [...exported].map(([, name = ""]) => name);
  });
}

/** Without comments and the names of partials. */
function emittedText(template: string): string {
  return template
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\/\/.*$/gm, "")
    .replace(/\{\{>.*?\}\}/g, "");
}

import type { Code } from "./encode.js";
import { fits } from "./layout.js";

/**
 * A line of code that is too long, in several, as Prettier breaks it: an object between its properties, a call between its
 * arguments, a function before its result. Undefined where that is not known.
 */
export function breakLine(line: Code): readonly Code[] | undefined {
  if (fits(line)) return [line];
  const indent = /^ */.exec(line)?.[0] ?? "";
  const code = line.slice(indent.length);
  const parts = objectParts(code) ?? callParts(code);
  if (parts === undefined) {
    const [, head, body = ""] = /^([\w$]+: \([^()]*(?:\{\}[^()]*)?\) =>) ([\w$]+\(.*\),)$/.exec(code) ?? [];
    if (head === undefined || !isCall(body.slice(0, -1))) return undefined;
    const below = breakLine(`${indent}  ${body}`);
    return below && fits(indent + head) ? [indent + head, ...below] : undefined;
  }
  const { open, members, close } = parts;
  const inner = members.map((member) => breakLine(`${indent}  ${member},`));
  if (!fits(indent + open)) return undefined;
  const lines: Code[] = [indent + open];
  for (const broken of inner) {
    if (broken === undefined) return undefined;
    lines.push(...broken);
  }
  return [...lines, indent + close];
}

interface Parts {
  readonly open: Code;
  readonly members: readonly Code[];
  readonly close: Code;
}

/** `{ … },` in a list, and `const request: T = { … };` */
function objectParts(code: Code): Parts | undefined {
  const [, start, inner = "", end] = /^((?:(?:const|let) \w+(?:: \w+)? = )?)\{ (.*) \}([,;])$/.exec(code) ?? [];
  const members = start === undefined ? undefined : splitList(inner);
  return members && { open: `${start}{`, members, close: `}${end}` };
}

/** Calls whose last argument Prettier keeps beside the name, a list, an object or a function, are not known here. */
function callParts(code: Code): Parts | undefined {
  const [, start = "", call = "", end = ""] =
    /^((?:(?:yield|return|[\w$]+:) )?)([\w$.]+\(.*\))([,;])$/.exec(code) ?? [];
  if (!isCall(call)) return undefined;
  const at = call.indexOf("(");
  const members = splitList(call.slice(at + 1, -1));
  const last = members?.at(-1) ?? "";
  if (members === undefined || members.length === 0 || !/^[\w$.]+$|^[\w$.]+ === undefined \? /.test(last))
    return undefined;
  if (members.some((member) => /^[[{`(]|=>/.test(member) && member !== last)) return undefined;
  return { open: `${start}${call.slice(0, at + 1)}`, members, close: `)${end}` };
}

/** Whether code is one call, with nothing after its last parenthesis. */
function isCall(code: Code): boolean {
  const at = code.indexOf("(");
  return at > 0 && /^[\w$.]+$/.test(code.slice(0, at)) && depths(code.slice(at, -1)).every((depth) => depth > 0);
}

/** What commas at the top divide; undefined for an empty list, and where brackets do not match. */
function splitList(code: Code): readonly Code[] | undefined {
  const levels = depths(code);
  if (code === "" || levels.at(-1) !== 0) return undefined;
  const members: Code[] = [];
  let start = 0;
  for (const [index, depth] of levels.entries()) {
    if (code[index] !== "," || depth > 0) continue;
    members.push(code.slice(start, index).trim());
    start = index + 1;
  }
  return [...members, code.slice(start).trim()];
}

/** How many brackets are open after each character; within texts and templates one more. */
function depths(code: Code): readonly number[] {
  let [depth, quote] = [0, ""];
  return [...code].map((character, index) => {
    if (quote !== "") {
      if (character === quote && code[index - 1] !== "\\") [depth, quote] = [depth - 1, ""];
    } else if (/["'`]/.test(character)) [depth, quote] = [depth + 1, character];
    else if (/[([{]/.test(character)) depth++;
    else if (/[)\]}]/.test(character)) depth--;
    return depth;
  });
}

import type { Weight } from "../../diagnostics/kinds/kind.js";
import type { ConfigNode } from "../../read/document.js";
import { parsePath } from "../../paths/parse.js";
import type { TextFormat } from "../schema/shapes.js";
import { parseTemplate } from "../templates.js";
import type { Check } from "./check.js";
import { checkAbsoluteUrl, checkBaseUrl, checkOrigin, checkRequestPath } from "./urls.js";

type TextNode = Extract<ConfigNode, { kind: "string" }>;

const CONTROL = /\p{Cc}/u;
/** RFC 9110, section 5.6.2: token. */
export const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PLACEHOLDER = /\{[^{}]*\}/g;
export const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
export const DURATION = /^P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/;
const MERGE_PLACEHOLDERS = ["table", "staging_table"];

/** Checks the form of a text. */
export function checkFormat(check: Check, node: TextNode, format: TextFormat | undefined): void {
  switch (format) {
    case undefined:
      return;
    case "name":
      if (node.value === "") check.report("empty-text", check.at.node(node), {});
      return checkControlCharacters(check, node);
    case "base-url":
      return checkBaseUrl(check, node);
    case "url":
      return checkAbsoluteUrl(check, node);
    case "origin":
      return checkOrigin(check, node);
    case "path":
      checkControlCharacters(check, node);
      return checkRequestPath(check, node);
    case "header-name":
    case "header-name-template":
      return;
    case "header-value":
      return checkHeaderValue(check, node);
    case "json-path":
      return checkJsonPath(check, node);
    case "optional-json-path":
      return node.value === "" ? undefined : checkJsonPath(check, node);
    case "selector":
      return node.value === "" ? undefined : checkJsonPath(check, node, "not-emitted");
    case "timestamp":
      if (!DATE.test(node.value)) check.report("timestamp", check.at.node(node), { found: node.value });
      return;
    case "duration":
      if (!DURATION.test(node.value)) check.report("duration", check.at.node(node), { found: node.value });
      return;
    case "merge-condition":
      return checkMergeCondition(check, node);
  }
}

/** Whether a text can name a header; a template may hold placeholders. */
export function isHeaderName(name: string, format: "header-name" | "header-name-template"): boolean {
  return HEADER_NAME.test(format === "header-name" ? name : name.replace(PLACEHOLDER, "x"));
}

function checkControlCharacters(check: Check, node: TextNode): void {
  const found = CONTROL.exec(node.value);
  if (found === null) return;
  const place = check.at.within(node, found.index, found.index + 1);
  check.report("control-character", place, { character: found[0] });
}

/** RFC 9110, section 5.5: no control characters but tab, no white space at the ends; Node sends Latin-1 only. */
function checkHeaderValue(check: Check, node: TextNode): void {
  const { value } = node;
  const problem = /[\r\n]/.test(value)
    ? "hold a line break"
    : /[^\t\P{Cc}]/u.test(value)
      ? "hold a control character"
      : /^[\t ]/.test(value)
        ? "begin with white space"
        : /[^\u0000-\u00ff]/u.test(value)
          ? "hold a character beyond Latin-1"
          : undefined;
  if (problem !== undefined) check.report("header-value", check.at.node(node), { problem });
}

function checkJsonPath(check: Check, node: TextNode, syntaxWeight?: Weight): void {
  const parsed = parsePath(node.value);
  if (parsed.kind === "path") return;
  const { problem, hint, start, end } = parsed;
  const place = check.at.within(node, start, end);
  if (parsed.kind === "syntax") check.report("json-path-syntax", place, { problem, hint }, syntaxWeight);
  else check.report("json-path-unsupported", place, { problem, hint });
}

function checkMergeCondition(check: Check, node: TextNode): void {
  const parsed = parseTemplate(node.value);
  if (parsed.kind === "error") {
    const place = check.at.within(node, parsed.start, parsed.end);
    check.report("merge-condition", place, { problem: parsed.problem });
    return;
  }
  for (const piece of parsed.pieces) {
    if (piece.kind !== "placeholder" || MERGE_PLACEHOLDERS.includes(piece.name)) continue;
    const place = check.at.within(node, piece.start, piece.end);
    check.report("merge-condition", place, { problem: `unknown placeholder {${piece.name}}` });
  }
}

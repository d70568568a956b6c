import type { ConfigNode, MapEntry } from "../../read/document.js";
import type { NumberShape, TextShape, WordsShape } from "../schema/shapes.js";
import type { Check } from "./check.js";
import { describeNode, describeShape } from "./describe.js";
import { checkFormat } from "./formats.js";
import { wordsFor } from "./synonyms.js";

/** `./steps.ts#name`, a file beside the config or above it. */
export const MODULE_REFERENCE = /^\.{1,2}\/[^#\p{Cc}]+\.[cm]?[jt]s#[A-Za-z_$][\w$]*$/u;

export function reportWrongType(
  check: Check,
  node: ConfigNode,
  expected: string,
  hint = "",
  confidential = false,
): void {
  check.report("wrong-type", check.at.node(node), { expected, found: describeNode(node, confidential), hint });
}

export function checkText(check: Check, node: ConfigNode, shape: TextShape): void {
  if (node.kind === "string") {
    checkFormat(check, node, shape.format);
  } else if (shape.scalarsAsText === true && (node.kind === "number" || node.kind === "boolean")) {
    const sent = node.kind === "number" ? node.text : String(node.value);
    check.report("header-scalar", check.at.node(node), { sent });
  } else {
    const scalar = node.kind === "number" || node.kind === "boolean";
    const isPath = shape.format === "optional-json-path";
    const hint =
      isPath && scalar
        ? "null means that there is none"
        : scalar
          ? `write "${node.kind === "number" ? node.text : String(node.value)}"`
          : "";
    reportWrongType(check, node, "a text", hint);
  }
}

export function checkWords(check: Check, { key, value: node }: MapEntry, shape: WordsShape): void {
  if (node.kind !== "string") {
    reportWrongType(check, node, "a text", `known: ${shape.words.join(", ")}`);
    return;
  }
  const refused = shape.refused !== undefined && Object.hasOwn(shape.refused, node.value);
  if (refused) {
    check.report("refused-word", check.at.node(node), { found: node.value, instead: shape.refused[node.value] ?? "" });
  } else if (!shape.words.includes(node.value)) {
    const [found, known] = [node.value, shape.words];
    check.report("unknown-word", check.at.node(node), { what: key, found, known, meant: wordsFor(found, known) });
  }
}

/** Booleans count as 0 and 1, as in Python; a float is no integer, even a whole one. */
export function checkNumber(check: Check, node: ConfigNode, shape: NumberShape): void {
  const expected = describeShape(shape);
  if (node.kind !== "number" && node.kind !== "boolean") {
    const numeric = node.kind === "string" && /^-?\d+(?:\.\d+)?$/.test(node.value);
    reportWrongType(check, node, expected, numeric ? `write ${node.value} without quotes` : "");
    return;
  }
  const [read, written] = node.kind === "number" ? [node.value, node.text] : [Number(node.value), String(node.value)];
  if (shape.kind === "integer" && node.kind === "number" && !/^-?\d+$/.test(node.text)) {
    reportWrongType(check, node, expected, Number.isSafeInteger(read) ? `write ${read}` : "");
    return;
  }
  const fits = shape.kind === "integer" ? Number.isSafeInteger(read) : Number.isFinite(read);
  const { minimum, maximum } = shape;
  if (fits && (minimum === undefined || read >= minimum) && (maximum === undefined || read <= maximum)) return;
  const limits = fits ? {} : { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
  const range = { ...limits, ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
  check.report("out-of-range", check.at.node(node), { found: written, ...range }, shape.dltTakesAny && "not-emitted");
}

/** `"false"`, `yes` and the like: dlt takes texts for no boolean, and YAML 1.2 knows two words alone. */
export function truthMeant(node: ConfigNode): string {
  const word = node.kind === "string" ? node.value.toLowerCase() : "";
  if (["true", "yes", "on", "y", "1"].includes(word)) return "write true without quotes";
  return ["false", "no", "off", "n", "0"].includes(word) ? "write false without quotes" : "";
}

export function checkModule(check: Check, node: ConfigNode): void {
  if (node.kind !== "string") reportWrongType(check, node, 'a function such as "./steps.ts#name"');
  else if (!MODULE_REFERENCE.test(node.value)) {
    check.report("module-reference", check.at.node(node), { found: node.value, example: "./steps.ts#name" });
  } else check.refer(node);
}

/** Whether a text means to be a module reference, well-formed or not. */
export function looksLikeModule(value: string): boolean {
  return value.includes("#") || value.startsWith("./") || value.startsWith("../");
}

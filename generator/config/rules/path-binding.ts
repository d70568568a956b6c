import type { Place } from "../../diagnostics/collector.js";
import { valueOf, type ConfigNode, type MapEntry } from "../../read/document.js";
import type { Check } from "../check/check.js";
import { isReference } from "../check/credentials.js";
import { settingName } from "../references.js";
import type { TemplatePiece } from "../templates.js";
import { textOf } from "./rule.js";

type Placeholder = Extract<TemplatePiece, { kind: "placeholder" }>;
type TextNode = Extract<ConfigNode, { kind: "string" }>;

/** Binds the placeholders of a path to params, as dlt does before it looks for parents. */
export interface PathBinding {
  bind(placeholder: Placeholder, place: Place, path: string): void;
  /** Reports what was left unbound; the names of the params that the path takes. */
  finish(): ReadonlySet<string>;
}

/** Judges a text with braces that goes into the path, where dlt fills in its placeholders; `resolved` may stand there, too. */
type BoundTemplateCheck = (value: TextNode, resolved: readonly string[]) => void;

export function createPathBinding(
  check: Check,
  params: readonly MapEntry[],
  resources: readonly string[],
  checkTemplate: BoundTemplateCheck,
): PathBinding {
  const byName = new Map(params.map((entry) => [entry.key, entry]));
  const resolved = params.filter(({ value }) => typeOf(value) === "resolve").map(({ key }) => key);
  const waiting = new Set(resolved);
  const bound = new Set<string>();

  return {
    bind(placeholder, place, path) {
      const { name } = placeholder;
      const entry = byName.get(name);
      if (waiting.delete(name)) {
        bound.add(name);
      } else if (entry === undefined) {
        const meant = referenceMeant(name, resources);
        if (name.includes(".")) check.report("unknown-placeholder", place, { name, known: KNOWN, meant });
        else check.report("unbound-placeholder", place, { name, params: [...byName.keys()] });
      } else if (typeOf(entry.value) === "resolve") {
        check.report("resolve-bound-twice", place, { name });
      } else if (bound.has(name)) {
        check.report("param-bound-twice", place, { name });
      } else {
        bound.add(name);
        if (isTemplate(entry.value)) checkTemplate(entry.value, resolved);
        checkBoundValue(check, entry, place, whole(path, placeholder));
      }
    },
    finish() {
      for (const name of waiting) {
        const entry = byName.get(name);
        if (entry !== undefined) check.report("resolve-not-bound", check.at.key(entry), { name });
      }
      return new Set([...bound, ...waiting]);
    },
  };
}

/** `orders.id` and `resource.orders.id` of a resource `orders`; undefined when no reference is near. */
export function referenceMeant(name: string, resources: readonly string[]): string | undefined {
  const [, parent = "", field = ""] = /^(?:resources?\.)?([^.]+)\.(.+)$/.exec(name) ?? [];
  return resources.includes(parent) ? `resources.${parent}.${field}` : undefined;
}

const KNOWN = ["{resources.<parent>.<field>}", "{incremental.<value>} beside endpoint.incremental", "{<param>}"];

function typeOf(node: ConfigNode): string | undefined {
  return node.kind === "map" && !isReference(node) ? (textOf(valueOf(node, "type")) ?? "object") : undefined;
}

function isTemplate(value: ConfigNode): value is TextNode {
  return value.kind === "string" && /[{}]/.test(value.value);
}

/** Whether a segment of the path begins, and ends, where a value does. */
interface Whole {
  readonly begins: boolean;
  readonly ends: boolean;
}

function whole(path: string, { start, end }: Placeholder): Whole {
  return { begins: ["", "/"].includes(path.charAt(start - 1)), ends: ["", "/", "?"].includes(path.charAt(end)) };
}

/** A connector refuses null, and empty, `.` and `..` segments. dlt would send the Python text of a list. */
function checkBoundValue(check: Check, { key: name, keySpan, value }: MapEntry, place: Place, at: Whole): void {
  const type = typeOf(value);
  const values = type === "list" ? valueOf(value, "values") : undefined;
  if (values?.kind === "list") {
    for (const item of values.items) {
      if (settingName(item) === undefined) checkBoundValue(check, { key: name, keySpan, value: item }, place, at);
      else check.report("param-value-in-path", place, { name, problem: "a list of settings" });
    }
  } else if (type !== undefined) check.report("param-not-bindable", place, { name, type });
  else if (value.kind === "list") check.report("param-list-in-path", place, { name });
  else if (value.kind === "null") check.report("param-value-in-path", place, { name, problem: "null" });
  else if (settingName(value) !== undefined) return;
  else if (isReference(value)) check.report("param-value-in-path", place, { name, problem: "a secret" });
  else if (value.kind === "string" && leavesPath(value.value, at)) {
    const problem = value.value === "" ? "empty" : `"${value.value}"`;
    check.report("param-value-in-path", place, { name, problem });
  }
}

/** Whether a value makes a segment of the path `.` or `..`, or is itself an empty one; placeholders are judged when they are filled in. */
function leavesPath(value: string, { begins, ends }: Whole): boolean {
  if (value === "") return begins && ends;
  const segments = value.replace(/\{[^{}]*\}/g, "x").split("/");
  return segments.some((segment, index) => {
    const isWhole = (index > 0 || begins) && (index < segments.length - 1 || ends);
    return isWhole && /^\.{1,2}$/.test(segment);
  });
}

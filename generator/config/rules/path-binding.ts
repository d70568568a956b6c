import type { Place } from "../../diagnostics/collector.js";
import { valueOf, type ConfigNode, type MapEntry } from "../../read/document.js";
import type { Check } from "../check/check.js";
import { isReference } from "../check/credentials.js";
import { settingName } from "../references.js";
import type { TemplatePiece } from "../templates.js";
import { textOf } from "./rule.js";

type Placeholder = Extract<TemplatePiece, { kind: "placeholder" }>;

/** Binds the placeholders of a path to params, as dlt does before it looks for parents. */
export interface PathBinding {
  bind(placeholder: Placeholder, place: Place, path: string): void;
  /** Reports what was left unbound; the names of the params that the path takes. */
  finish(): ReadonlySet<string>;
}

export function createPathBinding(
  check: Check,
  params: readonly MapEntry[],
  resources: readonly string[],
): PathBinding {
  const byName = new Map(params.map((entry) => [entry.key, entry]));
  const waiting = new Set(params.filter(({ value }) => typeOf(value) === "resolve").map(({ key }) => key));
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
        checkBoundValue(check, entry, place, standsAlone(path, placeholder));
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

/** Whether a placeholder is all there is between two slashes. */
function standsAlone(path: string, { start, end }: Placeholder): boolean {
  const before = path.charAt(start - 1);
  const after = path.charAt(end);
  return (before === "" || before === "/") && (after === "" || after === "/" || after === "?");
}

/** A connector refuses null, and empty, `.` and `..` segments. dlt would send the Python text of a list. */
function checkBoundValue(
  check: Check,
  { key: name, keySpan, value }: MapEntry,
  place: Place,
  wholeSegment: boolean,
): void {
  const type = typeOf(value);
  const values = type === "list" ? valueOf(value, "values") : undefined;
  if (values?.kind === "list") {
    for (const item of values.items) {
      if (settingName(item) === undefined)
        checkBoundValue(check, { key: name, keySpan, value: item }, place, wholeSegment);
      else check.report("param-value-in-path", place, { name, problem: "a list of settings" });
    }
  } else if (type !== undefined) check.report("param-not-bindable", place, { name, type });
  else if (value.kind === "list") check.report("param-list-in-path", place, { name });
  else if (value.kind === "null") check.report("param-value-in-path", place, { name, problem: "null" });
  else if (settingName(value) !== undefined) return;
  else if (isReference(value)) check.report("param-value-in-path", place, { name, problem: "a secret" });
  else if (value.kind !== "string") return;
  else if (/[{}]/.test(value.value)) check.report("placeholder-for-path", place, { name });
  else if (wholeSegment && /^\.{0,2}$/.test(value.value)) {
    const problem = value.value === "" ? "empty" : `"${value.value}"`;
    check.report("param-value-in-path", place, { name, problem });
  }
}

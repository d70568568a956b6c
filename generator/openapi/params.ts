import type { Check } from "../config/check/check.js";
import { nearest } from "../diagnostics/nearest.js";
import type { ConfigNode, MapEntry, Span } from "../read/document.js";
import { refusal } from "./allowed-values.js";
import { shownOperation, type SpecOperation, type SpecParameter } from "./operations.js";
import type { Spec } from "./spec.js";

/** The names and literals of a config that a request is made of. */
export interface WrittenRequest {
  /** The query parameters. */
  readonly params: readonly MapEntry[];
  /** Texts that name a query parameter: those of the paginator, of the cursor. */
  readonly names: readonly ConfigNode[];
  readonly headers: readonly MapEntry[];
  /** Literals that go into parameters of other names than the config's: the limit of a paginator. */
  readonly values: readonly { readonly name: string; readonly node: ConfigNode }[];
  /** What goes into the query besides: an API key, counts of the paginator under their default names. */
  readonly implied: readonly string[];
  /** Those of `params` that go into the path. */
  readonly pathParams: readonly MapEntry[];
  /** The path as written: `orders/{id}/lines`. */
  readonly path: ConfigNode | undefined;
}

/** Compares requests with their operations. */
export interface RequestCheck {
  readonly compare: (operation: SpecOperation, request: WrittenRequest) => void;
  /** Reports what several resources share, once all of them were compared. */
  readonly end: () => void;
}

/** A name that several resources inherit. */
interface SharedName {
  readonly at: Parameters<Check["report"]>[1];
  readonly name: string;
  readonly takenBy: SpecOperation[];
  readonly refusedBy: SpecOperation[];
}

/**
 * A parameter that an operation does not take, and a literal that it does not allow, are errors. What `resource_defaults`
 * or `client` gives to all resources has to be taken by one of them.
 */
export function createRequestCheck(spec: Spec, check: Check, isShared: (span: Span) => boolean): RequestCheck {
  const shared = new Map<number, SharedName>();
  const told = new Set<string>();

  const compareName = (operation: SpecOperation, name: string, at: SharedName["at"]): SpecParameter | undefined => {
    const parameter = queryParameter(operation, name);
    if (!isShared(at.span)) {
      if (parameter === undefined) reportUnknown(check, [operation], name, at);
      return parameter;
    }
    const known = shared.get(at.span.start) ?? { at, name, takenBy: [], refusedBy: [] };
    shared.set(at.span.start, known);
    (parameter === undefined ? known.refusedBy : known.takenBy).push(operation);
    return parameter;
  };

  const compareValue = (parameter: SpecParameter, value: ConfigNode): void => {
    const text = scalarText(value);
    const expected = text === undefined ? undefined : refusal(spec, parameter.node, text);
    const once = `${value.span.start} ${expected}`;
    if (expected === undefined || told.has(once)) return;
    told.add(once);
    check.report("spec-param-value", check.at.node(value), { name: parameter.name, expected });
  };

  const compareValues = (parameter: SpecParameter, value: ConfigNode): void => {
    for (const one of value.kind === "list" ? value.items : [value]) compareValue(parameter, one);
  };

  /** Specs seldom list all headers: one of another name may be right. */
  const suggestHeader = (operation: SpecOperation, entry: MapEntry, known: readonly SpecParameter[]): void => {
    const names = known.map(({ name }) => name);
    const meant = nearest(entry.key, names);
    if (meant === undefined || told.has(`${entry.keySpan.start}`)) return;
    told.add(`${entry.keySpan.start}`);
    check.report("spec-near-header", check.at.key(entry), {
      ...{ name: entry.key, operation: shownOperation(operation), meant },
    });
  };

  return {
    compare(operation, { params, names, headers, values, implied, pathParams, path }) {
      for (const entry of params) {
        const parameter = compareName(operation, entry.key, check.at.key(entry));
        if (parameter !== undefined) compareValues(parameter, entry.value);
      }
      for (const node of names) {
        if (node.kind === "string") compareName(operation, node.value, check.at.node(node));
      }
      for (const { name, node } of values) {
        const parameter = queryParameter(operation, name);
        if (parameter !== undefined) compareValue(parameter, node);
      }
      for (const entry of headers) {
        const known = operation.parameters.filter((each) => each.in === "header");
        const parameter = known.find((each) => isSame(each.name, entry.key));
        if (parameter !== undefined) compareValue(parameter, entry.value);
        else suggestHeader(operation, entry, known);
      }
      for (const entry of pathParams) {
        const parameter = operation.parameters.find((each) => each.in === "path" && each.name === entry.key);
        if (parameter !== undefined) compareValue(parameter, entry.value);
      }
      comparePath(spec, check, operation, path);
      const named = names.flatMap((node) => (node.kind === "string" ? [node.value] : []));
      reportMissing(check, operation, [...params.map(({ key }) => key), ...named, ...implied], path);
    },
    end() {
      for (const { at, name, takenBy, refusedBy } of shared.values()) {
        if (refusedBy.length === 0) continue;
        if (takenBy.length === 0) reportUnknown(check, refusedBy, name, at);
        else check.report("spec-shared-param", at, { name, operations: listed(refusedBy) });
      }
    },
  };
}

/** `filter[state]` is part of the parameter `filter` (style deepObject), `ids` may be called `ids[]`. */
function queryParameter({ parameters }: SpecOperation, written: string): SpecParameter | undefined {
  const name = written.replace(/\[.*$/s, "");
  const known = parameters.filter((parameter) => parameter.in === "query");
  return known.find((each) => [written, name, `${name}[]`].includes(each.name));
}

function reportUnknown(
  check: Check,
  operations: readonly SpecOperation[],
  name: string,
  at: Parameters<Check["report"]>[1],
): void {
  const known = operations.flatMap(({ parameters }) => parameters.filter((parameter) => parameter.in === "query"));
  const names = [...new Set(known.map((parameter) => parameter.name))];
  check.report("spec-unknown-param", at, {
    ...{ name, operations: listed(operations), isOne: operations.length === 1 },
    ...{ known: names, meant: nearest(name, names) },
  });
}

function listed(operations: readonly SpecOperation[]): string {
  const shown = [...new Set(operations.map(shownOperation))];
  return shown.length <= 3 ? shown.join(", ") : `${shown.slice(0, 3).join(", ")} and ${shown.length - 3} more`;
}

/** A segment that is literal in the config and a parameter in the spec has to be allowed there. */
function comparePath(spec: Spec, check: Check, operation: SpecOperation, path: ConfigNode | undefined): void {
  if (path?.kind !== "string") return;
  const wanted = path.value.split(/[?#]/)[0]?.split("/") ?? [];
  const template = operation.path.split("/");
  // Both end alike; the base path stands before one of them.
  for (let back = 1; back <= Math.min(wanted.length, template.length); back++) {
    const [text = "", name = ""] = [wanted.at(-back), /^\{([^{}]*)\}$/.exec(template.at(-back) ?? "")?.[1]];
    const parameter = operation.parameters.find((each) => each.in === "path" && each.name === name);
    if (parameter === undefined || text === "" || /[{}%]/.test(text)) continue;
    const expected = refusal(spec, parameter.node, text);
    if (expected === undefined) continue;
    const start = wanted.slice(0, -back).join("/").length + (back < wanted.length ? 1 : 0);
    check.report("spec-param-value", check.at.within(path, start, start + text.length), { name, expected });
  }
}

/** A parameter that the operation needs, and that nothing of the config sends. */
function reportMissing(
  check: Check,
  operation: SpecOperation,
  given: readonly string[],
  path: ConfigNode | undefined,
): void {
  const taken = new Set(given.map((name) => queryParameter(operation, name)?.name));
  const missing = operation.parameters.filter(({ name, in: place, required }) => {
    return place === "query" && required && !taken.has(name);
  });
  if (missing.length === 0 || path === undefined) return;
  const names = missing.map(({ name }) => name);
  check.report("spec-missing-param", check.at.node(path), { operation: shownOperation(operation), names });
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Of a literal; texts with placeholders and values of the run are known only then. */
function scalarText(value: ConfigNode): string | undefined {
  if (value.kind === "boolean") return String(value.value);
  if (value.kind === "number") return value.text;
  return value.kind === "string" && !value.value.includes("{") ? value.value : undefined;
}

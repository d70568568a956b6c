import { parseExact } from "../../templates/http/exact-json.js";
import { formatCursor } from "../../templates/incremental/cursor-format.js";
import { isCursorValue } from "../../templates/incremental/cursor-value.js";
import { floatText } from "../../templates/load/python-text.js";
import { isFalsy } from "../config/rules/rule.js";
import { text } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import type { Modules } from "../modules/modules.js";
import { type ConfigNode, type MapEntry, valueOf } from "../read/document.js";
import { resolveDuration } from "./duration.js";
import type { CursorDedup, CursorModel, CursorScalar, CursorValueName } from "./cursor-model.js";
import type { CursorPart, ParamModel, RequestTextModel } from "./request-model.js";
import { resolveSelector } from "./paginator.js";
import { scalarText } from "./runtime-values.js";

/** Whether a query parameter is the old form of `endpoint.incremental`. */
export function isCursorParam({ value }: MapEntry): boolean {
  return value.kind === "map" && text(value, "type") === "incremental";
}

/** dlt: without a cursor_path nothing is incremental; of both forms a parameter's counts. */
export function resolveCursor({ node }: EffectiveResource, modules: Modules): CursorModel | null {
  const endpoint = valueOf(node, "endpoint");
  const params = valueOf(endpoint, "params");
  const param = params?.kind === "map" ? params.entries.find(isCursorParam) : undefined;
  const section = param?.value ?? valueOf(endpoint, "incremental");
  const path = text(section, "cursor_path") ?? "";
  if (path === "") return null;
  const end = scalar(valueOf(section, "end_value"));
  const lag = valueOf(section, "lag");
  const lagNumber = lag?.kind === "number" && end === null ? lag.value : 0;
  const rangeStart = text(section, "range_start") === "open" ? "open" : "closed";
  const order = text(section, "row_order");
  const missing = text(section, "on_cursor_value_missing");
  const undivided = end !== null || lagNumber !== 0 || rangeStart === "open";
  const dedup = dedupOf(valueOf(section, "primary_key") ?? valueOf(node, "primary_key"));
  const step = text(section, "step");
  const granularity = text(section, "granularity");
  const convert = valueOf(section, "convert");
  return {
    selector: resolveSelector(path),
    initialValue: scalar(valueOf(section, "initial_value")),
    end: end && { value: end, range: text(section, "range_end") === "closed" ? "closed" : "open" },
    lastValueFunc: text(section, "last_value_func") === "min" ? "min" : "max",
    dedup: undivided ? { kind: "none" } : dedup,
    onCursorValueMissing: missing === "include" || missing === "exclude" ? missing : "raise",
    rangeStart,
    // A window ends by itself.
    rowOrder: step === undefined && (order === "desc" || (order === "asc" && end !== null)) ? order : null,
    isSorted: order === "asc",
    lag: lagNumber === 0 ? null : lagNumber,
    startParam: param?.key ?? filled(text(section, "start_param")),
    endParam: param === undefined ? filled(text(section, "end_param")) : null,
    format: text(section, "cursor_format") ?? null,
    convert: convert === undefined ? null : modules.reference(convert),
    windows:
      step === undefined
        ? null
        : {
            step: resolveDuration(step),
            granularity: granularity === undefined ? null : resolveDuration(granularity),
            dedup,
          },
  };
}

/** The parameter that carries the start value. */
export function startParam(name: string, cursor: CursorModel): ParamModel {
  return { name, value: cursorPart("start_value", cursor) };
}

/** A value of the cursor that is known when the connector runs, or `known` already and converted then. */
export function cursorPart(value: CursorValueName, cursor: CursorModel, known: CursorScalar | null = null): CursorPart {
  const { convert, format, initialValue } = cursor;
  const kind = initialValue?.kind ?? "unknown";
  return { kind: "cursor", value, known, format, convert: convert && { function: convert, kind } };
}

/** dlt: the bounds take the places of parameters of their names, or stand behind the others. */
export function withBounds(params: readonly ParamModel[], cursor: CursorModel | null): readonly ParamModel[] {
  if (cursor === null) return params;
  const { startParam: start, endParam, end, windows } = cursor;
  const bounds = [
    ...(start === null ? [] : [startParam(start, cursor)]),
    ...(endParam === null || (end === null && windows === null) ? [] : [{ name: endParam, value: endText(cursor) }]),
  ];
  return bounds.reduce(withParam, params);
}

function withParam(params: readonly ParamModel[], param: ParamModel): readonly ParamModel[] {
  const at = params.findIndex(({ name }) => name === param.name);
  if (at < 0) return [...params, param];
  return params.flatMap((other, index) => (index === at ? [param] : other.name === param.name ? [] : [other]));
}

function endText(cursor: CursorModel): RequestTextModel {
  const { convert, end, format, windows } = cursor;
  if (windows !== null || end === null) return cursorPart("end_value", cursor);
  if (convert !== null) return cursorPart("end_value", cursor, end.value);
  return { kind: "literal", text: cursorScalarText(end.value, format) };
}

/** A bound as requests write it. Python spells a number that is no integer its own way. */
export function cursorScalarText({ kind, text: written }: CursorScalar, format: string | null): string {
  if (format !== null) {
    const value = kind === "text" ? written : parseExact(written);
    return (isCursorValue(value) ? formatCursor(value, format) : null) ?? written;
  }
  return kind === "text" || /^-?\d+$/.test(written) ? written : floatText(Number(written));
}

function dedupOf(key: ConfigNode | undefined): CursorDedup {
  if (key === undefined) return { kind: "record" };
  if (key.kind !== "list") return isFalsy(key) ? { kind: "record" } : { kind: "key", key: scalarText(key) };
  return key.items.length === 0 ? { kind: "none" } : { kind: "key", key: key.items.map(scalarText) };
}

function scalar(node: ConfigNode | undefined): CursorScalar | null {
  if (node?.kind === "string") return { kind: "text", text: node.value };
  if (node?.kind === "number") return { kind: "number", text: node.text };
  // Python counts with truth values.
  return node?.kind === "boolean" ? { kind: "number", text: node.value ? "1" : "0" } : null;
}

function filled(name: string | undefined): string | null {
  return name === undefined || name === "" ? null : name;
}

import { CURSOR_DIRECTIVE } from "../../../templates/incremental/cursor-format.js";
import { parseLayout } from "../../../templates/incremental/date-layout.js";
import type { Span } from "../../read/document.js";
import type { Component, Import } from "./component.js";
import { plainText, valueOf, type Value } from "./texts.js";

export interface ImportedCursor {
  /** Undefined: no increments, or none that a config can express. */
  readonly incremental: { readonly [key: string]: Value } | undefined;
  /** The windows that Airbyte reads in. */
  readonly windows: Windows | undefined;
  readonly span: Span;
}

interface Windows {
  readonly span: Span;
  readonly step: string;
  readonly granularity: string | undefined;
}

/** The `incremental` of a config for a DatetimeBasedCursor. */
export function cursorOf(context: Import, component: Component | undefined): ImportedCursor {
  if (component === undefined) return NO_CURSOR;
  const cursor = kindOf(context, component);
  component.done();
  return cursor;
}

const NO_CURSOR: ImportedCursor = { incremental: undefined, windows: undefined, span: { start: 0, end: 0 } };

/** Where reading starts when a request has to say so, and the manifest does not. */
const EARLIEST = "2000-01-01T00:00:00Z";

/**
 * The `incremental` of an endpoint, with its windows where a config can have them: they begin at the initial value, and
 * requests have to tell one from the other. `request` is the rest of the endpoint.
 */
export function withWindows(
  context: Import,
  { incremental, windows, span }: ImportedCursor,
  request: { readonly [key: string]: Value },
): Value | undefined {
  if (incremental === undefined) return undefined;
  const texts = JSON.stringify(request);
  const isWritten = (bound: "start" | "end") => texts.includes(`{incremental.${bound}_value}`);
  const isSent = isWritten("start") || incremental["start_param"] !== undefined;
  const hasStart = incremental["initial_value"] !== undefined;
  if (windows === undefined && !isWritten("end")) return startOf(context, incremental, isWritten("start"), span);
  const { step, granularity } = windows ?? { step: "P1Y", granularity: undefined };
  const window = { step, ...(granularity !== undefined && { granularity }) };
  if (windows === undefined) context.note(span, "an end that a request names needs windows: step is a year");
  if (isSent && (hasStart || isWritten("end"))) return { ...startOf(context, incremental, true, span), ...window };
  const missing = [...(hasStart ? [] : ["initial_value"]), ...(isSent ? [] : ["start_param"])];
  const shown = Object.entries(window).map(([key, value]) => `${key} ${value}`);
  context.note(windows?.span ?? span, `windows need ${missing.join(" and ")}: with it write ${shown.join(", ")}`);
  return startOf(context, incremental, isWritten("start"), span);
}

/** With an initial value where the request cannot be made without one. */
function startOf(
  context: Import,
  incremental: { readonly [key: string]: Value },
  isNeeded: boolean,
  span: Span,
): { readonly [key: string]: Value } {
  if (!isNeeded || incremental["initial_value"] !== undefined) return incremental;
  context.note(span, `initial_value is ${EARLIEST} until you write where to start`);
  return { ...incremental, initial_value: EARLIEST };
}

function kindOf(context: Import, component: Component): ImportedCursor {
  if (component.type !== "DatetimeBasedCursor") {
    context.note(component.span, `cursor ${component.type || "without type"} has no counterpart in a config`);
    return NO_CURSOR;
  }
  const { parameters } = component;
  const path = plainText(component.take("cursor_field"), parameters);
  if (path === undefined) {
    context.note(component.span, "a cursor whose field is known only at run time was left out");
    return NO_CURSOR;
  }
  const format = formatOf(context, component);
  component.ignore("cursor_datetime_formats", "is_client_side_incremental", "is_data_feed", "is_compare_strictly");
  const step = told(context, component, "step");
  const granularity = told(context, component, "cursor_granularity");
  const lookback = component.take("lookback_window");
  if (lookback !== undefined) {
    context.note(lookback.span, "lookback_window is lag in a config, in seconds: write it there");
  }
  const initial = moment(context, component, "start_datetime");
  const end = component.take("end_datetime");
  if (end !== undefined) context.note(end.span, "reading goes on to the newest record: an end would keep no state");
  const startParam = param(context, component.part("start_time_option"));
  const endParam = param(context, component.part("end_time_option"));
  return {
    incremental: {
      cursor_path: path,
      ...(initial !== undefined && { initial_value: initial }),
      ...(startParam !== undefined && { start_param: startParam }),
      ...(endParam !== undefined && { end_param: endParam }),
      ...(format !== undefined && { cursor_format: format }),
    },
    windows: step && { span: step.span, step: step.text, granularity: granularity?.text },
    span: component.span,
  };
}

/** A text under a key; one that is known only at run time is noted. */
function told(context: Import, component: Component, key: string): { readonly text: string; span: Span } | undefined {
  const node = component.take(key);
  if (node === undefined) return undefined;
  const text = plainText(node, component.parameters);
  if (text === undefined) context.note(node.span, `${key} is known only at run time: it was left out`);
  return text === undefined ? undefined : { text, span: node.span };
}

/** Bounds are written in UTC, so that their zone is known. */
function formatOf(context: Import, component: Component): string | undefined {
  const written = told(context, component, "datetime_format");
  if (written === undefined) return undefined;
  const format = written.text
    .replaceAll("%%", "\u0000")
    .replaceAll("%z", "+0000")
    .replaceAll("%Z", "UTC")
    .replaceAll("%_ms", "%f")
    .replaceAll("%F", "%Y-%m-%d")
    .replaceAll("%T", "%H:%M:%S")
    .replaceAll("\u0000", "%%");
  if (written.text.includes("%_ms")) context.note(written.span, "%_ms is %f in a config: six digits, not three");
  const unknown = /%s_as_float/.exec(format)?.[0] ?? /%[^]?/.exec(format.replace(CURSOR_DIRECTIVE, ""))?.[0];
  if (unknown === undefined) return format;
  context.note(written.span, `${unknown} has no counterpart in cursor_format: bounds are written as records have them`);
  return undefined;
}

/** Where the first run starts: a text, or a MinMaxDatetime with one. */
function moment(context: Import, component: Component, key: string): Value | undefined {
  const node = component.take(key);
  if (node === undefined) return undefined;
  if (node.kind !== "map") return literalMoment(context, component, node);
  const part = component.part(key);
  const inner = part?.take("datetime");
  part?.ignore("datetime_format", "min_datetime", "max_datetime");
  part?.done();
  return inner && literalMoment(context, component, inner);
}

function literalMoment(
  context: Import,
  { parameters }: Component,
  node: NonNullable<ReturnType<Component["take"]>>,
): Value | undefined {
  const text = plainText(node, parameters);
  if (text !== undefined) {
    if (parseLayout(text) !== undefined || /^-?\d+(\.\d+)?$/.test(text)) return text;
    context.note(node.span, `${text} is no point in time that a config knows: write initial_value`);
    return undefined;
  }
  const value = valueOf(context, node, parameters);
  if (typeof value === "object")
    context.note(node.span, "the start comes from the connector's settings: write initial_value");
  return undefined;
}

function param(context: Import, option: Component | undefined): string | undefined {
  if (option === undefined) return undefined;
  const name = plainText(option.take("field_name"), option.parameters);
  const place = plainText(option.take("inject_into"), option.parameters);
  option.done();
  if (place === "request_parameter" && name !== undefined) return name;
  context.note(
    option.span,
    `the window goes to ${place ?? "an unknown place"} in Airbyte: use {incremental.start_value} there`,
  );
  return undefined;
}

import type { Component, Import } from "./component.js";
import { plainText, valueOf, type Value } from "./texts.js";

export interface ImportedCursor {
  /** Undefined: no increments, or none that a config can express. */
  readonly incremental: Value | undefined;
  readonly params: readonly (readonly [string, Value])[];
}

/** The `incremental` of a config for a DatetimeBasedCursor. */
export function cursorOf(context: Import, component: Component | undefined): ImportedCursor {
  if (component === undefined) return { incremental: undefined, params: [] };
  const cursor = kindOf(context, component);
  component.done();
  return cursor;
}

function kindOf(context: Import, component: Component): ImportedCursor {
  if (component.type !== "DatetimeBasedCursor") {
    context.note(component.span, `cursor ${component.type || "without type"} has no counterpart in a config`);
    return { incremental: undefined, params: [] };
  }
  const { parameters } = component;
  const path = plainText(component.take("cursor_field"), parameters);
  if (path === undefined) {
    context.note(component.span, "a cursor whose field is known only at run time was left out");
    return { incremental: undefined, params: [] };
  }
  const format = plainText(component.take("datetime_format"), parameters);
  component.ignore("cursor_datetime_formats", "is_client_side_incremental", "is_data_feed", "is_compare_strictly");
  const step = plainText(component.take("step"), parameters);
  const granularity = plainText(component.take("cursor_granularity"), parameters);
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
      ...(step !== undefined && { step }),
      ...(granularity !== undefined && { granularity }),
      ...(format !== undefined && { cursor_format: format }),
    },
    params: [],
  };
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
  if (text !== undefined) return text;
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
  if (place === "request_parameter") return name;
  context.note(
    option.span,
    `the window goes to ${place ?? "an unknown place"} in Airbyte: use {incremental.start_value} there`,
  );
  return undefined;
}

import type { Check } from "../config/check/check.js";
import { nearest } from "../diagnostics/nearest.js";
import type { ConfigNode, MapEntry } from "../read/document.js";
import type { SpecOperation, SpecParameter } from "./operations.js";
import { child, items } from "./spec.js";

/** Reports a query parameter that the operation does not take, or a literal value that it does not allow. */
export function checkParam(check: Check, operation: SpecOperation, entry: MapEntry): void {
  const known = operation.parameters.filter((parameter) => parameter.in === "query");
  const names = known.map(({ name }) => name);
  // `filter[state]` is part of the parameter `filter` (style deepObject).
  const name = entry.key.replace(/\[.*$/s, "");
  const parameter = known.find((each) => each.name === entry.key || each.name === name || each.name === `${name}[]`);
  if (parameter === undefined) {
    const shown = `${operation.method.toUpperCase()} ${operation.path}`;
    check.report("spec-unknown-param", check.at.key(entry), {
      ...{ name: entry.key, operation: shown, known: names, meant: nearest(entry.key, names) },
    });
    return;
  }
  const values = entry.value.kind === "list" ? entry.value.items : [entry.value];
  for (const value of values) checkValue(check, parameter, value);
}

function checkValue(check: Check, parameter: SpecParameter, value: ConfigNode): void {
  const text = scalarText(value);
  if (text === undefined) return;
  const allowed = items(keyword(parameter, "enum")).map((item) => String(item.value));
  if (allowed.length > 0) {
    if (!allowed.includes(text)) report(`one of ${allowed.slice(0, 12).join(", ")}${allowed.length > 12 ? ", …" : ""}`);
    return;
  }
  const type = keyword(parameter, "type")?.value;
  if (type === "integer" && !/^-?\d+$/.test(text)) report("an integer");
  else if (type === "number" && !Number.isFinite(Number(text || "-"))) report("a number");
  else if (type === "boolean" && !/^(true|false)$/.test(text)) report("true or false");

  function report(expected: string): void {
    check.report("spec-param-value", check.at.node(value), { name: parameter.name, expected });
  }
}

/** Of a literal; texts with placeholders and values of the run are known only then. */
function scalarText(value: ConfigNode): string | undefined {
  if (value.kind === "boolean") return String(value.value);
  if (value.kind === "number") return value.text;
  return value.kind === "string" && !value.value.includes("{") ? value.value : undefined;
}

/** In Swagger 2.0 a parameter is its own schema. */
function keyword({ node }: SpecParameter, key: "enum" | "type") {
  const schema = child<string, "enum" | "type">(node, "schema");
  return child(schema, key) ?? child(node, key);
}

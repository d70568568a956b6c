import { secretName, settingName } from "../config/references.js";
import { type ConfigNode } from "../read/document.js";
import type { JsonMapModel, JsonModel } from "./body-model.js";
import type { RuntimeValueModel } from "./model.js";
import type { RuntimeTexts } from "./runtime-values.js";

/** A JSON object without placeholders, secrets and settings aside; `use` says what its fields are for, `place` who gets them. */
export function plainJsonMap(
  node: ConfigNode | undefined,
  use: string,
  values: RuntimeTexts,
  place: RuntimeValueModel["place"] = "elsewhere",
): JsonMapModel {
  const entries = node?.kind === "map" ? node.entries : [];
  return {
    kind: "map",
    entries: entries.map(({ key, value }) => ({ key, value: plainJson(value, `${use} ${key}`, values, place) })),
    laterOnly: false,
  };
}

function plainJson(node: ConfigNode, use: string, values: RuntimeTexts, place: RuntimeValueModel["place"]): JsonModel {
  if (secretName(node) !== undefined || settingName(node) !== undefined) {
    return { kind: "text", text: values.text(node, use, place) };
  }
  switch (node.kind) {
    case "null":
      return { kind: "null" };
    case "boolean":
      return { kind: "boolean", value: node.value };
    case "number":
      return { kind: "number", text: node.text };
    case "string":
      return { kind: "text", text: { kind: "literal", text: node.value } };
    case "list":
      return { kind: "list", items: node.items.map((item) => plainJson(item, use, values, place)) };
    case "map":
      return plainJsonMap(node, use, values, place);
    case "code":
      throw new Error("code where JSON is sent: the validator lets none through");
  }
}

import { isFalsy } from "../config/rules/rule.js";
import { secretName, settingName } from "../config/references.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import type { BodyModel, JsonMapModel, JsonModel, PagingValue, PlacedModel } from "./body-model.js";
import type { ParamModel } from "./request-model.js";
import type { CarrierModel, PaginatorModel } from "./paginator-model.js";
import { couldBe, entryParams, hasOpenNames } from "./params.js";
import type { RuntimeTexts } from "./runtime-values.js";
import { fillTemplate, resolveJsonText, resolveName, type TemplateContext } from "./template.js";

/** dlt: of `json` and `data` an empty one is ignored beside the other; an empty `json` alone is sent, as `{}`. */
export function resolveBody(
  endpoint: ConfigNode | undefined,
  paginator: PaginatorModel,
  values: RuntimeTexts,
  context: TemplateContext,
): BodyModel | null {
  const json = valueOf(endpoint, "json");
  const data = valueOf(endpoint, "data");
  if (data !== undefined && isFalsy(json) && !isFalsy(data)) return resolveData(data, values, context);
  const slots = bodySlots(paginator);
  if (json?.kind !== "map" && slots.length === 0) return null;
  const resolved = json?.kind === "map" ? resolveJson(json, "", values, context) : EMPTY;
  const own = resolved.kind === "map" ? resolved : EMPTY;
  const laterOnly = json === undefined && paginator.kind === "cursor";
  if (slots.some(({ path }) => isOpen(own, path))) return { kind: "json", value: own, laterOnly, placed: slots };
  const value = slots.reduce((map, slot) => withSlot(map, slot.path, slot.value), own);
  return { kind: "json", value, laterOnly, placed: [] };
}

/** Whether it takes a record to know what stands on the way to a place. */
function isOpen({ entries }: JsonMapModel, [key = "", ...rest]: readonly string[]): boolean {
  if (entries.some((entry) => typeof entry.key !== "string" && couldBe(entry.key, key))) return true;
  const found = entries.find((entry) => entry.key === key)?.value;
  return rest.length > 0 && (found?.kind === "runtime" || (found?.kind === "map" && isOpen(found, rest)));
}

const EMPTY: JsonMapModel = { kind: "map", entries: [], laterOnly: false };

function bodySlots(paginator: PaginatorModel): readonly PlacedModel[] {
  const slot = (carrier: CarrierModel, value: PagingValue) => {
    return carrier.kind === "body" ? [{ path: carrier.path, value }] : [];
  };
  switch (paginator.kind) {
    case "offset":
      return [...slot(paginator.offsetCarrier, "offset"), ...slot(paginator.limitCarrier, "limit")];
    case "page_number":
      return slot(paginator.pageCarrier, "page");
    case "cursor":
      return slot(paginator.carrier, "cursor");
    case "auto":
    case "custom":
    case "single_page":
    case "json_link":
    case "header_link":
    case "header_cursor":
      return [];
  }
}

/** Sets a value at a path as dlt does: objects on the way are made where there are none. */
function withSlot(map: JsonMapModel, [key = "", ...rest]: readonly string[], value: PagingValue): JsonMapModel {
  const found = map.entries.find((entry) => entry.key === key)?.value;
  const inner = found?.kind === "map" ? found : { ...EMPTY, laterOnly: value === "cursor" };
  const next: JsonModel =
    rest.length > 0
      ? withSlot(inner, rest, value)
      : { kind: "paging", value, first: value === "cursor" ? (found ?? null) : null };
  return {
    ...map,
    entries:
      found === undefined
        ? [...map.entries, { key, value: next }]
        : map.entries.map((entry) => (entry.key === key ? { key, value: next } : entry)),
  };
}

function resolveJson(node: ConfigNode, field: string, values: RuntimeTexts, context: TemplateContext): JsonModel {
  if (secretName(node) !== undefined || settingName(node) !== undefined) {
    return { kind: "text", text: values.text(node, `field ${field} of a JSON body`) };
  }
  switch (node.kind) {
    case "null":
      return { kind: "null" };
    case "boolean":
      return { kind: "boolean", value: node.value };
    case "number":
      return { kind: "number", text: node.text };
    case "string":
      return resolveJsonText(node.value, context);
    case "list":
      return { kind: "list", items: node.items.map((item) => resolveJson(item, field, values, context)) };
    case "map": {
      const entries = node.entries.map(({ key, value }) => {
        const inner = field === "" ? key : `${field}.${key}`;
        return { key: resolveName(key, context), value: resolveJson(value, inner, values, context) };
      });
      return { kind: "map", entries, laterOnly: false };
    }
    case "code":
      throw new Error("code in a JSON body: the validator lets none through");
  }
}

/** dlt: a text is sent as it is, an object or a list of pairs as form fields. */
function resolveData(data: ConfigNode, values: RuntimeTexts, context: TemplateContext): BodyModel {
  const isText = data.kind === "string" || secretName(data) !== undefined || settingName(data) !== undefined;
  if (isText) return { kind: "text", text: fillTemplate(values.text(data, "request body"), context) };
  if (data.kind === "map") {
    const isOpen = hasOpenNames(data.entries.map(({ key }) => resolveName(key, context)));
    const fields = data.entries.flatMap(({ key, value }) => resolveFields(key, value, isOpen, values, context));
    return { kind: "form", fields, isMap: true };
  }
  if (data.kind !== "list") throw new Error(`a ${data.kind} as data: the validator lets none through`);
  return { kind: "form", fields: data.items.flatMap((pair) => resolvePair(pair, values, context)), isMap: false };
}

function resolvePair(pair: ConfigNode, values: RuntimeTexts, context: TemplateContext): readonly ParamModel[] {
  const [name, value] = pair.kind === "list" ? pair.items : [];
  if (name?.kind !== "string" || value === undefined) {
    throw new Error("data that is no list of pairs: the validator lets none through");
  }
  return resolveFields(name.value, value, false, values, context);
}

/** Lists repeat the field, nulls are left out. */
function resolveFields(
  key: string,
  node: ConfigNode,
  isOpen: boolean,
  values: RuntimeTexts,
  context: TemplateContext,
): readonly ParamModel[] {
  return entryParams(resolveName(key, context), node, isOpen, (item) =>
    fillTemplate(values.text(item, `form field ${key}`), context),
  );
}

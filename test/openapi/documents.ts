import { type EmittedFiles, generate } from "../../generator/generate.js";
import { resolveSource } from "../../generator/model/resolve.js";
import type { Spec } from "../../generator/openapi/spec.js";
import { readConfig } from "../../generator/read/read.js";
import { NO_SIBLINGS } from "../../generator/siblings/siblings.js";

export type Json = Record<string, unknown>;

export const TEXT = { type: "string" };
export const object = (properties: Json, more: Json = {}): Json => ({ type: "object", properties, ...more });
export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** A document with a list of records at each path. */
export function documentOf(records: Json, schemas: Json): Json {
  const paths = Object.entries(records).map(([path, items]) => {
    const content = { "application/json": { schema: { type: "array", items } } };
    return [path, { get: { responses: { 200: { description: "", content } } } }];
  });
  return { openapi: "3.0.3", info: {}, paths: Object.fromEntries(paths), components: { schemas } };
}

export function configOf(resources: readonly unknown[]): Json {
  return { client: { base_url: "https://api.example.com", paginator: "single_page" }, resources };
}

export async function connectorOf(resources: readonly unknown[], document?: Json): Promise<EmittedFiles> {
  const { document: config } = readConfig("shop.json", JSON.stringify(configOf(resources)));
  if (config === undefined) throw new Error("the config cannot be read");
  const root = { file: "spec.json", pointer: "", value: document };
  const spec: Spec = { dialect: "3.0", root, files: new Map([["spec.json", document]]) };
  const resolved = resolveSource(config, "shop", "shop.json", NO_SIBLINGS, ["duckdb"], document && spec);
  return generate(resolved.model);
}

/** The names of the interfaces in a file. */
export function interfaces(files: EmittedFiles, file: string): readonly string[] {
  return Array.from((files.get(file) ?? "").matchAll(/^export interface (\w+)/gm), ([, name = ""]) => name);
}

export const ADDRESS = object({ city: TEXT, country: object({ code: TEXT }) });
export const SHOP = documentOf(
  { "/orders": ref("Order"), "/customers": ref("Customer"), "/stock": object({ place: ref("Address") }) },
  {
    Order: object({
      ship_to: ref("Address"),
      customer: ref("Customer"),
      lines: { type: "array", items: object({ sku: TEXT }) },
    }),
    Customer: object({ home: ref("Address"), orders: { type: "array", items: ref("Order") } }),
    Address: ADDRESS,
  },
);

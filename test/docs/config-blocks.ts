import { parse, type ParseError } from "jsonc-parser";
import { parse as parseYaml } from "yaml";
import { CLIENT } from "../../generator/config/schema/client.js";
import { ENDPOINT } from "../../generator/config/schema/endpoint.js";
import { RESOURCE } from "../../generator/config/schema/resource.js";
import type { Block } from "./blocks.js";

type Value = Readonly<Record<string, unknown>>;

/**
 * The config that a block is, or is a part of: an object that has `type` is a paginator, one with `name` a resource, and
 * keys alone are put where they belong. Undefined for what is no config.
 */
export function configOf({ language, text }: Block): Value | undefined {
  if (language === "yaml") return wholeConfig(parseYaml(text) as Value);
  const whole = parseJson(text);
  if (whole !== undefined) return wholeConfig(whole) ?? partOf(whole);
  const lines = text.trim().split("\n").map(parseJson);
  if (lines.every((line) => line?.["type"] !== undefined)) return withPaginators(lines as readonly Value[]);
  const keys = parseJson(`{${text}}`);
  return keys === undefined ? undefined : partOf(keys);
}

function parseJson(text: string): Value | undefined {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  return errors.length === 0 && typeof value === "object" && value !== null ? (value as Value) : undefined;
}

function wholeConfig(value: Value): Value | undefined {
  return "client" in value && "resources" in value ? value : undefined;
}

function partOf(value: Value): Value | undefined {
  const all = (keys: object): boolean => Object.keys(value).every((key) => Object.hasOwn(keys, key));
  if ("type" in value) return withPaginators([value]);
  if ("name" in value) return { client: CLIENT_BLOCK, resources: [value] };
  if (all(CLIENT.keys)) return { client: { ...CLIENT_BLOCK, ...value }, resources: ["a"] };
  if (all(ENDPOINT.keys)) return { client: CLIENT_BLOCK, resources: [{ name: "a", endpoint: value }] };
  if (all(RESOURCE.keys)) return { client: CLIENT_BLOCK, resources: [{ name: "a", ...value }] };
  return "client" in value || "resources" in value ? { client: CLIENT_BLOCK, resources: ["a"], ...value } : undefined;
}

const CLIENT_BLOCK = { base_url: "https://api.example.com" };

function withPaginators(paginators: readonly Value[]): Value {
  const resources = paginators.map((paginator, index) => ({ name: `a${index}`, endpoint: { path: "a", paginator } }));
  return { client: CLIENT_BLOCK, resources };
}

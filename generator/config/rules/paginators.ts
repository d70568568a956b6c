import { entryOf, valueOf, type ConfigNode, type MapEntry, type MapNode } from "../../read/document.js";
import type { Check } from "../check/check.js";
import { isMisspelt } from "../check/misspelt.js";
import { PAGINATOR } from "../schema/paginator.js";
import { referenceEntry } from "../references.js";
import { isFalsy, textOf, type RuleInput } from "./rule.js";
import { isSingleEntity } from "./single-entity.js";

/** The keys of all paginators. */
const PAGINATOR_KEYS = Object.fromEntries(
  Object.values(PAGINATOR.variants).flatMap(({ keys }) => Object.entries(keys)),
);

/** Rules of dlt's paginator constructors, for every paginator where it is written. */
export function checkPaginators({ check, root, client }: RuleInput): void {
  const listed = valueOf(root, "resources");
  const owners = [
    client,
    valueOf(valueOf(root, "resource_defaults"), "endpoint"),
    ...(listed?.kind === "list" ? listed.items.map((resource) => valueOf(resource, "endpoint")) : []),
  ];
  for (const owner of owners) {
    const paginator = valueOf(owner, "paginator");
    if (paginator?.kind === "map") checkOptions(check, paginator);
  }
}

function checkOptions(check: Check, node: MapNode): void {
  switch (textOf(valueOf(node, "type"))) {
    case "offset":
      checkStopRule(check, node, "maximum_offset");
      checkCarrier(check, node, "offset_param", "offset_body_path");
      return checkCarrier(check, node, "limit_param", "limit_body_path");
    case "page_number":
      checkStopRule(check, node, "maximum_page");
      checkCarrier(check, node, "page_param", "page_body_path");
      return checkBasePage(check, node);
    case "cursor":
      return checkCursorCarrier(check, node);
    default:
      return;
  }
}

function checkStopRule(check: Check, node: MapNode, maximum: string): void {
  const total = entryOf(node, "total_path");
  const stop = entryOf(node, "stop_after_empty_page");
  const rules = [maximum, "has_more_path"].some((key) => valueOf(node, key) !== undefined);
  const short = valueOf(node, "stop_on_short_page");
  const ends = total?.value.kind !== "null" || rules || !isFalsy(short) || stop === undefined || !isFalsy(stop.value);
  const known = ["total_path", maximum, "has_more_path", "stop_after_empty_page"];
  if (ends || known.some((key) => isMisspelt(node, key, PAGINATOR_KEYS))) return;
  check.report("no-stop-rule", check.at.opening(node), { known });
}

/** A value travels as query parameter or in the body, never both; an empty name is none. */
function checkCarrier(check: Check, node: MapNode, param: string, body: string): void {
  const [inQuery, inBody] = [entryOf(node, param), entryOf(node, body)];
  const written = [inQuery, inBody].filter((entry) => entry !== undefined && entry.value.kind !== "null");
  const [first, second] = written;
  if (first === undefined) return;
  const filled = written.filter((entry) => !isFalsy(entry?.value));
  if (filled.length === 2) check.report("two-carriers", check.at.key(second ?? first), { param, body });
  else if (filled.length === 0) {
    const [empty, other] = first === inQuery ? [param, body] : [body, param];
    check.report("no-carrier", check.at.key(first), { param: empty, body: other });
  }
}

/** Unlike the others, the cursor takes an empty name. */
function checkCursorCarrier(check: Check, node: MapNode): void {
  const [param, body] = ["cursor_param", "cursor_body_path"];
  const entry = entryOf(node, body);
  const both = valueOf(node, param) !== undefined && valueOf(node, body) !== undefined;
  if (both && entry !== undefined) check.report("two-carriers", check.at.key(entry), { param, body });
  const header = entryOf(node, "cursor_header");
  const other = [param, body].find((key) => !isFalsy(valueOf(node, key)));
  if (header === undefined || isFalsy(header.value) || other === undefined) return;
  check.report("two-carriers", check.at.key(header), { param: other, body: "cursor_header" });
}

function checkBasePage(check: Check, node: MapNode): void {
  const base = entryOf(node, "base_page")?.value;
  const total = entryOf(node, "total_path")?.value.kind !== "null";
  if (base?.kind === "null" && total) check.report("base-page-null", check.at.node(base), {});
}

/** Which paginator each resource gets in dlt's order, and whether its request can carry it. */
export function checkPaging({ check, client, resources }: RuleInput): void {
  if (client?.kind !== "map") return;
  const inherited = valueOf(client, "paginator");
  for (const resource of resources) {
    const endpoint = valueOf(resource.node, "endpoint");
    const own = valueOf(endpoint, "paginator");
    const path = textOf(valueOf(endpoint, "path")) ?? "";
    if (own === undefined && isSingleEntity(path)) continue;
    const chosen = [own, inherited].find((node) => node !== undefined && !isAuto(node));
    if (chosen?.kind === "map") checkBody(check, chosen, endpoint);
  }
}

/** `auto` is the same as nothing at all. */
function isAuto(node: ConfigNode): boolean {
  return (node.kind === "string" ? node.value : textOf(valueOf(node, "type"))) === "auto";
}

function checkBody(check: Check, paginator: MapNode, endpoint: ConfigNode | undefined): void {
  for (const entry of paginator.entries) checkBodyPath(check, entry, valueOf(endpoint, "json"));
  const entry = paginator.entries.find(({ key, value }) => key.endsWith("_body_path") && !isFalsy(value));
  if (entry === undefined) return;
  const { key } = entry;
  if (!isFalsy(valueOf(endpoint, "data"))) check.report("body-path-with-data", check.at.key(entry), { key });
  else if ((textOf(valueOf(endpoint, "method")) ?? "GET") === "GET")
    check.report("body-with-get", check.at.key(entry), { key });
}

/** dlt makes the objects on the way that are not there, and fails on anything else that stands there. */
function checkBodyPath(check: Check, entry: MapEntry, json: ConfigNode | undefined): void {
  if (!entry.key.endsWith("_body_path") || entry.value.kind !== "string") return;
  let found: ConfigNode | undefined = json;
  for (const field of entry.value.value.split(".").slice(0, -1)) {
    found = entryOf(found, field)?.value;
    if (found === undefined) return;
    if (found.kind === "map" && referenceEntry(found) === undefined) continue;
    // A record may bring an object.
    if (found.kind === "string" && /^\{resources\.[^{}:!]+\}$/.test(found.value)) return;
    return check.report("body-path-blocked", check.at.node(entry.value), { key: entry.key, field });
  }
}

import { entryOf, valueOf, type ConfigNode } from "../../read/document.js";
import type { Check } from "../check/check.js";
import { isAbsoluteUrl } from "../check/urls.js";
import { isHeaderName } from "../check/formats.js";
import { referenceEntry } from "../references.js";
import { placeholdersOf } from "../templates.js";
import { isFalsy, textOf, type RuleInput } from "./rule.js";

/** Whether the requests of a config can be sent as they are written. */
export function checkRequests({ check, root, client, resources }: RuleInput): void {
  const defaultPath = entryOf(valueOf(valueOf(root, "resource_defaults"), "endpoint"), "path");
  if (defaultPath !== undefined) check.report("default-path", check.at.key(defaultPath), {});
  checkClientHeaders(check, valueOf(client, "headers"));
  checkAuthName(check, valueOf(client, "auth"));

  const withoutBase = textOf(valueOf(client, "base_url")) === "";
  for (const resource of resources) {
    const endpoint = valueOf(resource.node, "endpoint");
    const path = valueOf(endpoint, "path");
    if (withoutBase && path?.kind === "string" && !isAbsoluteUrl(path.value)) {
      check.report("relative-path", check.at.node(path), { path: path.value });
    }
    checkPartitions(check, valueOf(endpoint, "params"));
    const method = entryOf(endpoint, "method")?.value;
    if (method?.kind === "null") check.report("method-null", check.at.node(method), {});
    const data = entryOf(endpoint, "data");
    if (data !== undefined && !isFalsy(data.value) && !isFalsy(valueOf(endpoint, "json"))) {
      check.report("two-bodies", check.at.key(data), {});
    }
    if (data !== undefined) checkData(check, data.value);
    const auth = entryOf(endpoint, "auth");
    checkAuthName(check, auth?.value);
  }
}

/** A param of type list needs values to run the endpoint for. */
function checkPartitions(check: Check, params: ConfigNode | undefined): void {
  for (const { value } of params?.kind === "map" ? params.entries : []) {
    const values = textOf(valueOf(value, "type")) === "list" ? valueOf(value, "values") : undefined;
    if (values?.kind === "list" && !values.items.some(({ kind }) => kind !== "null")) {
      check.report("no-partition", check.at.node(values), {});
    }
  }
}

/** dlt hands anything on and fails, or sends other fields than were written, for what is no form. */
function checkData(check: Check, data: ConfigNode): void {
  if (data.kind === "string" || isFalsy(data) || referenceEntry(data) !== undefined) return;
  if (data.kind === "map") {
    for (const { value } of data.entries) checkField(check, value);
  } else if (data.kind === "list") {
    for (const pair of data.items) {
      const [name, value, ...more] = pair.kind === "list" ? pair.items : [];
      if (name?.kind !== "string" || value === undefined || more.length > 0) {
        check.report("data-shape", check.at.node(pair), {});
      } else checkField(check, value);
    }
  } else if (data.kind !== "code") check.report("data-shape", check.at.node(data), {});
}

function checkField(check: Check, value: ConfigNode): void {
  if (value.kind === "list") for (const item of value.items) checkField(check, item);
  else if (value.kind === "map" && referenceEntry(value) === undefined) {
    check.report("data-field-object", check.at.node(value), {});
  }
}

/** dlt fills placeholders into the headers of endpoints only. */
function checkClientHeaders(check: Check, headers: ConfigNode | undefined): void {
  if (headers?.kind !== "map") return;
  for (const { value } of headers.entries) {
    if (value.kind !== "string") continue;
    for (const { name, start, end } of placeholdersOf(value.value)) {
      if (!/^(?:resources|incremental)\./.test(name)) continue;
      check.report("placeholder-not-filled", check.at.within(value, start, end), { name });
    }
  }
}

/** The name a key is sent under must fit the place it is sent in. */
function checkAuthName(check: Check, auth: ConfigNode | undefined): void {
  const name = valueOf(auth, "name");
  const location = textOf(valueOf(auth, "location")) ?? "header";
  if (name?.kind !== "string" || name.value === "" || (location !== "header" && location !== "cookie")) return;
  if (!isHeaderName(name.value, "header-name")) check.report("header-name", check.at.node(name), { found: name.value });
}

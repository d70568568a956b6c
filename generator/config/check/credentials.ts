import { CREDENTIAL_NAMES } from "../../diagnostics/credential-names.js";
import { nearest } from "../../diagnostics/nearest.js";
import type { ConfigNode, MapEntry } from "../../read/document.js";
import { beginsAsReference, referenceEntry, secretName, settingName } from "../references.js";
import type { Check } from "./check.js";
import { describeNode } from "./describe.js";
import { isHarmlessCode } from "./python-code.js";

const REFERENCES = ["$secret", "$config"];

/** Becomes an environment variable and an option, in which other characters are left out or replaced. */
const USABLE_NAME = /^\P{Cc}*[A-Za-z0-9]\P{Cc}*$/u;

/** Whether a node means to be `$secret` or `$config`, in either form, well-formed or not. */
export function isReference(node: ConfigNode): boolean {
  return node.kind === "string" ? beginsAsReference(node.value) : referenceEntry(node) !== undefined;
}

/** Checks the form of a reference: one entry, a name. */
export function checkReference(check: Check, node: ConfigNode): void {
  const name = secretName(node) ?? settingName(node);
  if (name !== undefined && USABLE_NAME.test(name)) return;
  if (node.kind === "string") {
    const provider = /secrets/.test(node.value) ? "dlt.secrets" : "dlt.config";
    check.report("malformed-text-reference", check.at.node(node), { form: provider, example: `${provider}["name"]` });
    check.hide(node);
    return;
  }
  const entry = referenceEntry(node);
  if (entry === undefined || node.kind !== "map") return;
  const reference = entry.key;
  const other = node.entries.find((candidate) => candidate !== entry);
  if (other !== undefined) {
    const problem = "must stand alone in its object";
    check.report("malformed-reference", check.at.key(other), { reference, problem });
    check.hide(other.value);
  }
  if (entry.value.kind !== "string") {
    check.hide(entry.value);
    const problem = `needs a name, found ${describeNode(entry.value, true)}`;
    check.report("malformed-reference", check.at.node(entry.value), { reference, problem });
  } else if (!USABLE_NAME.test(entry.value.value)) {
    const problem = "needs a name with letters or digits";
    check.report("malformed-reference", check.at.node(entry.value), { reference, problem });
  }
}

/** A credential that is written down. The empty text is none: some APIs want an empty password. */
export function checkCredential(check: Check, entry: MapEntry): void {
  const { key, value } = entry;
  if (value.kind === "string" && value.value === "") return;
  check.hide(value);
  const expected = `a text or {"$secret": "${secretFor(key)}"}`;
  if (value.kind !== "string") {
    const [near] = value.kind === "map" ? value.entries.flatMap((item) => nearest(item.key, REFERENCES) ?? []) : [];
    const hint = near === undefined ? "" : `did you mean "${near}"?`;
    check.report("wrong-type", check.at.node(value), { expected, found: describeNode(value, true), hint });
    return;
  }
  const name = secretFor(key);
  check.report("literal-credential", check.at.node(value), { what: `the value of "${key}"`, hints: secretHints(name) });
}

/** A header that carries a credential; with placeholders it is filled from records, not written down. */
export function checkCredentialHeader(check: Check, { key, value }: MapEntry): void {
  if (value.kind === "code" && !isHarmlessCode(value)) check.hide(value);
  if (value.kind !== "string" || value.value === "" || /\{[^{}]+\}/.test(value.value)) return;
  check.hide(value);
  const bearer = /^bearer\s/i.test(value.value);
  const hints = bearer
    ? ['use auth: {"type": "bearer", "token": {"$secret": "token"}}', "the token is then read from the variable TOKEN"]
    : secretHints(secretFor(key.toLowerCase().replaceAll("-", "_")));
  check.report("literal-credential", check.at.node(value), { what: `the value of the header "${key}"`, hints });
}

/** A literal under the name of a credential in a request's params, json, data or form. */
export function checkRequestField(check: Check, { key, value }: MapEntry, policy: "refuse" | "warn" | undefined): void {
  if (policy === undefined || !CREDENTIAL_NAMES.has(key.toLowerCase())) return;
  if (value.kind !== "string" || value.value === "" || isReference(value) || /\{[^{}]+\}/.test(value.value)) return;
  check.hide(value);
  const name = secretFor(key.toLowerCase());
  if (policy === "refuse") {
    check.report("literal-credential", check.at.node(value), {
      what: `the value of "${key}"`,
      hints: secretHints(name),
    });
  } else {
    check.report("credential-in-request", check.at.node(value), { key, example: `{"$secret": "${name}"}` });
  }
}

/** A credential in the query of a URL or a path: excerpts leave out its value. */
export function checkQueryCredentials(check: Check, node: Extract<ConfigNode, { kind: "string" }>): void {
  for (const { index, 0: parameter } of node.value.matchAll(QUERY_PARAMETERS)) {
    const [key = "", value = ""] = parameter.slice(1).split("=");
    if (!CREDENTIAL_NAMES.has(key.toLowerCase()) || value === "" || value.startsWith("{")) continue;
    const example = `params: {"${key}": {"$secret": "${secretFor(key.toLowerCase())}"}}`;
    check.report("credential-in-request", check.at.within(node, index + 1, index + parameter.length), { key, example });
  }
}

const QUERY_PARAMETERS = /[?&][^?&#=]+=[^&#]*/g;

function secretFor(key: string): string {
  return key === "key" ? "private_key" : key;
}

function secretHints(name: string): readonly string[] {
  return [`write {"$secret": "${name}"}`, `its value is then read from the variable ${name.toUpperCase()}`];
}

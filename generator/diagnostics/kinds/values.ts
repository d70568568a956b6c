import { escapeUnprintable, quote } from "../show.js";
import { error, notEmitted, warning } from "./kind.js";

/** Problems of credentials, references to them, and of texts with a form: URLs, headers, JSONPaths, conditions. */
export const VALUE_KINDS = {
  "literal-credential": ({ what, hints }: { what: string; hints: readonly string[] }) =>
    error(`${what} must not be written into the config`, ...hints),
  "credential-in-request": ({ key, example }: { key: string; example: string }) =>
    warning(`${quote(key)} looks like a credential written into the config`, `if it is one, write ${example}`),
  "malformed-reference": ({ reference, problem }: { reference: string; problem: string }) =>
    error(`${quote(reference)} ${problem}`, `write {${quote(reference)}: "name"}`),
  "malformed-text-reference": ({ form, example }: { form: string; example: string }) =>
    error(`${form} needs one name in brackets and quotes`, `write ${example}`),
  "secret-name-clash": ({ found, other, variable }: { found: string; other: string; variable: string }) =>
    error(`the names ${quote(other)} and ${quote(found)} are both read from ${variable}`, "rename one of them"),
  "reference-not-allowed": ({ reference }: { reference: string }) =>
    error(
      `${reference} cannot stand here`,
      "it can in auth, headers, params, json, data, base_url and access_token_request_data",
    ),

  "empty-text": () => error("this text must not be empty"),
  "control-character": ({ character }: { character: string }) =>
    error(`this text holds the control character ${escapeUnprintable(character)}`),
  "base-url": ({ found }: { found: string }) =>
    error(
      `${quote(found)} is no http or https URL`,
      'for example "https://api.example.com/v1"',
      'an address that varies: {"$config": "base_url"}',
    ),
  "base-url-query": () =>
    warning("the query or fragment of this URL stays in front of every path, as in dlt", "write it into params"),
  url: ({ found }: { found: string }) =>
    error(`${quote(found)} is no http or https URL`, 'for example "https://api.example.com/v1"'),
  origin: ({ found }: { found: string }) =>
    error(`${quote(found)} is no origin`, 'for example "https://files.example.com"'),
  "path-scheme": ({ scheme }: { scheme: string }) =>
    error(`${quote(scheme)} URLs cannot be requested`, "an absolute path begins with http:// or https://"),
  "header-name": ({ found }: { found: string }) =>
    error(`${quote(found)} is no header name`, "known: letters, digits and !#$%&'*+-.^_`|~"),
  "header-value": ({ problem }: { problem: string }) => error(`a header value must not ${problem}`),
  "header-scalar": ({ sent }: { sent: string }) =>
    warning(`dlt fails on a header that is no text; here it is sent as ${quote(sent)}`, `write ${quote(sent)}`),
  timestamp: ({ found }: { found: string }) =>
    error(`${quote(found)} is no date or time`, 'for example "2024-01-31" or "2024-01-31T08:00:00Z"'),
  duration: ({ found }: { found: string }) =>
    error(`${quote(found)} is no duration`, 'for example "P1D" (a day) or "PT15M" (15 minutes)'),
  "merge-condition": ({ problem }: { problem: string }) =>
    error(problem, "known: {table}, {staging_table}; a brace itself is written {{ or }}"),

  "json-path-syntax": ({ problem, hint }: { problem: string; hint: string }) => error(`JSONPath: ${problem}`, hint),
  "json-path-unsupported": ({ problem, hint }: { problem: string; hint: string }) =>
    notEmitted(`JSONPath: ${problem}`, hint),
};

import { CREDENTIAL_NAMES } from "../../diagnostics/credential-names.js";
import { DATE, DURATION, HEADER_NAME } from "../check/formats.js";
import { TEXT_REFERENCE } from "../references.js";
import type { TextFormat } from "../schema/shapes.js";
import type { JsonSchema } from "./convert.js";

/** A text with no control character (`\p{Cc}`), spelled for tools that do not read patterns as Unicode ones. */
const PLAIN = "[^\\u0000-\\u001f\\u007f-\\u009f]";
const HTTP = "^[hH][tT][tT][pP][sS]?://";
/** What comes before the path of a URL, without the signs that no name of a host has. */
const HOST = "[^\\s\\\\/?#\"'`<>{}()|^;+!$&*,=~]+";
const HTTP_URL = `${HTTP}${HOST}(?:[/?#][^\\s\\\\]*)?$`;

/** What a pattern can tell of a format; undefined where it takes a parser, or nothing is refused. */
export function textPattern(format: TextFormat): string | undefined {
  switch (format) {
    case "name":
      return `^${PLAIN}+$`;
    case "base-url":
      return `^$|${HTTP_URL}`;
    case "url":
      return HTTP_URL;
    case "origin":
      return `${HTTP}[^\\s\\\\/?#@]+/?$`;
    case "path":
      return `^(?!(?!https?://${HOST}(?:[/?#]|$))[A-Za-z][A-Za-z0-9+.-]*://)${PLAIN}*$`;
    case "header-name":
      return HEADER_NAME.source;
    case "header-name-template":
      return `^(?:${HEADER_NAME.source.slice("^".length, -"+$".length)}|\\{[^{}]*\\})+$`;
    case "header-value":
      return "^(?![\\t ])[\\t -~\\u00a0-\\u00ff]*$";
    case "json-path":
      return "^[^]+$";
    case "timestamp":
      return DATE.source;
    case "duration":
      return DURATION.source;
    case "optional-json-path":
    case "selector":
    case "merge-condition":
      return undefined;
  }
}

/** A key in any case. */
export function keyPattern(name: string): string {
  return `^${anyCase(name)}$`;
}

/** The names under which a literal is a credential, in any case. */
export const CREDENTIAL_FIELD_PATTERN = `^(?:${[...CREDENTIAL_NAMES].map(anyCase).join("|")})$`;

function anyCase(text: string): string {
  return text.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** The forms of a value that is not written down. */
export const REFERENCE_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  secret: reference("$secret", "A secret that the connector is given when it runs: in the run command, the variable"),
  setting: reference("$config", "A setting that the connector is given when it runs: in the run command, the variable"),
  text_reference: {
    type: "string",
    pattern: TEXT_REFERENCE.source,
    description: 'dlt\'s way of writing {"$secret": "name"} and {"$config": "name"}.',
    examples: ['dlt.secrets["token"]'],
  },
};

function reference(key: "$secret" | "$config", about: string): JsonSchema {
  const description = `${about} of that name in upper case.`;
  return {
    type: "object",
    description,
    properties: {
      [key]: {
        type: "string",
        description: "Its name, with letters or digits in it.",
        pattern: `^${PLAIN}*[A-Za-z0-9]${PLAIN}*$`,
        examples: ["api_key"],
      },
    },
    required: [key],
    additionalProperties: false,
  };
}

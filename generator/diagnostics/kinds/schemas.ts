import { JSON_TYPES } from "../../types/facts.js";
import { nearest } from "../nearest.js";
import { quote } from "../show.js";
import { error, warning } from "./kind.js";

/** Problems of the schemas of records. */
export const SCHEMA_KINDS = {
  "schema-file": ({ found, problem }: { found: string; problem: string }) =>
    error(`${quote(found)} is no schema: ${problem}`, "the path is relative to the config, in its folder or below"),
  "schema-value": ({ found }: { found: string }) =>
    error(`expected a JSON Schema, found ${found}`, 'for example {"type": "string"}'),
  "schema-keyword": ({ keyword, expected }: { keyword: string; expected: string }) =>
    error(`JSON Schema: ${quote(keyword)} must be ${expected}`),
  "schema-type": ({ found }: { found: string }) => {
    const close = nearest(found, JSON_TYPES);
    return error(
      `JSON Schema: unknown type ${quote(found)}`,
      close === undefined ? "" : `did you mean ${quote(close)}?`,
      `known: ${JSON_TYPES.join(", ")}`,
    );
  },
  "schema-reference": ({ reference, problem }: { reference: string; problem: string }) =>
    error(
      `JSON Schema: ${quote(reference)} cannot be followed: ${problem}`,
      'known: "#/$defs/name" in the document, "other.json#/$defs/name" in a file of the config\'s folder',
    ),
  "schema-no-object": () =>
    error("this schema is not one of objects", "it describes one record, for example an order, not the list of them"),
  "schema-no-field": ({ resource, field, meant }: { resource: string; field: string; meant: string | undefined }) =>
    warning(
      `the declared types of ${quote(resource)} have no field ${quote(field)}`,
      meant === undefined ? "" : `did you mean ${quote(meant)}?`,
    ),
};

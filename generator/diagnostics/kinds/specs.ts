import { count, escapeUnprintable, quote } from "../show.js";
import { error, warning } from "./kind.js";

/** What an OpenAPI document and a config say about one another. */
export const SPEC_KINDS = {
  "spec-unreadable": ({ problem }: { problem: string }) => error(escapeUnprintable(problem)),
  "spec-problem": ({ operation, problem }: { operation: string; problem: string }) =>
    error(
      `the OpenAPI document is wrong about ${escapeUnprintable(operation)}: ${escapeUnprintable(problem)}`,
      "a \"schema\" of the resource's own takes the place of the document's",
    ),
  "spec-gap": ({
    operation,
    problem,
    others,
    elsewhere,
  }: {
    operation: string;
    problem: string;
    others: number;
    elsewhere: number;
  }) =>
    warning(
      `the OpenAPI document is wrong about a part of ${escapeUnprintable(operation)}${elsewhere === 0 ? "" : ` and ${count(elsewhere, "other operation")}`}, which may be any JSON: ${escapeUnprintable(problem)}${others === 0 ? "" : ` (and ${others} more)`}`,
    ),
  "spec-no-operation": ({ operation, meant }: { operation: string; meant: string | undefined }) =>
    warning(
      `the OpenAPI document has no ${escapeUnprintable(operation)}: its records are not typed`,
      meant === undefined ? "" : `did you mean ${escapeUnprintable(meant)}?`,
    ),
  "spec-no-records": ({ operation, missing }: { operation: string; missing: string }) =>
    warning(
      `the OpenAPI document does not tell ${missing} (${escapeUnprintable(operation)}): its records are not typed`,
    ),
  "spec-unknown-param": ({
    name,
    operations,
    isOne,
    known,
    meant,
  }: {
    name: string;
    operations: string;
    isOne: boolean;
    known: readonly string[];
    meant: string | undefined;
  }) =>
    error(
      `${escapeUnprintable(operations)} take${isOne ? "s" : ""} no parameter ${quote(name)}`,
      meant === undefined ? "" : `did you mean ${quote(meant)}?`,
      known.length === 0 ? "the OpenAPI document lists none" : `known: ${known.map(escapeUnprintable).join(", ")}`,
    ),
  "spec-shared-param": ({ name, operations }: { name: string; operations: string }) =>
    warning(`the parameter ${quote(name)} is sent where it is not taken, too: ${escapeUnprintable(operations)}`),
  "spec-near-header": ({ name, operation, meant }: { name: string; operation: string; meant: string }) =>
    warning(`${escapeUnprintable(operation)} takes no header ${quote(name)}`, `did you mean ${quote(meant)}?`),
  "spec-missing-param": ({ operation, names }: { operation: string; names: readonly string[] }) =>
    warning(
      `${escapeUnprintable(operation)} wants the parameter${names.length === 1 ? "" : "s"} ${names.map(quote).join(", ")}, which nothing here sends`,
    ),
  "spec-param-value": ({ name, expected }: { name: string; expected: string }) =>
    error(`the OpenAPI document wants ${escapeUnprintable(expected)} for the parameter ${quote(name)}`),
};

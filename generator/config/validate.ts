import { createCollector } from "../diagnostics/collector.js";
import type { Diagnostic, Severity } from "../diagnostics/diagnostic.js";
import { entryOf, valueOf, type ConfigDocument, type ConfigNode, type MapNode } from "../read/document.js";
import { createCheck } from "./check/check.js";
import { checkAgainst } from "./check/shape.js";
import { effectiveResources } from "./resources.js";
import { checkIncremental } from "./rules/incremental.js";
import { checkNames, checkRenaming, checkSelection } from "./rules/names.js";
import { checkPaginators, checkPaging } from "./rules/paginators.js";
import { checkParents } from "./rules/parents.js";
import { checkRequests } from "./rules/requests.js";
import { checkResponses } from "./rules/responses.js";
import { checkTables } from "./rules/tables.js";
import type { RuleInput } from "./rules/rule.js";
import { CONFIG } from "./schema/config.js";

export interface ValidateOptions {
  /**
   * How to judge what dlt takes and no connector can be emitted from: links between rows that the loader makes itself,
   * and configs that fail in dlt at the first request. Such diagnostics have `blocksEmission`, whatever their severity.
   */
  readonly notEmitted: Severity;
}

const RULES: readonly ((input: RuleInput) => void)[] = [
  checkNames,
  checkRenaming,
  checkSelection,
  checkParents,
  checkPaginators,
  checkPaging,
  checkIncremental,
  checkRequests,
  checkResponses,
  checkTables,
];

/**
 * Every problem of a config, by place: first each key and value by itself against the vocabulary (schema/), then what
 * they mean together (rules/). No diagnostic holds the value of a credential, and none lets an excerpt show one.
 */
export function validateConfig(document: ConfigDocument, { notEmitted }: ValidateOptions): Diagnostic[] {
  const collector = createCollector(notEmitted);
  const { hidden, ...check } = createCheck(document, collector);
  const { root } = document;
  if (isManifest(root)) {
    // Nothing in it has been looked at for credentials.
    check.hide(root);
    check.report("airbyte-manifest", check.at.opening(root), {});
  } else {
    checkAgainst(check, root, CONFIG);
    const input = { check, root, client: valueOf(root, "client"), resources: effectiveResources(document) };
    for (const rule of RULES) rule(input);
  }
  const diagnostics = collector.sorted();
  return hidden.length === 0 ? diagnostics : diagnostics.map((diagnostic) => ({ ...diagnostic, hidden }));
}

/** What Airbyte's low-code connectors are made of: `gen-connector import` reads them. */
function isManifest(root: ConfigNode): root is MapNode {
  return root.kind === "map" && valueOf(root, "streams")?.kind === "list" && entryOf(root, "resources") === undefined;
}

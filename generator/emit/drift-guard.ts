import type { ResourceModel } from "../model/model.js";
import { ownObjects } from "../types/type-model.js";
import { checkName, type DriftCheck, driftChecks, saysAnything } from "./drift-checks.js";
import { type Code, literal, numberLiteral } from "./encode.js";
import type { Imports } from "./imports.js";
import type { LaidOut } from "./laid-out.js";
import { type FunctionKeyword, layOutFunction, statementCode } from "./layout.js";

/** The functions that compare a record with its declared types; null without any. */
export async function driftGuardCode(
  resource: ResourceModel,
  imports: Imports,
  laidOut: LaidOut,
): Promise<Code | null> {
  const { types, names } = resource;
  if (types === null || !isChecked(resource)) return null;
  return checksCode(driftChecks(types, names.type, imports), laidOut);
}

/** Functions that compare values with types. */
export async function checksCode(
  checks: readonly DriftCheck[],
  laidOut: LaidOut,
  keyword: FunctionKeyword = "function",
): Promise<Code> {
  const printed = await Promise.all(
    checks.map(async ({ comment, name, parameters, body }) => {
      const head = `${keyword} ${name}(${parameters.join(", ")}): void`;
      const code = layOutFunction(name, parameters, body, keyword);
      return `${comment}\n${code ?? (await laidOut.print(`${head} { ${body.map(statementCode).join("\n")} }`))}`;
    }),
  );
  return laidOut.statements(printed.join("\n\n"));
}

/** Whether the schema says anything that a record may not fit. */
export function isChecked({ types, names }: ResourceModel): boolean {
  const record = types && ownObjects(types).find(({ name }) => name === names.type);
  return types !== null && (record == null || saysAnything(record));
}

/** Whether what does not fit is counted: otherwise there is nothing to compare with, or it ends the reading. */
export function reportsDrift(resource: ResourceModel): boolean {
  return isChecked(resource) && resource.table.contract.dataType !== "freeze";
}

/** How a page is compared with its declared types: what does not fit is treated as the schema contract says. */
export function checkedPage(page: Code, resource: ResourceModel, imports: Imports): Code {
  if (!isChecked(resource)) return page;
  const { name, names, table } = resource;
  const values = `${page}, ${checkName(names.type)}, usage`;
  switch (table.contract.dataType ?? "evolve") {
    case "evolve":
      return `${imports.value("./http/drift.js", "countMisfits")}(${values})`;
    case "freeze": {
      const refuse = imports.value("./http/refuse-drift.js", "refuseMisfits");
      return `${refuse}(${values}, { resource: ${literal(name)}, redact: client.redact })`;
    }
    case "discard_row": {
      const levels = table.maxTableNesting < NO_LIMIT ? `, ${numberLiteral(table.maxTableNesting)}` : "";
      return `${imports.value("./http/discard-drift.js", "discardRows")}(${values}${levels})`;
    }
    case "discard_value":
      return `${imports.value("./http/discard-drift.js", "discardValues")}(${values})`;
  }
}

/** What the schema contract makes of values that do not fit, for a comment. */
export function driftComment({ table }: ResourceModel): string {
  switch (table.contract.dataType ?? "evolve") {
    case "evolve":
      return "What does not fit the declared types is counted, and read on.";
    case "freeze":
      return "What does not fit the declared types ends the reading: the schema contract freezes them.";
    case "discard_row":
      return "What does not fit the declared types is counted, and its row left out, as the schema contract says.";
    case "discard_value":
      return "What does not fit the declared types is counted, and left out, as the schema contract says.";
  }
}

/** dlt's default of `max_table_nesting`: more levels than JSON has. */
const NO_LIMIT = 1_000;

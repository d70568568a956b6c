import type { ResourceModel, SourceModel } from "../model/model.js";
import type { TemplatePart, UrlModel } from "../model/request-model.js";
import type { ObjectModel } from "../types/type-model.js";
import { cursorView, cursorWindowsCode } from "./cursor.js";
import { type Code, docComment, listLiteral, literal, propertyName } from "./encode.js";
import { checkName } from "./drift-checks.js";
import { checkedPage, driftComment, driftGuardCode } from "./drift-guard.js";
import { createImports, type ImportContext, type Imports } from "./imports.js";
import { createLaidOut } from "./laid-out.js";
import { fieldNames, pageCode } from "./page-code.js";
import { paginatorView } from "./paginator.js";
import { parentTypeCode, withFieldsCode } from "./parent.js";
import { rowsCode } from "./path-code.js";
import { planCode } from "./plan.js";
import { recordTypeCode } from "./record-type.js";
import { requestView } from "./request.js";
import { actionsView } from "./response-actions.js";
import type { Shapes } from "./shapes.js";
import { rowType, stepsView } from "./steps.js";
import { render } from "./templates.js";
import { header } from "./view.js";

/** `<resource>.ts`, printed: its record type, its reader and how it is loaded. */
export async function emitResource(
  model: SourceModel,
  resource: ResourceModel,
  configFolder: string,
  shapes: Shapes,
): Promise<Code> {
  const { names } = resource;
  const laidOut = createLaidOut(`${names.file}.ts`, shapes);
  const imports = createImports({ configFolder, ...namesIn(resource) });
  imports.type("./client.js", "Client");
  imports.value("./client.js", "getJson");
  imports.type("./http/page.js", "Page");
  imports.value("./http/to-page.js", "toPage");
  imports.value("./http/usage.js", "createUsage");
  imports.type("./http/usage.js", "Usage");
  imports.type("./load/plan.js", "LoadPlan");
  const interfaces = await recordTypeCode(resource, `One record of ${shownEndpoint(resource)}.`, imports, laidOut);
  const paginator = paginatorView(resource, model.client, imports);
  const selector = selectorView(resource, imports);
  const steps = stepsView(resource, imports);
  const cursor = cursorView(resource, imports);
  const page = pageCode(resource, imports);
  const code = render("resource.ts", {
    header: header(model),
    interfaces,
    names,
    rowType: rowType(resource),
    steps,
    page,
    yieldPage: handedOn("page", resource, imports),
    yieldFreshPage: handedOn(page, resource, imports),
    // One partition that is read far enough says nothing about the next one.
    stopsWhenPast: resource.cursor !== null && resource.cursor.rowOrder !== null && resource.partitions.length === 0,
    readerComment: docComment([`Reads ${shownEndpoint(resource)}${paginator.manner}.`, ...ofParent(resource)]),
    partitions: partitionsView(resource),
    parentType: resource.parent && parentTypeCode(resource.parent, model, imports),
    ...requestView(resource, imports),
    ...paginator.view,
    constants: [...fieldNames(resource), ...paginator.constants],
    paginator: paginator.partial,
    detectsRecords: resource.selector === null,
    selector,
    driftGuard: await driftGuardCode(resource, imports, laidOut),
    driftComment: driftComment(resource),
    actions: actionsView(resource, imports),
    plan: planCode(resource, imports, laidOut),
    cursor,
    windows: cursorWindowsCode(resource, imports),
    imports: laidOut.statements(imports.code()),
  });
  return laidOut.file(code);
}

/** What the file declares, and what it may import of files in `schemas/`. */
function namesIn({ names, types }: ResourceModel): Pick<ImportContext, "declared" | "shared"> {
  const namesOf = (objects: readonly ObjectModel[]) => objects.flatMap(({ name }) => [name, checkName(name)]);
  const objects = types?.objects ?? [];
  const own = objects.filter(({ file }) => file === undefined);
  const shared = objects.filter(({ file }) => file !== undefined);
  return { declared: [names.type, names.output, names.reader, names.plan, ...namesOf(own)], shared: namesOf(shared) };
}

/**
 * What is handed on of a page: compared with its declared types, with fields of the parent, as the processing steps leave
 * it, as far as the cursor is in range. Paginators look at the page as it came.
 */
function handedOn(page: Code, resource: ResourceModel, imports: Imports): Code {
  const { cursor, steps } = resource;
  const named = withFieldsCode(checkedPage(page, resource, imports), resource, imports);
  const processed = steps.length === 0 ? named : `processPage(${named}, processRecord, usage)`;
  return cursor === null ? processed : `incremental.filter(${processed}, usage)`;
}

/** The values of each run of the endpoint, and their type. */
function partitionsView({ names, parent, cursor, partitions }: ResourceModel): object | null {
  const [first] = partitions;
  if (first === undefined) return null;
  const objects = partitions.map((partition) => {
    return `{ ${partition.map(({ param, value }) => `${propertyName(param)}: ${literal(value)}`).join(", ")} }`;
  });
  const args = [
    "client",
    ...(parent === null ? [] : ["parent"]),
    "partition",
    "usage",
    ...(cursor === null ? [] : ["incremental"]),
  ];
  return {
    type: `{ ${first.map(({ param }) => `readonly ${propertyName(param)}: string`).join("; ")} }`,
    values: listLiteral(objects),
    read: `${names.reader}Partition(${args.join(", ")})`,
  };
}

function ofParent({ parent }: ResourceModel): readonly string[] {
  return parent === null ? [] : [`\`parent\` is one record of ${parent.name}.`];
}

/** Method and path for a comment. */
export function shownEndpoint({ method, url }: ResourceModel): string {
  return `${method} ${shownUrl(url)}`;
}

function shownUrl(url: UrlModel): string {
  switch (url.kind) {
    case "path":
      return url.path || "the base URL";
    case "absolute":
      return url.url;
    case "template":
      return url.parts.map(shownPart).join("");
  }
}

function shownPart(part: TemplatePart): string {
  if (part.kind === "literal") return part.text;
  if (part.kind === "formatted") return shownPart(part.value);
  if (part.kind === "partition") return `{${part.param}}`;
  if (part.kind === "setting") return `{settings.${part.option}}`;
  return part.kind === "cursor" ? `{incremental.${part.value}}` : `{${part.parent}.${part.field.text}}`;
}

function selectorView({ selector }: ResourceModel, imports: Imports): object | null {
  if (selector === null) {
    imports.value("./http/detect-records.js", "createRecordDetector");
    return null;
  }
  return {
    code: rowsCode(selector.path, "body", imports),
    comment: docComment([`The records at \`${selector.text}\`.`]),
  };
}

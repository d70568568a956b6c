import type { ResourceModel, SourceModel } from "../model/model.js";
import { type Code, docComment } from "./encode.js";
import { createImports, type Imports } from "./imports.js";
import { paginatorView } from "./paginator.js";
import { rowsCode } from "./path-code.js";
import { planView } from "./plan.js";
import { recordTypeCode } from "./record-type.js";
import { requestView } from "./request.js";
import { actionsView } from "./response-actions.js";
import { rowType, stepsView } from "./steps.js";
import { render } from "./templates.js";
import { header } from "./view.js";

/** `<resource>.ts`: its record type, its reader and how it is loaded. */
export async function emitResource(model: SourceModel, resource: ResourceModel, configFolder: string): Promise<Code> {
  const { names } = resource;
  const imports = createImports({ configFolder, declared: [names.type, names.output, names.reader, names.plan] });
  imports.type("./client.js", "Client");
  imports.value("./client.js", "getJson");
  imports.type("./http/page.js", "Page");
  imports.value("./http/to-page.js", "toPage");
  imports.value("./http/usage.js", "createUsage");
  imports.type("./http/usage.js", "Usage");
  imports.type("./load/plan.js", "LoadPlan");
  const interfaces = await recordTypeCode(resource, `One record of ${shownEndpoint(resource)}.`, imports);
  const paginator = paginatorView(resource, imports);
  const selector = selectorView(resource, imports);
  const steps = stepsView(resource, imports);
  const page = `toPage<${names.type}>(response, selectRecords)`;
  return render("resource.ts", {
    header: header(model),
    interfaces,
    names,
    rowType: rowType(resource),
    steps,
    page,
    yieldPage: processed("page", steps),
    yieldFreshPage: processed(page, steps),
    readerComment: docComment([`Reads ${shownEndpoint(resource)}${paginator.manner}.`]),
    ...requestView(resource, imports),
    ...paginator.view,
    constants: paginator.constants,
    paginator: paginator.partial,
    detectsRecords: resource.selector === null,
    selector,
    actions: actionsView(resource, imports),
    plan: planView(resource),
    imports: imports.code(),
  });
}

function processed(page: Code, steps: object | null): Code {
  return steps === null ? page : `processPage(${page}, processRecord)`;
}

/** Method and path for a comment. */
export function shownEndpoint({ method, url }: ResourceModel): string {
  return `${method} ${url.kind === "absolute" ? url.url : url.path || "the base URL"}`;
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

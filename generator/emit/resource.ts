import type { ResourceModel, SourceModel, UrlModel } from "../model/model.js";
import { type Code, docComment, listLiteral, literal, numberLiteral } from "./encode.js";
import { createImports, type Imports } from "./imports.js";
import { paginatorView } from "./paginator.js";
import { rowsCode } from "./path-code.js";
import { recordTypeCode } from "./record-type.js";
import { render } from "./templates.js";
import { headerEntries, textCode } from "./value-code.js";
import { header } from "./view.js";

/** `<resource>.ts`: its record type, its reader and how it is loaded. */
export async function emitResource(model: SourceModel, resource: ResourceModel): Promise<Code> {
  const { names, table } = resource;
  const imports = createImports();
  imports.type("./client.js", "Client");
  imports.value("./client.js", "getJson");
  imports.type("./http/page.js", "Page");
  imports.value("./http/to-page.js", "toPage");
  imports.value("./http/url.js", "requestUrl");
  imports.value("./http/usage.js", "createUsage");
  imports.type("./http/usage.js", "Usage");
  imports.type("./load/plan.js", "LoadPlan");
  const interfaces = await recordTypeCode(resource, `One record of ${shownEndpoint(resource.url)}.`, imports);
  const paginator = paginatorView(resource, imports);
  const selector = selectorView(resource, imports);
  return render("resource.ts", {
    header: header(model),
    interfaces,
    names,
    readerComment: docComment([`Reads ${shownEndpoint(resource.url)}${paginator.manner}.`]),
    headers: resource.headers.length > 0 ? headerEntries(resource.headers, "client.options") : null,
    ...paginator.view,
    single_page: resource.paginator.kind === "single_page",
    offset: resource.paginator.kind === "offset",
    url: urlCode(resource),
    request: resource.headers.length > 0 ? "{ url, headers }" : "{ url }",
    detectsRecords: resource.selector === null,
    selector,
    plan: {
      resource: literal(resource.name),
      table: literal(table.name),
      writeDisposition: literal(table.writeDisposition),
      primaryKey: listLiteral(table.primaryKey.map(literal)),
      maxTableNesting: numberLiteral(table.maxTableNesting),
      maxColumns: numberLiteral(table.maxColumns),
    },
    imports: imports.code(),
  });
}

/** Method and path for a comment. */
export function shownEndpoint(url: UrlModel): string {
  return `GET ${url.kind === "absolute" ? url.url : url.path || "the base URL"}`;
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

function urlCode(resource: ResourceModel): Code {
  const { url } = resource;
  const target = url.kind === "absolute" ? `${literal(url.url)}, ""` : `client.baseUrl, ${literal(url.path)}`;
  const params = [
    ...resource.params.map(({ name, value }) => pair(name, textCode(value, "client.options"))),
    ...pagingParams(resource),
  ];
  return params.length === 0 ? `requestUrl(${target})` : `requestUrl(${target}, ${listLiteral(params)})`;
}

function pagingParams({ paginator }: ResourceModel): readonly Code[] {
  if (paginator.kind !== "offset") return [];
  return [pair(paginator.offsetParam, "String(offset)"), pair(paginator.limitParam, "String(LIMIT)")];
}

function pair(name: string, value: Code): Code {
  return `[${literal(name)}, ${value}]`;
}

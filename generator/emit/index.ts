import type { ClientModel, ResourceModel, SourceModel } from "../model/model.js";
import { asksSigners } from "./auth.js";
import { concurrencyOf, isReadAhead } from "./concurrency.js";
import { describeTargets, destinationCode, targetCode } from "./destinations.js";
import { isChecked, reportsDrift } from "./drift-guard.js";
import { type Code, docComment, literal, numberLiteral, propertyName } from "./encode.js";
import { bracedNames, createImports, type Imports } from "./imports.js";
import { createLaidOut } from "./laid-out.js";
import { parentTypeCode } from "./parent.js";
import { shownEndpoint } from "./resource.js";
import type { Shapes } from "./shapes.js";
import { rowType } from "./steps.js";
import { render } from "./templates.js";
import { header } from "./view.js";

/** `index.ts`, printed: the typed entry of the connector. */
export async function emitIndex(model: SourceModel, shapes: Shapes): Promise<Code> {
  const laidOut = createLaidOut("index.ts", shapes);
  const imports = createImports();
  imports.type("./client.js", "ClientOptions");
  imports.value("./client.js", "createClient");
  if (model.resources.length > 0) imports.value("./http/to-page.js", "recordsOf");
  imports.value("./load/load-into.js", "loadInto");
  for (const name of ["LoadIntoOptions", "LoadSummary"]) {
    imports.type("./load/load-into.js", name);
  }
  const sources = sourcesOf(model.resources);
  for (const resource of model.resources) {
    const { names } = resource;
    imports.value(moduleOf(names.file), names.reader);
    if (sources.has(resource)) imports.value(moduleOf(names.file), names.plan);
  }
  const { secrets, settings } = model.client;
  const reporting = model.resources.some(reportsDrift);
  if (reporting) {
    imports.value("./http/usage.js", "createUsage");
    imports.type("./http/usage.js", "ReadOptions");
  }
  const views = model.resources.map((resource) => ({
    ...resourceView(resource, model, imports),
    isSource: sources.has(resource),
  }));
  const resources = await Promise.all(
    views.map(async (view) => ({
      member: await laidOut.property(render("partials/index/reader", view), view.comment),
    })),
  );
  const read = views.filter(({ isSource }) => isSource);
  const ahead = model.resources.filter((resource) => sources.has(resource) && isReadAhead(resource, model.client));
  const readAhead = ahead.length > 0 ? createReadAheadCode(model.client, imports) : null;
  const loadable = model.resources.filter(({ selected }) => selected);
  if (loadable.length > 0) {
    imports.type("./client.js", "Client");
    imports.type("./load/load-into.js", "SourceResource");
  }
  const cursors = [...sources].flatMap((resource) => cursorView(resource, imports));
  const code = {
    destination: destinationCode(model.destinations, imports),
    target: targetCode(model.destinations, imports),
    targetComment: docComment([describeTargets(model.destinations)]),
  };
  const index = render("index.ts", {
    ...code,
    header: header(model),
    imports: laidOut.statements(imports.code()),
    factory: model.factory,
    factoryComment: docComment([`The connector ${model.name}: readers of its resources, and their loader.`]),
    name: literal(model.name),
    customAuth: asksSigners(model.client),
    reporting,
    refusing: model.resources.some((resource) => isChecked(resource) && !reportsDrift(resource)),
    customPaginator: model.resources.some(({ paginator }) => paginator.kind === "custom"),
    actionFunctions: model.resources.some(({ actions }) => actions.some(({ action }) => action.kind === "function")),
    secrets: secrets.length > 0,
    settings: settings.length > 0,
    optionsRequired: secrets.length + settings.length > 0,
    resources,
    loads: loadable.length > 0,
    cursors,
    readAhead,
    sources: await laidOut.elements(read.map((view) => render("partials/index/source", view))),
    exports: laidOut.statements(views.map(exportCode).join("\n")),
    loadableNames: loadable.length > 0 ? loadable.map(({ name }) => literal(name)).join(" | ") : "never",
  });
  return laidOut.file(index);
}

/** What keeps the place of a resource while it is loaded. */
function cursorView({ cursor, names }: ResourceModel, imports: Imports): readonly object[] {
  if (cursor === null) return [];
  imports.value("./incremental/resume.js", "keepCursor");
  const create = imports.value(moduleOf(names.file), names.cursor);
  return [{ resume: names.resume, path: literal(cursor.selector.text), create }];
}

function createReadAheadCode(client: ClientModel, imports: Imports): Code {
  return `${imports.value("./load/read-ahead.js", "createReadAhead")}(${numberLiteral(concurrencyOf(client))})`;
}

/** What is loaded, and what has to be read for it. */
function sourcesOf(resources: readonly ResourceModel[]): ReadonlySet<ResourceModel> {
  const isSource = (resource: ResourceModel): boolean =>
    resource.selected || resources.some((child) => child.parent?.name === resource.name && isSource(child));
  return new Set(resources.filter(isSource));
}

interface ResourceView extends Readonly<Record<string, unknown>> {
  readonly comment: Code;
  readonly module: Code;
  readonly type: Code;
  readonly output: Code | null;
  readonly reader: Code;
}

function exportCode({ module, type, output, reader }: ResourceView): Code {
  return bracedNames(
    "export {",
    [type, output].flatMap((name) => (name === null ? [] : [`type ${name}`])).concat(reader),
    `} from ${module};`,
  );
}

function resourceView(resource: ResourceModel, model: SourceModel, imports: Imports): ResourceView {
  const { name, names, parent, selected } = resource;
  const ofParent = parent === null ? [] : [`Of one record of ${parent.name}; without one, of all of them.`];
  return {
    comment: docComment([`The records of ${shownEndpoint(resource)}, one by one.`, ...ofParent]),
    parent: parent && {
      name: literal(parent.name),
      type: parentTypeCode(parent, model, imports),
      allPages: allPagesCode(resource, model.resources, imports, reportsDrift(resource) ? ", usage" : ""),
    },
    module: literal(moduleOf(names.file)),
    method: propertyName(names.method),
    nameLiteral: literal(name),
    reporting: reportsDrift(resource),
    plan: names.plan,
    reader: names.reader,
    read: readCode(resource),
    selected,
    isReadAhead: isReadAhead(resource, model.client),
    type: names.type,
    output: rowType(resource) === names.type ? null : names.output,
  };
}

/** How the loader reads a resource. */
function readCode({ cursor, names, parent }: ResourceModel): Code {
  const record = parent === null ? "" : "parent, ";
  if (cursor === null) return `(${record}usage) => ${names.reader}(client, ${record}usage)`;
  const read = `(incremental) => ${names.reader}(client, ${record}usage, incremental)`;
  return `(${record}usage, state) => ${names.resume}(state, ${read})`;
}

/** The pages of a resource for all records of its parent. */
function allPagesCode(
  resource: ResourceModel,
  resources: readonly ResourceModel[],
  imports: Imports,
  usage = "",
): Code {
  const { names, parent } = resource;
  const above = resources.find(({ name }) => name === parent?.name);
  if (above === undefined) return `${names.reader}(client)`;
  const parents = allPagesCode(above, resources, imports);
  const read = `(parent) => ${names.reader}(client, parent${usage})`;
  return `${imports.value("./http/child-pages.js", "childPages")}(${parents}, ${read})`;
}

function moduleOf(file: string): string {
  return `./${file}.js`;
}

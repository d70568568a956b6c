import type { ResourceModel, SourceModel } from "../model/model.js";
import { type Code, docComment, literal, propertyName } from "./encode.js";
import { createImports, type Imports } from "./imports.js";
import { shownEndpoint } from "./resource.js";
import { rowType } from "./steps.js";
import { render } from "./templates.js";
import { header } from "./view.js";

/** `index.ts`: the typed entry of the connector. */
export function emitIndex(model: SourceModel): Code {
  const imports = createImports();
  imports.type("./client.js", "ClientOptions");
  imports.value("./client.js", "createClient");
  if (model.resources.length > 0) imports.value("./http/to-page.js", "recordsOf");
  imports.value("./load/load-into.js", "loadInto");
  for (const name of ["LoadIntoOptions", "LoadSummary", "LoadTarget"]) {
    imports.type("./load/load-into.js", name);
  }
  for (const { names, selected } of model.resources) {
    imports.value(moduleOf(names.file), names.reader);
    if (selected) imports.value(moduleOf(names.file), names.plan);
  }
  const { secrets, settings } = model.client;
  const loadable = model.resources.filter(({ selected }) => selected);
  if (loadable.length > 0) {
    imports.type("./client.js", "Client");
    imports.type("./load/load-into.js", "SourceResource");
  }
  const cursors = loadable.flatMap((resource) => cursorView(resource, imports));
  return render("index.ts", {
    header: header(model),
    imports: imports.code(),
    factory: model.factory,
    factoryComment: docComment([`The connector ${model.name}: readers of its resources, and their loader.`]),
    name: literal(model.name),
    secrets: secrets.length > 0,
    settings: settings.length > 0,
    optionsRequired: secrets.length + settings.length > 0,
    resources: model.resources.map(resourceView),
    loads: loadable.length > 0,
    cursors,
    loadableNames: loadable.length > 0 ? loadable.map(({ name }) => literal(name)).join(" | ") : "never",
  });
}

/** What keeps the place of a resource while it is loaded. */
function cursorView({ cursor, names }: ResourceModel, imports: Imports): readonly object[] {
  if (cursor === null) return [];
  imports.value("./incremental/resume.js", "keepCursor");
  const create = imports.value(moduleOf(names.file), names.cursor);
  return [{ resume: names.resume, path: literal(cursor.selector.text), create }];
}

function resourceView(resource: ResourceModel): object {
  const { cursor, name, names, selected } = resource;
  return {
    comment: docComment([`The records of ${shownEndpoint(resource)}, one by one.`]),
    module: literal(moduleOf(names.file)),
    method: propertyName(names.method),
    nameLiteral: literal(name),
    plan: names.plan,
    reader: names.reader,
    read:
      cursor === null
        ? `(usage) => ${names.reader}(client, usage)`
        : `(usage, state) => ${names.resume}(state, (incremental) => ${names.reader}(client, usage, incremental))`,
    isSource: selected,
    selected,
    type: names.type,
    output: rowType(resource) === names.type ? null : names.output,
  };
}

function moduleOf(file: string): string {
  return `./${file}.js`;
}

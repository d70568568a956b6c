import type { ResourceModel, SourceModel } from "../model/model.js";
import { type Code, docComment, literal, propertyName } from "./encode.js";
import { createImports } from "./imports.js";
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
    loadableNames: loadable.length > 0 ? loadable.map(({ name }) => literal(name)).join(" | ") : "never",
  });
}

function resourceView(resource: ResourceModel): object {
  const { name, names, selected } = resource;
  return {
    comment: docComment([`The records of ${shownEndpoint(resource)}, one by one.`]),
    module: literal(moduleOf(names.file)),
    method: propertyName(names.method),
    nameLiteral: literal(name),
    plan: names.plan,
    reader: names.reader,
    isSource: selected,
    selected,
    type: names.type,
    output: rowType(resource) === names.type ? null : names.output,
  };
}

function moduleOf(file: string): string {
  return `./${file}.js`;
}

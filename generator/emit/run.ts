import type { RuntimeValueModel, SourceModel } from "../model/model.js";
import { neededFor } from "../model/needed-values.js";
import { destinationCode } from "./destinations.js";
import { type Code, listLiteral, literal, propertyName } from "./encode.js";
import { createImports } from "./imports.js";
import { render } from "./templates.js";
import { header } from "./view.js";

/** `run.ts`: the connector's command line. */
export function emitRun(model: SourceModel): Code {
  const imports = createImports();
  imports.value("./command/entry-point.js", "isEntryPoint");
  imports.value("./command/run-command.js", "runCommand");
  imports.value("./index.js", model.factory);
  const { secrets, settings } = model.client;
  const destination = destinationCode(model.destinations, imports);
  return render("run.ts", {
    header: header(model),
    imports: imports.code(),
    name: literal(model.name),
    destination,
    factory: model.factory,
    resourceNames: listLiteral(model.resources.filter(({ selected }) => selected).map(({ name }) => literal(name))),
    variables: secrets.length + settings.length > 0 ? [...secrets, ...settings].map(variableView(model)) : null,
    secrets: secrets.length > 0 ? secrets.map(valueView) : null,
    settings: settings.length > 0 ? settings.map(valueView) : null,
  });
}

function valueView({ option, variable }: RuntimeValueModel): object {
  return { option: propertyName(option), variable: literal(variable) };
}

/** A value that some resources need alone is asked for where one of them is loaded. */
function variableView(model: SourceModel): (value: RuntimeValueModel) => object {
  const loadable = model.resources.filter(({ selected }) => selected).map(({ name }) => name);
  return (value) => {
    const names = new Set(neededFor(model, value) ?? loadable);
    const needing = loadable.filter((name) => names.has(name));
    return {
      ...{ variable: literal(value.variable), use: literal(value.uses.join(", ")) },
      resources: needing.length === loadable.length ? null : listLiteral(needing.map(literal)),
    };
  };
}

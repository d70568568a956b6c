import type { RuntimeValueModel, SourceModel } from "../model/model.js";
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
    secrets: secrets.length > 0 ? secrets.map(valueView) : null,
    settings: settings.length > 0 ? settings.map(valueView) : null,
    variables: secrets.length + settings.length > 0 ? [...secrets, ...settings].map(valueView) : null,
  });
}

function valueView({ option, variable, uses }: RuntimeValueModel): object {
  return { option: propertyName(option), variable: literal(variable), use: literal(uses.join(", ")) };
}

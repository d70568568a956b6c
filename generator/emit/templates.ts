import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Handlebars from "handlebars";

/** The templates as they lie in the package: beside `dist/`, whose compiled code this is. */
export const TEMPLATES = fileURLToPath(new URL("../../../templates/", import.meta.url));

const compiled = new Map<string, (view: object) => string>();

/**
 * Renders one template. Views hold encoded code only (encode.ts), so nothing is escaped here; a name that a view lacks is
 * an error.
 */
export function render(template: string, view: object): string {
  registerPartials();
  let renderTemplate = compiled.get(template);
  if (renderTemplate === undefined) {
    const source = readFileSync(`${TEMPLATES}${template}.hbs`, "utf8");
    renderTemplate = Handlebars.compile(source, { strict: true, noEscape: true });
    compiled.set(template, renderTemplate);
  }
  return renderTemplate(view);
}

let registered = false;

function registerPartials(): void {
  if (registered) return;
  registered = true;
  for (const file of readdirSync(`${TEMPLATES}partials`, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".hbs")) continue;
    const name = file.slice(0, -".hbs".length).replaceAll("\\", "/");
    Handlebars.registerPartial(name, readFileSync(`${TEMPLATES}partials/${file}`, "utf8"));
  }
}

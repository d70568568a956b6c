import { secretName, settingName } from "../config/references.js";
import type { ConfigNode, Span } from "../read/document.js";
import type { RuntimeValueModel } from "./model.js";
import type { TextModel } from "./request-model.js";
import { optionName, variableName } from "./names.js";

export interface NameClash {
  readonly span: Span;
  readonly name: string;
  readonly other: string;
  readonly variable: string;
}

/** Resolves texts that may be secrets or settings. */
export interface RuntimeTexts {
  /**
   * The text of a node: literal, or taken from a secret or setting that is used as `use` says, in a place that may ask
   * something of it.
   */
  readonly text: (node: ConfigNode, use: string, place?: RuntimeValueModel["place"]) => TextModel;
}

/** Collects the secrets and settings of a config while its texts are resolved. */
export interface RuntimeValues extends RuntimeTexts {
  /** For what one resource alone uses. */
  readonly of: (resource: string) => RuntimeTexts;
  readonly secrets: () => readonly RuntimeValueModel[];
  readonly settings: () => readonly RuntimeValueModel[];
  /** Different names that would be read from one environment variable or option. */
  readonly clashes: readonly NameClash[];
}

interface Found extends RuntimeValueModel {
  readonly uses: string[];
  place: RuntimeValueModel["place"];
  resources: readonly string[] | null;
}

interface Use {
  readonly use: string;
  readonly place: Found["place"];
  readonly resource: string | null;
}

export function createRuntimeValues(): RuntimeValues {
  const secrets = new Map<string, Found>();
  const settings = new Map<string, Found>();
  const clashes: NameClash[] = [];

  const option = (known: Map<string, Found>, name: string, span: Span, { use, place, resource }: Use): string => {
    let found = known.get(name);
    if (found === undefined) {
      found = { name, option: optionName(name), variable: variableName(name), uses: [], place, resources: [] };
      const { variable } = found;
      const other = [...known.values()].find((value) => value.variable === variable || value.option === found?.option);
      if (other !== undefined) clashes.push({ span, name, other: other.name, variable });
      known.set(name, found);
    }
    if (!found.uses.includes(use)) found.uses.push(use);
    if (found.place === "function" || (place !== "elsewhere" && place !== "function")) found.place = place;
    // Keys and what functions of the user's get are looked at before the first request, whatever is read.
    if (resource === null || place === "key" || place === "function") found.resources = null;
    else if (found.resources?.includes(resource) === false) found.resources = [...found.resources, resource];
    return found.option;
  };
  const textOf = (resource: string | null): RuntimeValues["text"] => {
    return (node, use, place = "elsewhere") => {
      const secret = secretName(node);
      const used = { use, place, resource };
      if (secret !== undefined) return { kind: "secret", option: option(secrets, secret, node.span, used) };
      const setting = settingName(node);
      if (setting !== undefined) return { kind: "setting", option: option(settings, setting, node.span, used) };
      return { kind: "literal", text: scalarText(node) };
    };
  };

  return {
    text: textOf(null),
    of: (resource) => ({ text: textOf(resource) }),
    secrets: () => [...secrets.values()],
    settings: () => [...settings.values()],
    clashes,
  };
}

/** A scalar as it is sent: numbers in the spelling of the config, booleans in lower case (dlt sends `True`). */
export function scalarText(node: ConfigNode): string {
  switch (node.kind) {
    case "string":
    case "number":
      return node.kind === "string" ? node.value : node.text;
    case "boolean":
      return String(node.value);
    default:
      throw new Error(`a ${node.kind} has no text: the validator lets none through`);
  }
}

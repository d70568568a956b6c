import { secretName, settingName } from "../config/references.js";
import type { ConfigNode, Span } from "../read/document.js";
import type { RuntimeValueModel, TextModel } from "./model.js";
import { optionName, variableName } from "./names.js";

export interface NameClash {
  readonly span: Span;
  readonly name: string;
  readonly other: string;
  readonly variable: string;
}

/** Collects the secrets and settings of a config while its texts are resolved. */
export interface RuntimeValues {
  /**
   * The text of a node: literal, or taken from a secret or setting that is used as `use` says, in a place that may ask
   * something of it.
   */
  readonly text: (node: ConfigNode, use: string, place?: RuntimeValueModel["place"]) => TextModel;
  readonly secrets: () => readonly RuntimeValueModel[];
  readonly settings: () => readonly RuntimeValueModel[];
  /** Different names that would be read from one environment variable or option. */
  readonly clashes: readonly NameClash[];
}

interface Found extends RuntimeValueModel {
  readonly uses: string[];
  place: RuntimeValueModel["place"];
}

export function createRuntimeValues(): RuntimeValues {
  const secrets = new Map<string, Found>();
  const settings = new Map<string, Found>();
  const clashes: NameClash[] = [];

  const option = (known: Map<string, Found>, name: string, use: string, place: Found["place"], span: Span): string => {
    let found = known.get(name);
    if (found === undefined) {
      found = { name, option: optionName(name), variable: variableName(name), uses: [], place };
      const { variable } = found;
      const other = [...known.values()].find((value) => value.variable === variable || value.option === found?.option);
      if (other !== undefined) clashes.push({ span, name, other: other.name, variable });
      known.set(name, found);
    }
    if (!found.uses.includes(use)) found.uses.push(use);
    if (found.place === "function" || (place !== "elsewhere" && place !== "function")) found.place = place;
    return found.option;
  };

  return {
    text(node, use, place = "elsewhere") {
      const secret = secretName(node);
      if (secret !== undefined) return { kind: "secret", option: option(secrets, secret, use, place, node.span) };
      const setting = settingName(node);
      if (setting !== undefined) return { kind: "setting", option: option(settings, setting, use, place, node.span) };
      return { kind: "literal", text: scalarText(node) };
    },
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

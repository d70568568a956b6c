import { entryOf, type ConfigNode, type MapEntry } from "../read/document.js";

/** The keys of `{"$secret": name}` and `{"$config": name}`. */
export type ReferenceKey = "$secret" | "$config";

/** A text that says what `{"$secret": name}` says: `dlt.secrets["name"]`, `dlt.config['name']`. */
export const TEXT_REFERENCE = /^\s*dlt\.(secrets|config)\s*\[\s*(["'])([^"']+)\2\s*\]\s*$/;

const TEXT_REFERENCE_START = /^\s*dlt\.(?:secrets|config)\b/;

/** The name of the secret a value is taken from; undefined for any other value. */
export function secretName(node: ConfigNode | undefined): string | undefined {
  return nameIn(node, "$secret");
}

/** The name of the setting (`$config`) a value is taken from; undefined for any other value. */
export function settingName(node: ConfigNode | undefined): string | undefined {
  return nameIn(node, "$config");
}

function nameIn(node: ConfigNode | undefined, key: ReferenceKey): string | undefined {
  if (node?.kind === "map") {
    const entry = node.entries.length === 1 ? entryOf(node, key) : undefined;
    return entry?.value.kind === "string" && entry.value.value !== "" ? entry.value.value : undefined;
  }
  if (node?.kind !== "string") return undefined;
  const [, provider, , name] = TEXT_REFERENCE.exec(node.value) ?? [];
  return provider === (key === "$secret" ? "secrets" : "config") ? name : undefined;
}

/** The entry that makes a map a reference, well-formed or not. */
export function referenceEntry(node: ConfigNode): MapEntry | undefined {
  return entryOf(node, "$secret") ?? entryOf(node, "$config");
}

/** Whether a text means to be a reference, well-formed or not. */
export function beginsAsReference(text: string): boolean {
  return TEXT_REFERENCE_START.test(text);
}

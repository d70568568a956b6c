/** The JSONPath of keys that lead into a body, as a config writes it. */
export function pathText(keys: readonly string[]): string {
  return keys
    .map((key) => (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? key : `['${key.replaceAll("'", "\\'")}']`))
    .join(".")
    .replaceAll(".[", "[");
}

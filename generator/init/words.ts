/** A name in lower case without separators: `updatedAt`, `updated_at` and `updated-at` are one. */
export function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, "").toLowerCase();
}

/** The singular of an English plural as API paths use them; other words stay as they are. */
export function singular(word: string): string {
  if (/ies$/i.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ss|us|is|news|status)$/i.test(word)) return word;
  if (/(s|x|z|ch|sh)es$/i.test(word)) return word.slice(0, -2);
  return word.replace(/s$/i, "");
}

/** The first of the names, in the order of `wanted`, that means one of these. */
export function findName(names: readonly string[], wanted: readonly string[]): string | undefined {
  for (const want of wanted) {
    const found = names.find((name) => plain(name) === want);
    if (found !== undefined) return found;
  }
  return undefined;
}

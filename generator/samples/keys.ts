import { isObject } from "../../templates/http/select.js";
import { KEYS } from "../init/record-guesses.js";
import { findName, plain, singular } from "../init/words.js";

/** The field that is named like a key and has a value of its own in every record; undefined for none. */
export function keyOfRecords(records: readonly unknown[], resource: string): string | undefined {
  const objects = records.filter(isObject);
  const [first] = objects;
  if (first === undefined || objects.length < records.length) return undefined;
  const own = `${plain(singular(resource.split("_").at(-1) ?? ""))}id`;
  const candidates = Object.keys(first).filter((name) => isKeyOf(objects, [name]));
  return (
    findName(candidates, [...KEYS.slice(0, 5), own, ...KEYS.slice(5)]) ?? candidates.find((name) => /id$/i.test(name))
  );
}

/** Whether fields tell all records apart, and no record lacks one. */
export function isKeyOf(records: readonly Readonly<Record<string, unknown>>[], fields: readonly string[]): boolean {
  const seen = new Set<string>();
  for (const record of records) {
    const text = keyText(fields.map((field) => (Object.hasOwn(record, field) ? record[field] : undefined)));
    if (text === undefined || seen.has(text)) return false;
    seen.add(text);
  }
  return true;
}

/** Tells the values of keys apart; undefined where one is no scalar. */
export function keyText(values: readonly unknown[]): string | undefined {
  const texts = values.map((value) => {
    return ["string", "number", "bigint", "boolean"].includes(typeof value)
      ? `${typeof value} ${String(value)}`
      : undefined;
  });
  return texts.includes(undefined) ? undefined : JSON.stringify(texts);
}

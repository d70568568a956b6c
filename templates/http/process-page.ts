import { JsonDouble } from "./exact-json.js";
import type { Page } from "./page.js";
import { isObject } from "./select.js";
import type { Usage } from "./usage.js";

/** What a function that makes any number of records of one makes. */
export type Yielded<Step extends (record: never) => Iterable<unknown>> =
  ReturnType<Step> extends Iterable<infer Row> ? Row : never;

/** A page of what `process` makes of each record; records of which it makes nothing are counted in `usage.filtered`. */
export function processPage<Row, Output>(
  page: Page<Row>,
  process: (record: Row) => Iterable<Output>,
  usage: Usage,
): Page<Output> {
  const records: Output[] = [];
  const origins: number[] = [];
  for (const [index, record] of page.records.entries()) {
    const before = records.length;
    for (const output of process(record)) {
      records.push(output);
      origins.push(index);
    }
    if (records.length === before) usage.filtered++;
  }
  return {
    records,
    exact() {
      const exact = page.exact();
      return records.map((record, index) => withLiterals(record, exact[origins[index] ?? -1]));
    },
  };
}

/** The value with the literals of the numbers that came through unchanged, under the same keys. */
function withLiterals(value: unknown, exact: unknown): unknown {
  if (typeof value === "number") return isLiteralOf(value, exact) ? exact : value;
  if (Array.isArray(value)) {
    return Array.isArray(exact) ? value.map((item, index) => withLiterals(item, exact[index])) : value;
  }
  if (!isObject(value) || !isObject(exact)) return value;
  const entries = Object.entries(value).map(([key, member]) => {
    return [key, withLiterals(member, Object.hasOwn(exact, key) ? exact[key] : undefined)] as const;
  });
  return Object.fromEntries(entries);
}

function isLiteralOf(value: number, exact: unknown): boolean {
  return exact instanceof JsonDouble ? exact.value === value : typeof exact === "number" && exact === value;
}

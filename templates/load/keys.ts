import type { StagedValue } from "./coerce.js";
import type { LoadPlan } from "./plan.js";
import type { StagedTable } from "./staged-table.js";

/** What is known of the keys of a run's root rows. */
export interface KeyWatch {
  /** Whether each row's key was greater than the one before: then none can come twice. */
  isAscending: boolean;
  last: readonly StagedValue[];
}

export function watchKeys(): KeyWatch {
  return { isAscending: true, last: [] };
}

/** Looks at the key of the row that is being written. */
export function watchKey(watch: KeyWatch, { primaryKey }: LoadPlan, root: StagedTable): void {
  if (primaryKey.length === 0 || !watch.isAscending) return;
  const key: StagedValue[] = [];
  for (const name of primaryKey) {
    const value = root.columns.get(name)?.values?.[root.batchRows] ?? null;
    if (value !== null) key.push(value);
  }
  watch.isAscending = key.length === primaryKey.length && (watch.last.length === 0 || isGreater(key, watch.last));
  watch.last = key;
}

/** Compares part by part. Which order it is does not matter, as long as equal values are never greater. */
function isGreater(key: readonly StagedValue[], last: readonly StagedValue[]): boolean {
  for (const [index, part] of key.entries()) {
    const before = last[index];
    if (before === undefined || part < before) return false;
    if (part > before) return true;
  }
  return false;
}

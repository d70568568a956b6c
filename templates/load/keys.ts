import type { StagedValue } from "./coerce.js";
import { LoadError } from "./errors.js";
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

/**
 * Looks at the key of the row that is being written.
 *
 * @throws LoadError when a part of it is null: such a row could never be found again
 */
export function checkKey(watch: KeyWatch, { resource, primaryKey }: LoadPlan, root: StagedTable): void {
  if (primaryKey.length === 0) return;
  const key = primaryKey.map((name) => {
    const column = root.columns.get(name);
    const value = column?.values[root.batchRows] ?? null;
    if (value !== null) return value;
    const misfit = column === undefined ? "" : `, or one that is no ${column.column.type.kind}`;
    throw new LoadError(`${resource}: record ${root.rows + 1} has no value for the key column ${name}${misfit}`);
  });
  watch.isAscending &&= watch.last.length === 0 || isGreater(key, watch.last);
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

import type { LoadPlan } from "../../templates/load/plan.js";
import type { ResourceModel } from "./model.js";

export type CheckpointModel = NonNullable<LoadPlan["checkpoint"]>;

type Parts = Pick<ResourceModel, "cursor" | "parent" | "partitions" | "table">;

/**
 * What a long load may save of a resource before its end, so that a run that is killed and run again ends in the same
 * tables; null: nothing, as where nested tables are written on their own. `isParent` tells whether other resources are read for its records.
 */
export function resolveCheckpoint(resource: Parts, isParent: boolean): CheckpointModel | null {
  const { writeDisposition, strategy, nested } = resource.table;
  if (writeDisposition === "replace" || nested.length > 0) return null;
  const goesOn = canGoOn(resource, isParent);
  if (strategy === null) return goesOn && appendsOnce(resource) ? "cursor" : null;
  if (!isRepeatable(resource)) return null;
  return goesOn ? "cursor" : "rows";
}

/**
 * Whether all records before the cursor of a page have been read with it: the API sorts by the cursor, and the resource is
 * read once. The children of records before the cursor would not be read again.
 */
function canGoOn({ cursor, parent, partitions }: Parts, isParent: boolean): boolean {
  const isReadOnce = parent === null && partitions.length === 0 && !isParent;
  return isReadOnce && cursor !== null && cursor.isSorted && cursor.end === null && cursor.rangeStart === "closed";
}

/** Whether the run that goes on at a cursor knows again every record that was saved. */
function appendsOnce({ cursor }: Parts): boolean {
  return cursor !== null && cursor.dedup.kind !== "none" && cursor.onCursorValueMissing !== "include";
}

/**
 * Whether merging records in parts, or again, comes to the same as merging them at once: each stands for itself, and the
 * last one read wins. A merge key, a scope or a sorting column makes them depend on each other.
 */
function isRepeatable({ table }: Parts): boolean {
  const { declared, mergeKey, primaryKey, strategy } = table;
  if (strategy === null || (strategy.name !== "delete-insert" && strategy.name !== "upsert")) return false;
  const { sourceFilter, destinationScope } = strategy.options;
  const isSorted = declared.some(({ columns }) => columns.some(({ dedupSort }) => dedupSort !== undefined));
  return (
    primaryKey.length > 0 &&
    mergeKey.length === 0 &&
    !isSorted &&
    sourceFilter === undefined &&
    destinationScope === undefined
  );
}

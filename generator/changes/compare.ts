import type { Change } from "./change.js";
import { comparePlans } from "./compare-plans.js";
import { compareTypes } from "./compare-types.js";
import type { DataShape } from "./data-shape.js";
import { type ReadShape, readShape } from "./read-shape.js";

/**
 * What writing changes in terms of the data. `before` and `after` are the texts of the files that differ; what is in none
 * of them stays as it is.
 */
export async function compareData(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Promise<readonly Change[]> {
  const [old, now] = [await readShape(before), await readShape(after)];
  const changes = compareResources(old, now);
  return [...changes, ...compareLoadable(old.shape, now.shape, changes)];
}

function compareResources(before: ReadShape, after: ReadShape): readonly Change[] {
  const [old, now] = [before.shape.resources, after.shape.resources];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((resource): readonly Change[] => {
    const [was, is] = [old.get(resource), now.get(resource)];
    if (is === undefined) return [{ kind: "resource-removed", resource, breaks: ["types", "tables"] }];
    if (was !== undefined) return [...compareTypes(resource, was, is), ...comparePlans(resource, was.plan, is.plan)];
    const isUnknown = before.unreadable.includes(is.file);
    return [isUnknown ? { kind: "unknown", resource, path: is.file, breaks: [] } : added(resource)];
  });
}

function added(resource: string): Change {
  return { kind: "resource-added", resource, breaks: [] };
}

/** Resources that `load` takes now and did not before, or the other way round; those that came or went are told about. */
function compareLoadable(before: DataShape, after: DataShape, changes: readonly Change[]): readonly Change[] {
  if (before.loadable === null || after.loadable === null) return [];
  const [old, now] = [new Set(before.loadable), new Set(after.loadable)];
  return [...new Set([...old, ...now])].flatMap((resource): readonly Change[] => {
    const cameOrWent = changes.some(({ kind, resource: name }) => /^resource-/.test(kind) && name === resource);
    if (old.has(resource) === now.has(resource) || cameOrWent) return [];
    const [was, is] = old.has(resource) ? ["loaded", "only read"] : ["only read", "loaded"];
    return [{ kind: "loaded", resource, before: was, after: is, breaks: now.has(resource) ? [] : ["types", "tables"] }];
  });
}

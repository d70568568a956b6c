import type { Change } from "./change.js";
import { comparePlans } from "./compare-plans.js";
import { compareTypes } from "./compare-types.js";
import type { DataShape } from "./data-shape.js";
import { createReach, isSchemaFile, type Reach } from "./reached-files.js";
import { holdsPlan, type ReadShape, readShape } from "./read-shape.js";

/**
 * What writing changes in terms of the data. `before` and `after` are the texts of all files of the connector's own: those
 * in its folder and in `schemas/`.
 */
export async function compareData(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Promise<readonly Change[]> {
  const differing = differingFiles(before, after);
  const isAsked = (file: string) => differing.has(file);
  const [old, now] = [await readShape(before, isAsked), await readShape(after, isAsked)];
  const changes = compareResources(old, now, after);
  return [...changes, ...compareLoadable(old.shape, now.shape, changes)];
}

/** The files of resources that are not what they were, or lead to one in `schemas/` that is not; the index, where it differs. */
function differingFiles(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): ReadonlySet<string> {
  const isSame = (file: string) => before.get(file) === after.get(file);
  const files = [...new Set([...before.keys(), ...after.keys()])];
  const differing = files.filter((file) => !isSame(file));
  if (!differing.some(isSchemaFile)) return new Set(differing);
  const resources = files.filter((file) => holdsPlan(file, after.get(file) ?? before.get(file) ?? ""));
  const leads = (reach: Reach) => resources.filter((file) => reach(file).some((reached) => !isSame(reached)));
  return new Set([...differing, ...leads(createReach(before)), ...leads(createReach(after))]);
}

function compareResources(before: ReadShape, after: ReadShape, files: ReadonlyMap<string, string>): readonly Change[] {
  const [old, now] = [before.shape.resources, after.shape.resources];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((resource): readonly Change[] => {
    const [was, is] = [old.get(resource), now.get(resource)];
    if (is === undefined) return [{ kind: "resource-removed", resource, breaks: ["types", "tables"] }];
    if (was !== undefined)
      return [...compareTypes(resource, was, is, files), ...comparePlans(resource, was.plan, is.plan)];
    const broken = before.unreadable.get(is.file);
    return [broken === undefined ? added(resource) : { kind: "unknown", resource, path: broken, breaks: [] }];
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

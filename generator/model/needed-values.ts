import type { ResourceModel, RuntimeValueModel, SourceModel } from "./model.js";

/**
 * The names of the resources that cannot be read without a value: those that use it, and those whose parents do. Null: no
 * resource can.
 */
export function neededFor({ resources }: SourceModel, value: RuntimeValueModel): readonly string[] | null {
  if (value.resources === null) return null;
  const byName = new Map(resources.map((resource) => [resource.name, resource]));
  const users = new Set(value.resources);
  const needs = ({ name, parent }: ResourceModel): boolean => {
    const above = parent === null ? undefined : byName.get(parent.name);
    return users.has(name) || (above !== undefined && needs(above));
  };
  const needing = resources.filter(needs);
  return needing.length === resources.length ? null : needing.map(({ name }) => name);
}

import type { LoadPlan } from "./plan.js";

/**
 * A child table with keys: its rows stand on their own, as in dlt. They keep their place in no list and do not go when the
 * record goes that they were found in; child tables below it hang on its rows.
 */
export type NestedPlan = Pick<
  LoadPlan,
  "table" | "writeDisposition" | "primaryKey" | "mergeKey" | "strategy" | "withRootIds" | "contract"
>;

/** The plan of a resource, and those of its tables that stand on their own, which share what is not said for them. */
export function plansOf(plan: LoadPlan): readonly LoadPlan[] {
  const { nested = [], resource, maxTableNesting, maxColumns, declared = [] } = plan;
  return [plan, ...nested.map((own) => ({ ...own, resource, maxTableNesting, maxColumns, declared }))];
}

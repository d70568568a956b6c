import { isEmptied, type Chain } from "./chain.js";

/** Whether a table's rows stay as they are, go, or may be changed. */
export type TableUse = "added to" | "emptied" | "changed";

/** What writing some chains does with the rows that their tables have; tables that are not named are added to. */
export function usesOf(chains: readonly Chain[]): ReadonlyMap<string, TableUse> {
  const uses = new Map<string, TableUse>();
  for (const chain of chains) {
    for (const { name } of chain.dropped) uses.set(name, "emptied");
    for (const { name } of chain.existing) uses.set(name, useOf(chain));
  }
  return uses;
}

function useOf(chain: Chain): TableUse {
  if (isEmptied(chain)) return "emptied";
  return chain.plan.strategy !== undefined && chain.root.rows > 0 ? "changed" : "added to";
}

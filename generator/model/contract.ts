import type { ContractModes } from "../../templates/load/contract.js";
import { text } from "../config/reader.js";
import { type ConfigNode } from "../read/document.js";
import { scalarText } from "./runtime-values.js";

/** The modes other than dlt's default, evolve. */
export function resolveContract(node: ConfigNode | undefined): ContractModes {
  const mode = (key: string) => (node?.kind === "map" ? text(node, key) : node && scalarText(node)) ?? "evolve";
  const modes = { tables: mode("tables"), columns: mode("columns"), dataType: mode("data_type") };
  return Object.fromEntries(Object.entries(modes).filter(([, word]) => word !== "evolve" && word !== ""));
}

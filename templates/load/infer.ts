import { JsonDouble } from "../http/exact-json.js";
import type { ColumnType } from "./schema.js";
import { parseTimestamp } from "./timestamps.js";

const WIDEST_DECIMAL = 10n ** 38n;

/** What a JSON value is called in the name of a variant column: `value__v_text`. */
export type VariantKind = "text" | "bigint" | "double" | "bool" | "json" | "decimal";

/** Whether an integer fits a bigint column. */
export function fitsBigint(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** The kind of a value by its JSON spelling; integers beyond 64 bit, where dlt fails, are decimals up to 38 digits. */
export function variantKindOf(value: unknown): VariantKind {
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "bigint";
    case "bigint":
      if (fitsBigint(value)) return "bigint";
      return value < WIDEST_DECIMAL && value > -WIDEST_DECIMAL ? "decimal" : "text";
    case "boolean":
      return "bool";
    default:
      return value instanceof JsonDouble ? "double" : "json";
  }
}

/** The type of a new column whose first value this is: dlt's inference. Only a timestamp is recognised within a text. */
export function inferType(value: unknown): ColumnType {
  const kind = variantKindOf(value);
  switch (kind) {
    case "text":
      return typeof value === "string" && parseTimestamp(value) !== undefined
        ? { kind: "timestamp", zone: true }
        : { kind: "text" };
    case "decimal":
      return { kind, precision: 38, scale: 0 };
    default:
      return { kind };
  }
}

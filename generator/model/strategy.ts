import { normalizePath } from "../../templates/load/naming.js";
import type { DeclaredColumn } from "../../templates/load/declared.js";
import { parseDate, parseTimestamp } from "../../templates/load/timestamps.js";
import { flag, list, text } from "../config/reader.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import type { StrategyModel, TableModel } from "./table-model.js";
import { scalarText } from "./runtime-values.js";

/** What a merge is decided by, beside its options. */
interface MergeKeys extends Pick<TableModel, "primaryKey" | "mergeKey"> {
  /** What is known of the table's own columns. */
  readonly columns: readonly DeclaredColumn[];
}

const VALIDITY_COLUMNS = ["_dlt_valid_from", "_dlt_valid_to"];

/** dlt's word of a write disposition, which may be an object with more; without one, a table appends. */
export function writeDisposition(node: ConfigNode | undefined): TableModel["writeDisposition"] {
  const word = node?.kind === "map" ? valueOf(node, "disposition") : node;
  const written = word === undefined ? "append" : scalarText(word);
  return written === "replace" || written === "merge" ? written : "append";
}

/** The strategy of a merge; null where it does nothing but append, as dlt's default does without any key. */
export function resolveStrategy(
  disposition: ConfigNode | undefined,
  keys: MergeKeys,
  nameLimit: number,
): StrategyModel | null {
  const node = disposition?.kind === "map" ? disposition : undefined;
  const sql = {
    ...option("sourceFilter", text(node, "source_filter")),
    ...option("destinationScope", text(node, "destination_scope")),
  };
  const strategy = text(node, "strategy");
  switch (strategy) {
    case "insert-only":
      return { name: strategy, options: {} };
    case "upsert":
    case "cdc":
      return { name: strategy, options: { ...sql, ...unchangedOptions(node, nameLimit) } };
    case "scd2":
      return { name: strategy, options: { ...scd2Options(node, nameLimit), ...sql } };
    default: {
      const options = { ...sql, ...(flag(node, "deduplicated") === true && { deduplicated: true }) };
      const deletes = keys.columns.some(({ hardDelete }) => hardDelete === true);
      const appends = keys.primaryKey.length + keys.mergeKey.length === 0 && !deletes && Object.keys(sql).length === 0;
      return appends ? null : { name: "delete-insert", options };
    }
  }
}

/** dlt compares versions only where unchanged rows are skipped. */
function unchangedOptions(node: ConfigNode | undefined, nameLimit: number): StrategyModel["options"] {
  if (flag(node, "skip_unchanged_rows") !== true) return {};
  return { skipUnchangedRows: true, ...versionColumn(node, nameLimit) };
}

function scd2Options(node: ConfigNode | undefined, nameLimit: number): StrategyModel["options"] {
  const [validFrom = "", validTo = ""] = validityColumns(node, nameLimit);
  return {
    validFrom,
    validTo,
    ...option("activeRecordTimestamp", timestamp(valueOf(node, "active_record_timestamp"))),
    ...option("boundaryTimestamp", timestamp(valueOf(node, "boundary_timestamp"))),
    ...versionColumn(node, nameLimit),
  };
}

function versionColumn(node: ConfigNode | undefined, nameLimit: number): StrategyModel["options"] {
  const column = text(node, "row_version_column_name");
  return option(
    "rowVersionColumn",
    column === undefined || column === "" ? undefined : normalizePath(column, nameLimit),
  );
}

function validityColumns(node: ConfigNode | undefined, nameLimit: number): readonly string[] {
  const written = list(node, "validity_column_names")?.map(scalarText) ?? [];
  return (written.length === 0 ? VALIDITY_COLUMNS : written).map((name) => normalizePath(name, nameLimit));
}

/** The columns that a strategy adds to those of the config, behind them. */
export function strategyColumns(strategy: StrategyModel | null): readonly DeclaredColumn[] {
  if (strategy === null) return [];
  const { validFrom, validTo, rowVersionColumn } = strategy.options;
  const validity = [validFrom, validTo].flatMap((name): DeclaredColumn[] => {
    return typeof name === "string" ? [{ name, dataType: "timestamp" }] : [];
  });
  return typeof rowVersionColumn === "string" ? [...validity, { name: rowVersionColumn, nullable: false }] : validity;
}

/** A time of the config in the one spelling that databases read alike: ISO 8601 in UTC; numbers are Unix seconds. */
function timestamp(node: ConfigNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (node.kind === "number") return new Date(node.value * 1_000).toISOString();
  const written = scalarText(node);
  const days = parseDate(written);
  const microseconds = parseTimestamp(written) ?? (days === undefined ? undefined : days * 86_400_000_000);
  if (microseconds === undefined) return written === "" ? undefined : written;
  const [milliseconds, rest] = [BigInt(microseconds) / 1_000n, BigInt(microseconds) % 1_000n];
  const iso = new Date(Number(milliseconds)).toISOString();
  return rest === 0n ? iso : `${iso.slice(0, -1)}${rest.toString().padStart(3, "0")}Z`;
}

function option(name: string, value: string | undefined): StrategyModel["options"] {
  return value === undefined || value === "" ? {} : { [name]: value };
}

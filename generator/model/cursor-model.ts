import type { ModuleReference } from "../modules/module-reference.js";
import type { SelectorModel } from "./request-model.js";

/** How a resource is read incrementally. */
export interface CursorModel {
  readonly selector: SelectorModel;
  readonly initialValue: CursorScalar | null;
  readonly end: { readonly value: CursorScalar; readonly range: "open" | "closed" } | null;
  readonly lastValueFunc: "max" | "min";
  readonly dedup: CursorDedup;
  readonly onCursorValueMissing: "raise" | "include" | "exclude";
  readonly rangeStart: "open" | "closed";
  /** Null where it can end nothing early. */
  readonly rowOrder: "asc" | "desc" | null;
  /** Whether the API sends the records in the order of the cursor. */
  readonly isSorted: boolean;
  /** Null: a run starts where the last one ended. */
  readonly lag: number | null;
  /** The query parameters that carry the bounds; null: none does. */
  readonly startParam: string | null;
  readonly endParam: string | null;
  /** How bounds are written in requests; null: as they are. */
  readonly format: string | null;
  /** The function of the user's that makes of a value what requests carry; null: there is none. */
  readonly convert: ModuleReference | null;
  /** Null: the range of a run is read as one. */
  readonly windows: WindowsModel | null;
}

/** The parts that the range of a run is read in. */
export interface WindowsModel {
  readonly step: DurationModel;
  /** Null: a window ends where the next one starts. */
  readonly granularity: DurationModel | null;
  /** What tells records on the edge of two windows apart. */
  readonly dedup: CursorDedup;
}

/** ISO 8601's years and months as months, the rest as seconds. */
export interface DurationModel {
  readonly months: number;
  readonly seconds: number;
}

/** A cursor value as the config writes it: `1.0` stays `1.0`. */
export type CursorScalar =
  { readonly kind: "text"; readonly text: string } | { readonly kind: "number"; readonly text: string };

/** What tells records with the last value apart. */
export type CursorDedup =
  | { readonly kind: "none" }
  | { readonly kind: "record" }
  /** dlt hashes one field's value, or the list of several; a list of one field is a list. */
  | { readonly kind: "key"; readonly key: string | readonly string[] };

/** `{incremental.…}` of a template; dlt's `last_value` is the start value here. */
export type CursorValueName = "start_value" | "initial_value" | "end_value";

/** The kind of a cursor, as far as the config tells. */
export type CursorKind = CursorScalar["kind"] | "unknown";

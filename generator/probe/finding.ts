/** Something that a probe found out about a resource. */
export interface Finding {
  /** `error`: a run would fail or lose data. `warning`: types or paging are not what the config says. `note`: worth knowing. */
  readonly severity: Severity;
  /** What it is about, for machines: `key-repeats`. */
  readonly code: string;
  /** The key of the resource's config that it is about: `endpoint.paginator.limit`; empty for the whole resource. */
  readonly where: string;
  /** Where the config says so, or would: `shop.json:9:21`. */
  readonly at?: string;
  readonly found: string;
  /** What to do about it, e.g. the line to write. */
  readonly suggestion?: string;
}

export const SEVERITIES = ["error", "warning", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

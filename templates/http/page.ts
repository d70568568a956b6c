/** The records of one response, and on demand a second, lossless reading of the same records. */
export interface Page<Row = unknown> {
  readonly records: readonly Row[];
  /**
   * The same records, in the same order, parsed with every number literal kept: `1.0` is a `JsonDouble`, `1` a number,
   * an integer beyond ±(2^53−1) a bigint. Costs a second parse of the page; asked for only where the literal matters.
   */
  exact(): readonly unknown[];
}

/** What did not fit the declared type at one place of the records. */
export interface Misfit {
  /** From the record to the field: `customer.name`, `lines[].price`. */
  readonly path: string;
  /** What the schema declares: `integer or null`. */
  readonly expected: string;
  /** What was there the first time. */
  readonly found: string;
  /** The record where that was, counted from 1 in the order they were read. */
  readonly record: number;
  count: number;
}

/** What reading one resource cost, counted while it is read. */
export interface Usage {
  /** Requests sent, retries included, redirects not. */
  requests: number;
  retries: number;
  /** Records that were read and are not handed on, e.g. since an earlier run loaded them. */
  filtered: number;
  /** Records that were compared with their declared types. */
  checked: number;
  /** What did not fit, by the path of the field. */
  readonly drift: Map<string, Misfit>;
  /** What a person should know though the reading went on, e.g. fewer records than the API's total said. */
  readonly warnings: string[];
}

export function createUsage(): Usage {
  return { requests: 0, retries: 0, filtered: 0, checked: 0, drift: new Map(), warnings: [] };
}

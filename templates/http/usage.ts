/** What reading one resource cost, counted while it is read. */
export interface Usage {
  /** Requests sent, retries included, redirects not. */
  requests: number;
  retries: number;
  /** Records that were read and are not handed on, e.g. since an earlier run loaded them. */
  filtered: number;
  /** What a person should know though the reading went on, e.g. fewer records than the API's total said. */
  readonly warnings: string[];
}

export function createUsage(): Usage {
  return { requests: 0, retries: 0, filtered: 0, warnings: [] };
}

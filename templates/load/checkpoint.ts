/** When a long load saves what it has read so far: after so many rows, child rows included, or so many seconds. */
export type CheckpointEvery = { readonly rows: number } | { readonly seconds: number };

/** What a load saved before its end. */
export interface Checkpoint {
  readonly loadId: string;
  /** The resources whose rows it holds. */
  readonly resources: readonly string[];
  /** Those of them that a later run goes on with behind these rows; it reads the others again. */
  readonly continued: readonly string[];
}

import type { Chain } from "./chain.js";
import type { StagedTable } from "./staged-table.js";

/** Staged rows that are joined at once, about: more would need more memory the longer a run is. */
const SEGMENT_ROWS = 250_000;

/** Where each table's rows stood when a segment ended. */
export type SegmentEnd = ReadonlyMap<StagedTable, number>;

/** Rows of one staged table, by number: from `start` up to before `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** A part of a chain's staged rows: root rows with all their child rows. */
export type Segment = (staged: StagedTable) => RowRange;

/** Ends a segment when it has enough rows. To be called between root rows only. */
export function endSegment({ staged, segmentEnds }: Chain): void {
  const last = segmentEnds.at(-1);
  const rows = staged.reduce((sum, table) => sum + table.rows - (last?.get(table) ?? 0), 0);
  if (rows >= SEGMENT_ROWS) segmentEnds.push(new Map(staged.map((table) => [table, table.rows])));
}

export function segmentsOf({ segmentEnds }: Chain): readonly Segment[] {
  const ends = [...segmentEnds, undefined]; // the last segment goes on to the last row
  return ends.map((end, index) => (staged: StagedTable) => ({
    start: segmentEnds[index - 1]?.get(staged) ?? 0,
    end: end === undefined ? staged.rows : (end.get(staged) ?? 0),
  }));
}

/** A condition on the numbers of a staging table's rows, which goes by `alias` in the statement. */
export function isInRange(alias: string, { start, end }: RowRange): string {
  return `${alias}.rowid >= ${start} AND ${alias}.rowid < ${end}`;
}

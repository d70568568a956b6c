/** A place as a person counts it, both from 1. Columns count UTF-16 code units; a tab is one column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The offsets of one line, without its line break. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

export interface LineIndex {
  /** The place of an offset; offsets beyond the text count as its end. */
  position(offset: number): Position;
  /** The extent of a line counted from 1. A byte order mark belongs to no line. */
  range(line: number): LineRange;
}

const BYTE_ORDER_MARK = "\uFEFF";

/** Whether a text begins with a byte order mark, which is no part of what the text says. */
export function startsWithByteOrderMark(text: string): boolean {
  return text.startsWith(BYTE_ORDER_MARK);
}

/** The index of the last of some ascending numbers that is not greater than `value`; 0 when all of them are. */
export function lastAtOrBefore(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Indexes the lines of a text. A line ends at LF, CR LF or a lone CR. */
export function indexLines(text: string): LineIndex {
  const starts = [startsWithByteOrderMark(text) ? 1 : 0];
  const ends: number[] = [];
  for (const lineBreak of text.matchAll(/\r\n|\n|\r/g)) {
    ends.push(lineBreak.index);
    starts.push(lineBreak.index + lineBreak[0].length);
  }
  ends.push(text.length);

  return {
    position(offset) {
      const line = lastAtOrBefore(starts, offset);
      const start = starts[line] ?? 0;
      return { line: line + 1, column: Math.max(Math.min(offset, text.length) - start, 0) + 1 };
    },
    range: (line) => ({ start: starts[line - 1] ?? text.length, end: ends[line - 1] ?? text.length }),
  };
}

import type { Collector } from "../diagnostics/collector.js";
import type { KindDetails, KindName } from "../diagnostics/kinds.js";
import { indexLines } from "../diagnostics/lines.js";
import type { MapEntry, Span } from "./document.js";
import type { Fragment } from "./fragment.js";

/** Deeper configs are refused: what walks over a config may recurse. */
export const DEEPEST_NESTING = 200;

/** What every reader of a language works with. Offsets given to it are those of the fragment. */
export interface Reading {
  readonly text: string;
  /** The file's span of a stretch of the fragment. */
  span(start: number, end: number): Span;
  /** The file's line, from 1, of an offset of the fragment. */
  line(offset: number): number;
  report<Name extends KindName>(kind: Name, start: number, end: number, details: KindDetails[Name]): void;
}

export function createReading(fragment: Fragment, file: string, collector: Collector): Reading {
  const { text, fileOffset } = fragment;
  let lines: ReturnType<typeof indexLines> | undefined;
  const span = (start: number, end: number): Span => {
    const from = fileOffset(start);
    return { start: from, end: end > start ? fileOffset(end - 1) + 1 : from };
  };
  return {
    text,
    span,
    line(offset) {
      lines ??= indexLines(file);
      return lines.position(fileOffset(offset)).line;
    },
    report: (kind, start, end, details) => collector.report(kind, { span: span(start, end), path: "" }, details),
  };
}

/** Gathers the entries of a map; a key that comes again is reported and left out. */
export function createEntries(reading: Reading): {
  add(entry: MapEntry, keyStart: number, keyEnd: number): void;
  readonly entries: readonly MapEntry[];
} {
  const entries: MapEntry[] = [];
  const startOfKey = new Map<string, number>();
  return {
    entries,
    add(entry, keyStart, keyEnd) {
      const firstStart = startOfKey.get(entry.key);
      if (firstStart !== undefined) {
        reading.report("duplicate-key", keyStart, keyEnd, { key: entry.key, firstLine: reading.line(firstStart) });
        return;
      }
      startOfKey.set(entry.key, keyStart);
      entries.push(entry);
    },
  };
}

import type { Span } from "../read/document.js";
import type { LineRange } from "./lines.js";
import { escapeUnprintable } from "./show.js";

/** One line of a file made ready for a terminal, with the columns to underline, counted from 0. */
export interface Excerpt {
  readonly source: string;
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

/** A longer line is cut around what it is shown for. */
const WIDEST_SOURCE = 100;
const KEPT_BEFORE = 40;
const REPLACEMENT = "***";
const TAB = "  ";
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uFF01-\uFF60]/u;
const COMBINING = /\p{M}/u;

/** What one character, or a hidden stretch, looks like. */
interface Cell {
  readonly shown: string;
  readonly width: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a line out of a text: credentials become `***`, unprintable characters their escapes, a tab two spaces. A span
 * that goes on in the next line is underlined to the end of this one; an empty one gets a single mark.
 */
export function excerpt(text: string, line: LineRange, span: Span, hidden: readonly Span[]): Excerpt {
  const start = Math.max(line.start, span.start - 4 * WIDEST_SOURCE);
  const end = Math.min(line.end, span.start + 4 * WIDEST_SOURCE);
  const near = hidden.filter((secret) => secret.end > start && secret.start < end);
  const cells = cellsOf(text, start, end, near);
  const from = columnOf(cells, span.start);
  const to = Math.max(columnOf(cells, Math.min(span.end, end)), from + 1);
  return cut(cells, from, to, start > line.start, end < line.end);
}

function cellsOf(text: string, start: number, end: number, hidden: readonly Span[]): Cell[] {
  const cells: Cell[] = [];
  for (let offset = start; offset < end;) {
    const secret = hidden.find((span) => span.start <= offset && offset < span.end);
    const next = secret === undefined ? offset + characterLength(text, offset) : Math.min(secret.end, end);
    const shown = secret === undefined ? shownCharacter(text.slice(offset, next)) : REPLACEMENT;
    cells.push({ shown, width: widthOf(shown), start: offset, end: next });
    offset = next;
  }
  return cells;
}

function characterLength(text: string, offset: number): number {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}

function shownCharacter(character: string): string {
  return character === "\t" ? TAB : escapeUnprintable(character);
}

function widthOf(shown: string): number {
  if (shown.length > 2 || shown === TAB) return shown.length;
  if (COMBINING.test(shown)) return 0;
  return WIDE.test(shown) ? 2 : Array.from(shown).length;
}

function columnOf(cells: readonly Cell[], offset: number): number {
  let column = 0;
  for (const cell of cells) {
    if (cell.end > offset) break;
    column += cell.width;
  }
  return column;
}

function cut(cells: readonly Cell[], from: number, to: number, cutBefore: boolean, cutAfter: boolean): Excerpt {
  const width = cells.reduce((sum, cell) => sum + cell.width, 0);
  const first = to <= WIDEST_SOURCE && !cutBefore ? 0 : Math.max(from - KEPT_BEFORE, 0);
  let source = cutBefore || first > 0 ? "…" : "";
  let column = 0;
  let shift = source.length;
  let used = source.length;
  let whole = !cutAfter;
  for (const cell of cells) {
    if (column < first) shift -= cell.width;
    else if (used + cell.width > WIDEST_SOURCE && width - column > cell.width) {
      whole = false;
      break;
    } else {
      source += cell.shown;
      used += cell.width;
    }
    column += cell.width;
  }
  if (!whole) {
    source += "…";
    used += 1;
  }
  return { source, width: used, from: from + shift, to: Math.min(to + shift, Math.max(used, from + shift + 1)) };
}

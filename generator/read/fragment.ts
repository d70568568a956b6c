import { startsWithByteOrderMark } from "../diagnostics/lines.js";

/** Text in one language, out of a file. */
export interface Fragment {
  readonly text: string;
  /** The offset in the file of an offset in `text`. */
  readonly fileOffset: (offset: number) => number;
}

/** The file itself, without its byte order mark. */
export function wholeFile(text: string): Fragment {
  return startsWithByteOrderMark(text)
    ? { text: text.slice(1), fileOffset: (offset) => offset + 1 }
    : { text, fileOffset: (offset) => offset };
}

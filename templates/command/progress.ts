import type { SourceProgress } from "../load/load-into.js";

export interface Progress {
  readonly show: (progress: SourceProgress) => void;
  /** Leaves the cursor on a line of its own. */
  readonly end: () => void;
}

/** Between two lines of a log that no terminal shows. */
const LOG_EVERY_MS = 10_000;
const REDRAW_EVERY_MS = 100;

/** Says on standard error how far a load is: one line that is drawn anew in a terminal, a line now and then elsewhere. */
export function createProgress(quiet: boolean): Progress {
  if (quiet) return { show: () => undefined, end: () => undefined };
  const { stderr } = process;
  let shown = 0;
  let drawn = "";
  let latest = "";
  return {
    show(progress) {
      latest = describe(progress);
      const now = performance.now();
      if (now - shown < (stderr.isTTY ? REDRAW_EVERY_MS : LOG_EVERY_MS)) return;
      shown = now;
      drawn = latest;
      stderr.write(stderr.isTTY ? `\r\u001b[K${latest}` : `${latest}\n`);
    },
    end() {
      if (stderr.isTTY) stderr.write("\r\u001b[K");
      else if (latest !== drawn) stderr.write(`${latest}\n`);
    },
  };
}

function describe({ resource, requests, retries, records, rows }: SourceProgress): string {
  return `${resource}: ${requests} requests, ${retries} retries, ${records} records, ${rows} rows`;
}

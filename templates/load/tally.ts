import { JsonDouble } from "../http/exact-json.js";

/** Things worth telling about a run, each told once, with a count and its first example. */
export interface Tally {
  readonly notices: Map<string, { count: number; readonly example: string | undefined }>;
}

const LONGEST_EXAMPLE = 60;

export function createTally(): Tally {
  return { notices: new Map() };
}

/** Counts one more case of `notice`; the example of the first case is kept. */
export function count(tally: Tally, notice: string, example: unknown): void {
  const known = tally.notices.get(notice);
  if (known !== undefined) known.count++;
  else tally.notices.set(notice, { count: 1, example: shorten(example) });
}

/** Counts `times` cases that have no example. */
export function countAll(tally: Tally, notice: string, times: number): void {
  tally.notices.set(notice, { count: times + (tally.notices.get(notice)?.count ?? 0), example: undefined });
}

/** The sentences of a report. */
export function warningsOf({ notices }: Tally): readonly string[] {
  return Array.from(notices, ([notice, { count, example }]) => {
    const times = count === 1 ? "once" : `${count} times`;
    return `${notice} (${times}${example === undefined ? "" : `, first: ${example}`})`;
  });
}

/** A value for people. */
export function shorten(example: unknown): string {
  if (example instanceof JsonDouble) return example.text;
  if (typeof example === "object" && example !== null) return Array.isArray(example) ? "a list" : "an object";
  if (typeof example !== "string") return String(example);
  const isLonger = example.length > LONGEST_EXAMPLE;
  return JSON.stringify(isLonger ? `${example.slice(0, LONGEST_EXAMPLE)}…` : example);
}

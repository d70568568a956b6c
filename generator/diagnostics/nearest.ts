import { quote } from "./show.js";

const LONGEST_NAME = 64;

/**
 * The known name a person most likely meant, or undefined when none is close: up to one edit for every three letters,
 * three at most. An edit inserts, deletes or replaces a letter or swaps two neighbours; case does not count. Else the one
 * name that goes on where this one ends.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(Math.max(Math.floor(name.length / 3), 1), 3) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? longer(wanted, known);
}

/** The one known name that begins with this one as a word: `status` of `status_code`. */
function longer(wanted: string, known: readonly string[]): string | undefined {
  const [only, ...others] = known.filter((candidate) => candidate.toLowerCase().startsWith(`${wanted}_`));
  return others.length === 0 ? only : undefined;
}

/** A hint that names the nearest known name; empty without one. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? "" : `did you mean ${quote(meant)}?`;
}

/** Damerau-Levenshtein distance in its restricted form: no letter is edited twice. */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let distance = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) distance = Math.min(distance, at(beforePrevious, column - 2) + 1);
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

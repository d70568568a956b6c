/** So many different warnings of one resource are shown; of those beyond, only how many there were. */
const MOST_SHOWN = 20;

/** What a person should know though the reading went on. A warning that comes for each parent row is kept once. */
export interface Warnings {
  add(text: string): void;
  /** Each warning once, in the order they came, and how often it came when that was more than once. */
  texts(): readonly string[];
}

export function createWarnings(): Warnings {
  const counts = new Map<string, number>();
  let others = 0;
  return {
    add(text) {
      if (counts.size < MOST_SHOWN || counts.has(text)) counts.set(text, (counts.get(text) ?? 0) + 1);
      else others++;
    },
    texts() {
      const shown = Array.from(counts, ([text, count]) => (count === 1 ? text : `${text} (${count} times)`));
      return others === 0 ? shown : [...shown, `and ${others} more warnings`];
    },
  };
}

/** Room for pages that are asked for before their turn, over all lists of a connector: those on their way and those that wait. */
export interface PagesAhead {
  /** False when there is none. */
  take(): boolean;
  giveBack(): void;
}

export function createPagesAhead(count: number): PagesAhead {
  let free = count;
  return {
    take() {
      if (free === 0) return false;
      free--;
      return true;
    },
    giveBack() {
      free++;
    },
  };
}

/** The answers of one list, by the number that a page is asked for by. */
export interface List<Answer> {
  /** The answer at a position. Those behind it are asked for as well, below `end` and as far as there is room. */
  at(position: number, end: number): Promise<Answer>;
  /** Gives up what was asked for before its turn. */
  close(): void;
}

/** `step` leads from a page to the next one. */
export function openList<Answer>(
  room: PagesAhead,
  step: number,
  request: (position: number) => Promise<Answer>,
): List<Answer> {
  const early = new Map<number, Promise<Answer>>();
  return {
    at(position, end) {
      const found = early.get(position);
      if (early.delete(position)) room.giveBack();
      const answer = found ?? request(position);
      for (let ahead = position + step; ahead < end; ahead += step) {
        if (early.has(ahead)) continue;
        if (!room.take()) break;
        const page = request(ahead);
        page.catch(() => undefined); // it is thrown where the page is asked for
        early.set(ahead, page);
      }
      return answer;
    },
    close() {
      for (let count = early.size; count > 0; count--) room.giveBack();
      early.clear();
    },
  };
}

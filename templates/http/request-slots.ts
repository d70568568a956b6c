/** The requests that a connector may have on their way at once. */
export interface RequestSlots {
  /** Sends when there is room, in the order of the calls. */
  run<Answer>(send: () => Promise<Answer>): Promise<Answer>;
}

export function createRequestSlots(count: number): RequestSlots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async run(send) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await send();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      }
    },
  };
}

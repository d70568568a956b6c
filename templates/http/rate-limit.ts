import { setTimeout as sleep } from "node:timers/promises";

/** Waits until one more request may be sent; rejects when the signal aborts. */
export type TakeTurn = (signal: AbortSignal) => Promise<void>;

/**
 * At most so many requests start in any period of this length, whoever sends them; turns are taken in the order they are
 * asked for.
 */
export function createRateLimit(requests: number, periodMs: number): TakeTurn {
  /** When the latest requests start, in order. */
  const starts: number[] = [];
  return async (signal) => {
    const now = performance.now();
    while (starts[0] !== undefined && starts[0] + periodMs <= now) starts.shift();
    const blocking = starts.at(-requests);
    const start = blocking === undefined ? now : blocking + periodMs;
    starts.push(start);
    // A timer may fire up to a millisecond early.
    if (start > now) await sleep(Math.ceil(start - now) + 1, undefined, { signal });
  };
}

import { setTimeout as sleep } from "node:timers/promises";

/** Waits until one more request may be sent; rejects when the signal aborts. */
export type TakeTurn = (signal: AbortSignal) => Promise<void>;

/**
 * At most so many requests start in any period of this length, whoever sends them; turns are taken in the order they are
 * asked for. A start counts when it happens, not when it was due: in a busy process timers fire late.
 */
export function createRateLimit(requests: number, periodMs: number): TakeTurn {
  /** When the latest requests started, in order. */
  const starts: number[] = [];
  let line: Promise<void> = Promise.resolve();

  async function start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const blocking = starts.at(-requests);
    if (blocking !== undefined) {
      // A timer may fire up to a millisecond early.
      const waitMs = Math.ceil(blocking + periodMs - performance.now()) + 1;
      if (waitMs > 1) await sleep(waitMs, undefined, { signal });
    }
    starts.push(performance.now());
    if (starts.length > requests) starts.shift();
  }

  return (signal) => {
    const turn = line.then(() => start(signal));
    line = turn.catch(() => undefined); // who gives up leaves the turn to the next one
    return turn;
  };
}

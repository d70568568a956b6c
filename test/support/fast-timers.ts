/** Runs `work` while callbacks of `setTimeout` come so many times earlier than they are asked for. */
export async function withFastTimers<Result>(times: number, work: () => Promise<Result>): Promise<Result> {
  const own = globalThis.setTimeout;
  const fast = (callback: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) =>
    own(callback, ms / times, ...values);
  globalThis.setTimeout = Object.assign(fast, own);
  try {
    return await work();
  } finally {
    globalThis.setTimeout = own;
  }
}

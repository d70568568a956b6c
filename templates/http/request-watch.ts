/** Ends a request that its caller aborts, or whose API stays silent or takes for ever. */
export interface RequestWatch {
  /** Aborted when the request is to end. */
  readonly signal: AbortSignal;
  /** The API sent something. */
  readonly onData: () => void;
  /** Waits without holding the time against the API. */
  readonly pause: (wait: Promise<void>) => Promise<void>;
  /** To be called when the request has ended, however it did. */
  readonly end: () => void;
}

/**
 * The API may stay silent for `timeoutMs` before its answer and within it; the whole answer may take ten times as long.
 * Throws the reason of `signal` when it is aborted already.
 */
export function watchRequest(timeoutMs: number, signal: AbortSignal | undefined): RequestWatch {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  signal?.addEventListener("abort", interrupt, { once: true });
  let silence = setTimeout(interrupt, timeoutMs);
  let latest = Date.now() + 10 * timeoutMs;
  return {
    signal: stop.signal,
    onData: () => (Date.now() > latest ? interrupt() : void silence.refresh()),
    async pause(wait) {
      clearTimeout(silence);
      const since = Date.now();
      await wait;
      silence = setTimeout(interrupt, timeoutMs);
      latest += Date.now() - since;
    },
    end() {
      clearTimeout(silence);
      signal?.removeEventListener("abort", interrupt);
    },
  };
}

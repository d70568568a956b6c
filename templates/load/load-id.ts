let last = 0;

/** The id of a load: Unix time in seconds with microseconds, later than any id this process gave out before. */
export function newLoadId(): string {
  const now = Date.now() * 1_000;
  last = Math.max(now, last + 1);
  return `${Math.floor(last / 1_000_000)}.${(last % 1_000_000).toString().padStart(6, "0")}`;
}

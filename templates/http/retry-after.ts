/** The three date formats of RFC 9110, 5.6.7; all of them are in GMT, asctime without saying so. */
const HTTP_DATE = /^[A-Za-z]{3,9}, \d{1,2}[ -][A-Za-z]{3}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME = /^[A-Za-z]{3} [A-Za-z]{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * How long `Retry-After` (RFC 9110, 10.2.3) asks to wait, in milliseconds; undefined when it asks for nothing: absent,
 * zero, in the past, or neither whole seconds nor an HTTP date. A date counts from the answer's own `Date`, where it has
 * one: the clocks of an API and of this machine seldom agree, and one of them may be far off.
 */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  const wait = /^\d+$/.test(value)
    ? Number(value) * 1_000
    : parseHttpDate(value) - (parseHttpDate(headers.get("date") ?? "") || now);
  return wait > 0 ? wait : undefined;
}

/** Milliseconds since 1970; NaN for what is no HTTP date. */
function parseHttpDate(value: string): number {
  if (HTTP_DATE.test(value)) return Date.parse(value);
  return ASCTIME.test(value) ? Date.parse(`${value} GMT`) : Number.NaN;
}

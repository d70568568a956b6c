import { integer, list, number, object } from "./shapes.js";

/** The longest wait Node's timers can express, in seconds. */
export const LONGEST_WAIT_SECONDS = 2_147_483;

/** Retries of lost connections, timeouts, truncated bodies and of the listed statuses; not part of dlt's vocabulary. */
export const RETRY = object("retry", {
  max_retries: { shape: integer(0, 100), default: 3, about: "Retries after the first try.", example: 5 },
  status_codes: {
    shape: list(integer(100, 599)),
    default: [429, 500, 502, 503, 504],
    about: "Statuses that are tried again.",
    example: [429, 503],
  },
  initial_delay: {
    shape: number(0, LONGEST_WAIT_SECONDS),
    default: 1,
    about: "Seconds before the first retry; each delay is drawn from 50-100 % of its value.",
    example: 0.5,
  },
  backoff_factor: {
    shape: number(1),
    default: 2,
    about: "What each delay is multiplied by to give the next.",
    example: 1.5,
  },
  max_delay: {
    shape: number(0, LONGEST_WAIT_SECONDS),
    default: 60,
    about: "The longest delay in seconds.",
    example: 30,
  },
  max_retry_after: {
    shape: number(0, LONGEST_WAIT_SECONDS),
    default: 300,
    about: "The longest Retry-After obeyed, in seconds; a longer one fails the run at once.",
    example: 600,
  },
});

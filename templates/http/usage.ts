import { type CookieJar, createCookieJar } from "./cookie-jar.js";
import type { Redact } from "./redact.js";
import { createWarnings, type Warnings } from "./warnings.js";

/** What becomes of a value that does not fit its declared type: it is read on, or its row or itself is left out. */
export type DriftContract = "evolve" | "discard_row" | "discard_value";

/** What did not fit the declared type at one place of the records. */
export interface Misfit {
  /** From the record to the field: `customer.name`, `lines[].price`. */
  readonly path: string;
  /** What the schema declares: `integer or null`. */
  readonly expected: string;
  /** What was there the first time. */
  readonly found: string;
  /** The record where that was, counted from 1 in the order they were read. */
  readonly record: number;
  /** Where in that record: `lines[2].price`. */
  readonly example: string;
  /** What the schema contract made of it. */
  readonly contract: DriftContract;
  count: number;
}

/** What reading one resource cost, counted while it is read. */
export interface Usage {
  /** Requests sent, retries included, redirects not. */
  requests: number;
  retries: number;
  /** Records that were read and are not handed on, e.g. since an earlier run loaded them. */
  filtered: number;
  /** Records that are not handed on since they do not fit their declared types. */
  discarded: number;
  /** Records that were compared with their declared types. */
  checked: number;
  /** What did not fit, by the path of the field. */
  readonly drift: Map<string, Misfit>;
  readonly onDrift?: (misfit: Misfit) => void;
  /** What a person should know though the reading went on, e.g. fewer records than the API's total said. */
  readonly warnings: Warnings;
  /** What the API set, for the resource's other requests. */
  readonly cookies: CookieJar;
}

/** How the records of a resource with declared types are read. */
export interface ReadOptions {
  /** Called with the first value of each field that does not fit its declared type. */
  readonly onDrift?: (misfit: Misfit) => void;
}

/** `redact` takes secrets out of what `onDrift` gets. */
export function createUsage({ onDrift }: ReadOptions = {}, redact: Redact = (text) => text): Usage {
  return {
    ...{ requests: 0, retries: 0, filtered: 0, discarded: 0, checked: 0, drift: new Map(), warnings: createWarnings() },
    cookies: createCookieJar(),
    ...(onDrift && { onDrift: (misfit) => onDrift({ ...misfit, found: redact(misfit.found) }) }),
  };
}

import { ApiError } from "./errors.js";

/** The failed tries of all readers of a connector since the API last answered: one that is down is not hammered. */
export interface RetryBudget {
  /** The API answered, even if with an error that no retry mends. */
  restore(): void;
  /** A try failed. */
  spend(): void;
  /** Whether nobody may try again. A first try is still made: the API may be back. */
  isSpent(): boolean;
  /** What a reader fails with then. */
  failure(error: ApiError): ApiError;
}

export function createRetryBudget(most: number): RetryBudget {
  let failures = 0;
  return {
    restore() {
      failures = 0;
    },
    spend() {
      failures++;
    },
    isSpent: () => failures >= most,
    failure({ message, status }) {
      const counted = `${failures} tries in a row failed, over all resources: given up`;
      return new ApiError(`${message} (${counted})`, status === undefined ? {} : { status });
    },
  };
}

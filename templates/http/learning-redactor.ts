import { createRedactor, type Redact } from "./redact.js";

/** Tokens that were replaced so many times ago have long been useless. */
const MOST_LEARNT = 16;

export interface LearningRedactor {
  readonly redact: Redact;
  /** From now on `redact` takes this text out as well. */
  readonly learn: (secret: string) => void;
}

/** Takes the secrets out of a text, and those that are learnt while the connector runs: access tokens. */
export function createLearningRedactor(secrets: readonly string[]): LearningRedactor {
  let learnt: readonly string[] = [];
  let current: Redact | undefined;
  return {
    redact(text) {
      current ??= createRedactor([...secrets, ...learnt]);
      return current(text);
    },
    learn(secret) {
      learnt = [...learnt.filter((known) => known !== secret), secret].slice(-MOST_LEARNT);
      current = undefined;
    },
  };
}

import { createRedactor, type Redact } from "./redact.js";

/** What was replaced so many times ago has long been useless: tokens, and signatures of single requests. */
const MOST_LEARNT = 64;

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

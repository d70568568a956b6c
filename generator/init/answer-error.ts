/** Answers that cannot be had, or that nothing can be proposed from; the message is meant for the user. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
}

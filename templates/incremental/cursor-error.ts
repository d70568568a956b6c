/** Records whose cursors cannot be followed: one is missing, or is of another kind than those before. */
export class CursorError extends Error {
  override readonly name = "CursorError";
}

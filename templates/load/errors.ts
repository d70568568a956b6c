/** A load that cannot go on. Nothing of the run is visible in the destination. */
export class LoadError extends Error {
  override readonly name = "LoadError";
}

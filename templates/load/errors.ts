/** A load that cannot go on. Nothing of the run is visible in the destination. */
export class LoadError extends Error {
  override readonly name = "LoadError";
}

/** A load whose commit was asked for and never answered: all of it is in the destination, or nothing. */
export class UnansweredCommitError extends LoadError {
  readonly loadId: string;

  constructor(loadId: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.loadId = loadId;
  }
}

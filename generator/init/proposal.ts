/** A value of a proposed config. */
export type ProposedValue =
  null | boolean | number | string | readonly ProposedValue[] | { readonly [key: string]: ProposedValue };

/** Something that was guessed, and why: a comment beside it in the config. */
export interface Guess<Value extends ProposedValue = ProposedValue> {
  readonly value: Value;
  readonly because: string;
}

/** A resource that a connector could read. */
export interface ProposedResource {
  readonly name: string;
  /** As the spec has it, for people: `GET /users/{id}/posts`. */
  readonly operation: string;
  readonly description: string | undefined;
  readonly path: string;
  /** The name of the resource whose rows the path's placeholders are filled with. */
  readonly parent: string | undefined;
  /** Why it is read by POST; undefined: it is read by GET. */
  readonly byPost: string | undefined;
  readonly params: Readonly<Record<string, Guess>>;
  readonly headers: Readonly<Record<string, Guess>>;
  /** The fields of the body of a POST; undefined: none is sent. */
  readonly json: Readonly<Record<string, Guess>> | undefined;
  readonly selector: Guess<string>;
  readonly paginator: Guess;
  readonly primaryKey: Guess | undefined;
  readonly incremental: Guess | undefined;
}

/** An operation that was left out, and why. */
export interface LeftOut {
  readonly operation: string;
  readonly why: string;
}

export interface Proposal {
  readonly baseUrl: Guess<string>;
  readonly auth: Guess | undefined;
  /** Parents before their children. */
  readonly resources: readonly ProposedResource[];
  readonly leftOut: readonly LeftOut[];
}

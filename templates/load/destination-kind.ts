import type { Destination } from "./destination.js";

/** A kind of database, and what a load may be given as one. */
export interface DestinationKind<Target> {
  /** For people. */
  readonly title: string;
  /** What `--to` may be, for people. */
  readonly targets: string;
  /** Longest name of a table or column, in characters. */
  readonly nameLimit: number;
  /** Whether it is a text that means such a database, or a connection to one. */
  readonly accepts: (target: unknown) => target is Target;
  /** The target that an argument of the command line means, and how it is shown, without any secret; undefined for none. */
  readonly parse: (argument: string) => { readonly target: string; readonly shown: string } | undefined;
  readonly open: (target: Target) => Promise<OpenDestination>;
}

/** A destination that is ready to be loaded into; `close` closes what `open` opened. */
export interface OpenDestination {
  readonly destination: Destination;
  readonly close: () => Promise<void>;
}

/** Why a target is refused. It is not quoted: a URL may hold a password. */
export function wrongTarget({ title, targets }: Pick<DestinationKind<never>, "title" | "targets">): string {
  return (
    `this connector was generated to load into ${title}, which needs ${targets}; ` +
    "what it loads into is chosen when it is generated: gen-connector CONFIG --destination duckdb,postgres"
  );
}

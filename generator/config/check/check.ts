import type { Collector } from "../../diagnostics/collector.js";
import type { Place } from "../../diagnostics/collector.js";
import type { KindDetails, KindName } from "../../diagnostics/kinds.js";
import type { Weight } from "../../diagnostics/kinds/kind.js";
import type { ConfigDocument, ConfigNode, Span } from "../../read/document.js";
import { createLocator, type Locator } from "./locate.js";

/** What everything that judges a config works with. */
export interface Check {
  readonly document: ConfigDocument;
  readonly at: Locator;
  report<Name extends KindName>(kind: Name, place: Place, details: KindDetails[Name], weight?: Weight): void;
  /** Keeps a literal credential out of every excerpt. */
  hide(node: ConfigNode): void;
  /** Notes a well-formed reference to a function of the user's. */
  refer(node: ConfigNode): void;
}

/** What was noted while a config was judged. */
export interface Noted {
  readonly hidden: readonly Span[];
  readonly functions: readonly ConfigNode[];
}

export function createCheck(document: ConfigDocument, collector: Collector): Check & Noted {
  const hidden: Span[] = [];
  const functions: ConfigNode[] = [];
  return {
    document,
    at: createLocator(document),
    report: (kind, place, details, weight) => collector.report(kind, place, details, weight),
    hide: ({ span }) => hidden.push(span),
    refer: (node) => functions.push(node),
    hidden,
    functions,
  };
}

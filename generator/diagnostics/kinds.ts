import { MODULE_KINDS } from "./kinds/modules.js";
import { READING_KINDS } from "./kinds/reading.js";
import { RESOURCE_KINDS } from "./kinds/resources.js";
import { SCHEMA_KINDS } from "./kinds/schemas.js";
import { SPEC_KINDS } from "./kinds/specs.js";
import { SHAPE_KINDS } from "./kinds/shape.js";
import { VALUE_KINDS } from "./kinds/values.js";
import type { Wording } from "./kinds/kind.js";

/** Every kind of problem with the words for it; the only place where a message is written. */
const KINDS = {
  ...READING_KINDS,
  ...SHAPE_KINDS,
  ...VALUE_KINDS,
  ...RESOURCE_KINDS,
  ...SPEC_KINDS,
  ...MODULE_KINDS,
  ...SCHEMA_KINDS,
};

export type KindName = keyof typeof KINDS;

/** What has to be told about a problem, by its kind; `{}` for kinds that need nothing. */
export type KindDetails = {
  readonly [Name in KindName]: Parameters<(typeof KINDS)[Name]> extends [infer Details]
    ? Details
    : Readonly<Record<string, never>>;
};

const WORDINGS: { readonly [Name in KindName]: (details: KindDetails[Name]) => Wording } = KINDS;

export const KIND_NAMES: readonly string[] = Object.keys(KINDS);

export function wordingOf<Name extends KindName>(kind: Name, details: KindDetails[Name]): Wording {
  return WORDINGS[kind](details);
}

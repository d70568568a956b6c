import { didYouMean } from "../nearest.js";
import { alternatives, quote } from "../show.js";
import { error, warning } from "./kind.js";

/** Longer lists are left out where a better hint is known. */
const LONGEST_LIST = 8;

/** The nearest known name first, else those it is another word for, then all of them. */
function known(name: string, names: readonly string[], meant: readonly string[] = []): [string, string] {
  const all = names.length === 0 ? "" : `known: ${[...names].sort().join(", ")}`;
  const near = didYouMean(name, names);
  return [near === "" && meant.length > 0 ? `did you mean ${alternatives(meant.map(quote))}?` : near, all];
}

/** Problems of single keys and values, wherever they stand. */
export const SHAPE_KINDS = {
  "airbyte-manifest": () =>
    error("this is a manifest of Airbyte, not a config", "gen-connector import airbyte <file> makes a config of it"),
  "wrong-type": ({ expected, found, hint = "" }: { expected: string; found: string; hint?: string }) =>
    error(`expected ${expected}, found ${found}`, hint),
  "null-not-allowed": ({ key, example }: { key: string; example: string | undefined }) =>
    error(
      `${quote(key)} must not be null`,
      example === undefined ? `leave ${quote(key)} out to have the default` : `for example ${quote(key)}: ${example}`,
    ),
  "missing-key": ({ key, owner, example }: { key: string; owner: string; example: string }) =>
    error(`${owner} needs the key ${quote(key)}`, `for example ${quote(key)}: ${example}`),
  "unknown-key": (d: UnknownKeyDetails) => {
    const [near, all] = known(d.key, d.known, d.meant);
    const close = near === "" || d.key === "<<" ? d.aside : near;
    const elsewhere = d.belongs.length === 0 ? "" : `${quote(d.key)} belongs in ${alternatives(d.belongs)}`;
    const better = elsewhere === "" ? close : elsewhere;
    const list = better !== "" && d.known.length > LONGEST_LIST ? "" : all;
    return error(`unknown key ${quote(d.key)} in ${d.owner}`, better, list);
  },
  "foreign-key": (d: { key: string; name: string; type: string; of: readonly string[]; known: readonly string[] }) =>
    error(
      `${quote(d.key)} is a key of ${d.name} ${alternatives(d.of.map(quote))}, not of ${quote(d.type)}`,
      d.known.length === 0 ? `${quote(d.type)} has no keys beside "type"` : known(d.key, d.known)[1],
    ),
  "unknown-type": (d: { name: string; type: string; known: readonly string[]; meant: readonly string[] }) =>
    error(`unknown ${d.name} type ${quote(d.type)}`, ...known(d.type, d.known, d.meant)),
  "unknown-type-hidden": ({ name, known: types }: { name: string; known: readonly string[] }) =>
    error(`this text is no ${name} type`, known("", types)[1]),
  "missing-type": ({ name, known: types, hint = "" }: { name: string; known: readonly string[]; hint?: string }) =>
    error(`${name} needs the key "type"`, known("", types)[1], hint),
  "shorthand-incomplete": ({ name, type, missing, example }: ShorthandDetails) =>
    error(
      `${name} ${quote(type)} needs the key${missing.length > 1 ? "s" : ""} ${missing.map(quote).join(", ")}`,
      `write ${example}`,
    ),
  "unknown-word": (d: { what: string; found: string; known: readonly string[]; meant: readonly string[] }) =>
    error(`unknown ${d.what} ${quote(d.found)}`, ...known(d.found, d.known, d.meant)),
  "refused-word": ({ found, instead }: { found: string; instead: string }) =>
    error(`${quote(found)} cannot be used here`, instead),
  "out-of-range": ({ found, minimum, maximum }: { found: string; minimum?: number; maximum?: number }) => {
    const least = minimum === undefined ? [] : [`at least ${minimum}`];
    const most = maximum === undefined ? [] : [`at most ${maximum}`];
    return error(`${found} is out of range`, `allowed: ${[...least, ...most].join(", ")}`);
  },
  "unusable-key": ({ key, instead }: { key: string; instead: string }) =>
    error(`${quote(key)} cannot be used here`, instead),
  "module-reference": ({ found, example }: { found: string; example: string }) =>
    error(
      `${quote(found)} does not name a function of a TypeScript file`,
      `write its file and name, for example ${quote(example)}`,
    ),
  "python-code": ({ found, hints }: { found: string; hints: readonly string[] }) =>
    error(`${found} cannot be read: Python is read, never run`, ...hints),

  "no-effect": ({ what, reason }: { what: string; reason: string }) => warning(`${what} has no effect: ${reason}`),
  "no-resources": () => warning("there are no resources: nothing will be loaded"),
};

interface UnknownKeyDetails {
  readonly key: string;
  readonly owner: string;
  readonly known: readonly string[];
  /** The places where it would be known. */
  readonly belongs: readonly string[];
  /** The known keys that it is another word for. */
  readonly meant: readonly string[];
  /** What to do instead, where no key says that; may be empty. */
  readonly aside: string;
}

interface ShorthandDetails {
  readonly name: string;
  readonly type: string;
  readonly missing: readonly string[];
  readonly example: string;
}

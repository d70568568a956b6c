import { normalizeIdentifier } from "../../templates/load/naming.js";
import { pascal, RESERVED_ENDING } from "../types/type-names.js";
import { placeOf } from "./inheritance.js";
import {
  child,
  type DocumentNode,
  entries,
  isObject,
  referenceOf,
  resolve,
  SpecError,
  type SchemaKey,
  type SchemaNode,
  type Spec,
} from "./spec.js";

/** The names that a definition has in the emitted code. */
export interface DefinitionName {
  /** As the document has it: the last part of its pointer, or its file. */
  readonly written: string;
  /** The file in `schemas/`, without extension. */
  readonly file: string;
  readonly type: string;
}

/**
 * The names of a document's definitions. They come from the document alone, whatever is used of it: components get theirs
 * in the order of the document, what else is referred to after them. The second of two alike gets a number.
 */
export interface DefinitionNames {
  readonly of: (target: SchemaNode) => DefinitionName;
  /** Whether a component has a type of this name. */
  readonly isComponent: (type: string) => boolean;
}

/** Longer names are shortened as dlt shortens identifiers. */
const LONGEST_NAME = 80;
/** Devices that Windows keeps for itself. */
const RESERVED_FILES = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** `isTaken`: whether a type of this name means something else in files that import it. */
export function createDefinitionNames(spec: Spec, isTaken: (type: string) => boolean): DefinitionNames {
  const components = nameAll(componentsOf(spec), isTaken, NONE);
  const types = new Set(Array.from(components.values(), ({ type }) => type));
  let others: ReadonlyMap<string, DefinitionName> | undefined;
  return {
    of(target) {
      const place = placeOf(target);
      const component = components.get(place);
      if (component !== undefined) return component;
      others ??= nameAll(otherTargets(spec, components), isTaken, components);
      const known = others.get(place);
      if (known !== undefined) return known;
      // Led to by a discriminator only, which no reference says.
      others = new Map([...others, ...nameAll([target], isTaken, new Map([...components, ...others]))]);
      return others.get(place) ?? { written: "", file: "schema", type: "Schema" };
    },
    isComponent: (type) => types.has(type),
  };
}

const NONE: ReadonlyMap<string, DefinitionName> = new Map();

/**
 * Names by place. What is taken gets an ending after all have their names, so that what is taken of one name changes no
 * other one.
 */
function nameAll(
  targets: readonly SchemaNode[],
  isTaken: (type: string) => boolean,
  before: ReadonlyMap<string, DefinitionName>,
): ReadonlyMap<string, DefinitionName> {
  const files = new Set(Array.from(before.values(), ({ file }) => file));
  const types = new Set(Array.from(before.values(), ({ type }) => type));
  const named = new Map<string, DefinitionName>();
  for (const target of targets) {
    const written = writtenName(target);
    const stem = fileStem(written);
    for (let number = 1; ; number++) {
      const file = number === 1 ? stem : `${stem}_${number}`;
      const type = number === 1 ? typeStem(written) : `${typeStem(written)}${number}`;
      if (files.has(file) || types.has(type)) continue;
      files.add(file);
      types.add(type);
      named.set(placeOf(target), { written, file, type });
      break;
    }
  }
  for (const [place, name] of named) {
    if (!isTaken(name.type)) continue;
    const stem = name.type + RESERVED_ENDING;
    let type = stem;
    for (let number = 2; types.has(type) || isTaken(type); number++) type = `${stem}${number}`;
    types.add(type);
    named.set(place, { ...name, type });
  }
  return named;
}

function writtenName({ pointer, file }: SchemaNode): string {
  const last = pointer.split("/").at(-1)?.replaceAll("~1", "/").replaceAll("~0", "~") ?? "";
  return last === "" && pointer === "" ? (file.split(/[\\/]/).at(-1) ?? "").replace(/\.[^.]*$/, "") : last;
}

/** As resources are named: in lower case, words divided by `_`, and ASCII, which no file system counts otherwise. */
function fileStem(written: string): string {
  const ascii = asciiOf(written);
  const stem = ascii === "" ? "schema" : normalizeIdentifier(ascii, LONGEST_NAME);
  return RESERVED_FILES.test(stem) || /^_+$/.test(stem) ? `${stem}_schema` : stem;
}

function typeStem(written: string): string {
  const ascii = asciiOf(written);
  const stem = ascii === "" ? "" : pascal(ascii);
  return /^[A-Z]/.test(stem) ? stem : `Schema${stem}`;
}

function asciiOf(written: string): string {
  return written.replace(/[^\u0021-\u007e]+/g, "_").trim();
}

/** The schemas under names in all files of a document. */
function componentsOf({ files }: Spec): readonly SchemaNode[] {
  return [...files].flatMap(([file, value]) => {
    const root: DocumentNode = { file, pointer: "", value };
    const folders = [child(child(root, "components"), "schemas"), child(root, "definitions")];
    return folders.flatMap((folder) => entries<SchemaKey>(folder).map(([, schema]) => schema));
  });
}

/** What else is referred to anywhere, in the order of the document. */
function otherTargets(spec: Spec, components: ReadonlyMap<string, unknown>): readonly SchemaNode[] {
  const targets = new Map<string, SchemaNode>();
  const seen = new Set<unknown>();
  for (const [file, root] of spec.files) {
    const pending: unknown[] = [root];
    for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
      if (typeof value !== "object" || value === null || seen.has(value)) continue;
      seen.add(value);
      const node: SchemaNode = { file, pointer: "", value };
      if (isObject(value) && referenceOf(node) !== undefined) {
        const target = targetOf(spec, node);
        if (target !== undefined && !components.has(placeOf(target))) targets.set(placeOf(target), target);
      }
      pending.push(...Object.values(value).reverse());
    }
  }
  return [...targets.values()];
}

function targetOf(spec: Spec, node: SchemaNode): SchemaNode | undefined {
  try {
    return resolve(spec, node);
  } catch (error) {
    if (error instanceof SpecError) return undefined;
    throw error;
  }
}

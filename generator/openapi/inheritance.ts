import {
  child,
  entries,
  items,
  referenceOf,
  resolve,
  SpecError,
  textOf,
  type DocumentNode,
  type SchemaKey,
  type SchemaNode,
  type Spec,
} from "./spec.js";
import { propertiesOf } from "./record-schema.js";

/** One of the schemas that a discriminator tells apart. */
export interface Variant {
  readonly schema: SchemaNode;
  /** What the property holds in it; undefined: the schema itself says so, or nothing does. */
  readonly values: readonly string[] | undefined;
}

/** The property whose value tells which schema an object has. In Swagger 2.0 its name is all there is. */
export interface Discriminator {
  readonly property: string;
  /** Values of the property, and the references to their schemas. */
  readonly mapping: readonly (readonly [string, SchemaNode])[];
}

export function discriminatorOf(schema: SchemaNode): Discriminator | undefined {
  const written = child(schema, "discriminator");
  const property = textOf(written) ?? textOf(child(written, "propertyName"));
  if (property === undefined) return undefined;
  return { property, mapping: entries(child(written, "mapping")).toSorted(([one], [other]) => (one < other ? -1 : 1)) };
}

/** Where a schema stands, as one text. */
export function placeOf({ file, pointer }: SchemaNode): string {
  return `${file}#${pointer}`;
}

/** More kinds of one schema are not told apart: the fields that all of them have are enough then. */
const MOST_CHILDREN = 100;

/**
 * The schemas that an object with this schema may have, where others are made of it by `allOf` and it has a discriminator
 * or lists them in `oneOf`: those, and the schema itself for the values that are left to it. Empty for all other schemas.
 */
export function inheritedVariants(spec: Spec, base: SchemaNode): readonly Variant[] {
  const { variants } = familiesOf(spec);
  const place = placeOf(base);
  const before = variants.get(place);
  if (before !== undefined) return before;
  const found = findVariants(spec, base);
  variants.set(place, found);
  return found;
}

function findVariants(spec: Spec, base: SchemaNode): readonly Variant[] {
  const listed = listedVariants(base);
  if (listed.length > 0) {
    const schemas = listed.map((variant) => resolve(spec, variant));
    const isFamily =
      listed.every((variant) => referenceOf(variant) !== undefined) &&
      schemas.every((schema) => isMadeOf(spec, schema, base));
    return isFamily
      ? listed.map((variant, index) => ({
          schema: schemas[index] ?? variant,
          values: listedValues(spec, base, variant),
        }))
      : [];
  }
  const above = discriminatedBase(spec, base);
  const discriminator = above && discriminatorOf(above);
  if (above === undefined || discriminator === undefined) return [];
  // Of what is mapped further up, its own kinds.
  const mapped = mappedSchemas(spec, above, discriminator).filter(({ schema }) => {
    return above === base || placeOf(schema) === placeOf(base) || isMadeOf(spec, schema, base);
  });
  const family: Family = { base, property: discriminator.property, mapped };
  const variants = new Map<string, Variant>();
  addChildren(spec, base, family, undefined, variants);
  for (const { schema } of family.mapped) {
    const place = placeOf(schema);
    if (place !== placeOf(base) && !variants.has(place))
      variants.set(place, { schema, values: valuesOf(spec, schema, family) });
  }
  if (variants.size === 0 || variants.size > MOST_CHILDREN) return [];
  // In an order that does not change when a document lists its schemas otherwise.
  const children = [...variants.values()].sort((one, other) => (placeOf(one.schema) < placeOf(other.schema) ? -1 : 1));
  const own = ownValues(spec, family, children);
  return own.length === 0 ? children : [...children, { schema: base, values: own }];
}

/** The property that tells the variants of a schema apart; empty where none does. */
export function familyProperty(spec: Spec, base: SchemaNode): string {
  const above = discriminatedBase(spec, base);
  return (above && discriminatorOf(above)?.property) ?? "";
}

/** The schema itself where it has a discriminator, or else the nearest one of those that it is made of. */
function discriminatedBase(spec: Spec, schema: SchemaNode): SchemaNode | undefined {
  let level: readonly SchemaNode[] = [schema];
  const seen = new Set<string>();
  while (level.length > 0) {
    const own = level.find((one) => discriminatorOf(one) !== undefined);
    if (own !== undefined) return own;
    level = level.flatMap((one) => {
      if (seen.has(placeOf(one))) return [];
      seen.add(placeOf(one));
      const parts = items<SchemaKey>(child(one, "allOf")).filter((part) => referenceOf(part) !== undefined);
      return parts.flatMap((part) => found(spec, part) ?? []);
    });
  }
  return undefined;
}

/** Whether a schema is made of another one by `allOf`, directly or by way of others. */
export function isMadeOf(spec: Spec, schema: SchemaNode, base: SchemaNode): boolean {
  const wanted = placeOf(schema);
  const found = new Set([placeOf(base)]);
  for (const place of found) {
    for (const one of childrenOf(spec, place)) found.add(placeOf(one));
  }
  return wanted !== placeOf(base) && found.has(wanted);
}

/** What the property holds in one variant of a schema that lists its variants. */
export function listedValues(spec: Spec, base: SchemaNode, variant: SchemaNode): readonly string[] | undefined {
  const discriminator = discriminatorOf(base);
  if (discriminator === undefined || referenceOf(variant) === undefined) return undefined;
  const family = { base, property: discriminator.property, mapped: mappedSchemas(spec, base, discriminator) };
  return valuesOf(spec, resolve(spec, variant), family);
}

interface Family {
  readonly property: string;
  readonly mapped: readonly { readonly value: string; readonly schema: SchemaNode }[];
  readonly base: SchemaNode;
}

/** A child that tells its own children apart by another property holds the same here as those do. */
function addChildren(
  spec: Spec,
  parent: SchemaNode,
  family: Family,
  inherited: readonly string[] | undefined,
  variants: Map<string, Variant>,
): void {
  for (const schema of childrenOf(spec, placeOf(parent))) {
    const place = placeOf(schema);
    if (variants.has(place) || place === placeOf(family.base)) continue;
    const values = inherited ?? valuesOf(spec, schema, family);
    variants.set(place, { schema, values });
    const other = discriminatorOf(schema)?.property ?? family.property;
    addChildren(spec, schema, family, other === family.property ? inherited : values, variants);
  }
}

/**
 * By the mapping, else by the extension of Azure's documents, else the name of the schema, as far as the schema allows it. Where
 * it says by itself what the property holds, that is it.
 */
function valuesOf(spec: Spec, schema: SchemaNode, family: Family): readonly string[] | undefined {
  const { property, mapped, base } = family;
  const place = placeOf(schema);
  const written = mapped.filter((entry) => placeOf(entry.schema) === place).map(({ value }) => value);
  const extension = textOf(child(schema, "x-ms-discriminator-value"));
  const values = written.length > 0 ? written : [extension ?? nameOf(schema)];
  const allowed = allowedValues(spec, schema, property);
  if (allowed === undefined) return values;
  const fitting = values.filter((value) => allowed.includes(value));
  if (fitting.length > 0 || allowed.length === 0) return fitting.length > 0 ? fitting : undefined;
  const shared = listedVariants(base).length > 0 ? undefined : allowedValues(spec, base, property);
  if (allowed.length < (shared?.length ?? Infinity)) return allowed;
  const alike = values.flatMap((value) => allowed.filter((each) => each.toLowerCase() === value.toLowerCase()));
  return alike.length > 0 ? alike : undefined;
}

/** The values that are left to the schema all others are made of: mapped to it, of its list, or else its name. */
function ownValues(spec: Spec, { base, property, mapped }: Family, children: readonly Variant[]): readonly string[] {
  const taken = new Set(children.flatMap(({ values }) => values ?? []));
  const allowed = allowedValues(spec, base, property);
  if (allowed !== undefined && children.every(({ values }) => values !== undefined)) {
    return allowed.filter((value) => !taken.has(value));
  }
  const own = mapped.filter(({ schema }) => placeOf(schema) === placeOf(base)).map(({ value }) => value);
  if (own.length > 0) return own;
  const extension = textOf(child(base, "x-ms-discriminator-value"));
  const isExtended = children.some(({ schema }) => child(schema, "x-ms-discriminator-value") !== undefined);
  if (allowed !== undefined || mapped.length > 0 || (isExtended && extension === undefined)) return [];
  return [extension ?? nameOf(base)];
}

/** The texts that all schemas of a property allow; empty where it holds no text, undefined where it may hold any. */
function allowedValues(spec: Spec, schema: SchemaNode, property: string): readonly string[] | undefined {
  let allowed: readonly string[] | undefined;
  for (const [name, located] of propertiesOf(spec, schema)) {
    if (name !== property) continue;
    const declared = resolve(spec, located);
    const constant = child(declared, "const");
    const type = child(declared, "type")?.value;
    const isText = type === undefined || type === "string" || (Array.isArray(type) && type.includes("string"));
    const listed = constant === undefined ? items(child(declared, "enum")) : [constant];
    if (isText && listed.length === 0) continue;
    const values = isText ? listed.map(({ value }) => String(value)) : [];
    allowed = allowed?.filter((value) => values.includes(value)) ?? values;
  }
  return allowed;
}

/** A mapping's target is a reference, or the bare name of a schema. What leads nowhere is passed over. */
function mappedSchemas(spec: Spec, base: SchemaNode, { mapping }: Discriminator): Family["mapped"] {
  return mapping.flatMap(([value, target]) => {
    const text = textOf(target) ?? "";
    const beside = base.pointer.slice(0, base.pointer.lastIndexOf("/") + 1);
    for (const $ref of /[/#]|\.(json|ya?ml)$/i.test(text) ? [text] : [`#${beside}${text}`, text]) {
      const schema = found(spec, { ...base, value: { $ref } });
      if (schema !== undefined) return [{ value, schema }];
    }
    return [];
  });
}

/** What was found out about the schemas of a document, by their places. */
interface Families {
  /** The named schemas that list one in `allOf`. */
  readonly children: ReadonlyMap<string, readonly SchemaNode[]>;
  readonly variants: Map<string, readonly Variant[]>;
}

const FAMILIES = new WeakMap<Spec, Families>();

function familiesOf(spec: Spec): Families {
  const before = FAMILIES.get(spec);
  if (before !== undefined) return before;
  const children = new Map<string, SchemaNode[]>();
  for (const schema of namedSchemas(spec)) {
    for (const part of items<SchemaKey>(child(schema, "allOf"))) {
      const base = referenceOf(part) === undefined ? undefined : found(spec, part);
      if (base === undefined) continue;
      const known = children.get(placeOf(base)) ?? [];
      children.set(placeOf(base), known);
      known.push(schema);
    }
  }
  const families: Families = { children, variants: new Map() };
  FAMILIES.set(spec, families);
  return families;
}

function childrenOf(spec: Spec, base: string): readonly SchemaNode[] {
  return familiesOf(spec).children.get(base) ?? [];
}

/** The schemas under names in all files of a document; a file of its own may be one, too. */
function namedSchemas({ files }: Spec): readonly SchemaNode[] {
  return [...files].flatMap(([file, value]) => {
    const root: DocumentNode = { file, pointer: "", value };
    const whole: SchemaNode = { file, pointer: "", value };
    const folders = [child(child(root, "components"), "schemas"), child(root, "definitions")];
    return [whole, ...folders.flatMap((folder) => entries<SchemaKey>(folder).map(([, schema]) => schema))];
  });
}

function found(spec: Spec, node: SchemaNode): SchemaNode | undefined {
  try {
    return resolve(spec, node);
  } catch (error) {
    if (error instanceof SpecError) return undefined;
    throw error;
  }
}

function listedVariants(schema: SchemaNode): readonly SchemaNode[] {
  return (["oneOf", "anyOf"] as const).flatMap((key) => items<SchemaKey>(child(schema, key)));
}

/** The last word of the place it stands at, or of its file. */
function nameOf({ pointer, file }: SchemaNode): string {
  const last = pointer.split("/").at(-1)?.replaceAll("~1", "/").replaceAll("~0", "~") ?? "";
  return last === "" ? (file.split(/[\\/]/).at(-1) ?? "").replace(/\.[^.]*$/, "") : last;
}

import { addFacts, newFacts } from "./facts.js";
import type { SchemaPlace, SchemaSource } from "./schema-source.js";
import { membersOf, type ObjectModel, objectTypes, type RecordTypes, unionOf } from "./type-model.js";
import { createTypeNamer } from "./type-names.js";
import { createReader, type Reader, typeOf } from "./type-reader.js";

export interface SchemaOptions {
  /** The name of the record's type. */
  readonly typeName: string;
  /** Whether a name is taken in the file that gets the types. */
  readonly isTaken: (name: string) => boolean;
  /** The name a field of the record has after `rename_fields`. */
  readonly renamed?: (wireName: string) => string;
}

/**
 * The types that a JSON Schema (draft 2020-12; `definitions` and `nullable` of older ones, too) gives to records.
 * What only narrows values without a change of their type (patterns, limits, `not`, `if`) is passed over. Undefined when
 * the schema is wrong, which has been reported then.
 */
export function readSchema(source: SchemaSource, options: SchemaOptions): RecordTypes | undefined {
  let problems = 0;
  const counted: SchemaSource = {
    ...source,
    report(place, problem) {
      problems++;
      source.report(place, problem);
    },
  };
  const { typeName, isTaken, renamed = (name) => name } = options;
  const { shared } = source;
  const isOther = (name: string) => isTaken(name) || (shared?.isType(name) ?? false);
  const { root } = source;
  const nameOf = (place: SchemaPlace) => (place.document === root.document ? undefined : shared?.nameOf(place));
  const namer = createTypeNamer({
    ...{ whole: typeName, isUnion: isUnion(counted), isTaken: isOther },
    nameOf: shared && nameOf,
  });
  const reader = createReader({ source: counted, whole: typeName, namer, renamed });
  // A list may hold nulls; a record is none of them.
  const record = unionOf(membersOf(typeOf(reader, [source.root], typeName).type).filter(({ kind }) => kind !== "null"));
  const isRecord =
    record.kind !== "never" && membersOf(record).every(({ kind }) => kind === "object" || kind === "map");
  if (problems === 0 && !isRecord) counted.report(source.root, { kind: "no-object" });
  if (problems > 0) return undefined;
  if (shared === undefined) return { record, objects: reader.objects };
  const held = [record, ...reader.objects.flatMap(({ fields }) => fields.map(({ type }) => type))];
  const others = shared.objectsFrom(held);
  return { record, objects: [...withSame(reader, others), ...others] };
}

/** What a record leads back to is the type of its own schema. */
function withSame({ source, origins, objects }: Reader, others: readonly ObjectModel[]): readonly ObjectModel[] {
  const reached = objectTypes(others);
  return objects.map((object) => {
    const { through = [], id = "" } = origins.get(object.name) ?? {};
    const other = source.shared?.knownObject(through, id);
    if (other === undefined || reached.get(other) === undefined) return object;
    return { ...object, same: { name: other.name, ...(other.file !== undefined && { file: other.file }) } };
  });
}

/** Whether alternatives make up the record; problems are reported when it is read. */
function isUnion(source: SchemaSource): boolean {
  const facts = newFacts();
  addFacts(facts, source.root, { ...source, report: () => undefined });
  return facts.alternatives.length > 0;
}

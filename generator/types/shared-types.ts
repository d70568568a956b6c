import { addFacts, newFacts } from "./facts.js";
import { below, type SchemaPlace, type SchemaSource, type SharedTypes } from "./schema-source.js";
import { createTypeNamer } from "./type-names.js";
import {
  type ObjectModel,
  objectKey,
  objectsIn,
  type ObjectType,
  type SchemaFile,
  type TypeModel,
} from "./type-model.js";
import { createReader, type Reader, typeOf } from "./type-reader.js";

/** A named schema, which gets a file of its own. */
export interface SharedSchema {
  /** The file in `schemas/`, without extension. */
  readonly file: string;
  /** The name of its type. */
  readonly typeName: string;
  /** What it is called where it is written. */
  readonly written: string;
  /** The documents that it stands in as a whole: it itself, and the choice of those that are made of it. */
  readonly roots: readonly SchemaPlace[];
}

/** The named schemas of a document. */
export interface SharedSchemas extends Pick<SchemaSource, "resolve" | "report"> {
  /** The schema that has a document of its own. */
  readonly of: (document: string) => SharedSchema;
  /** Whether one of them has a type of this name, used or not. */
  readonly isComponent: (name: string) => boolean;
  /** Whether a type of this name stands for something else. */
  readonly isTaken: (name: string) => boolean;
}

/** Types that are read once for all resources, and the files that they need. */
export interface ReadSharedTypes extends SharedTypes {
  /** The files of these types and of all that their files lead to, by name. */
  readonly files: (objects: readonly ObjectModel[]) => readonly SchemaFile[];
}

/**
 * Reads each schema once, when something first leads to it: what its values may be when they are asked for, the fields of
 * its objects after that, so that schemas may lead to one another.
 */
export function createSharedTypes(schemas: SharedSchemas): ReadSharedTypes {
  const readers = new Map<string, Reader>();
  /** The same by document. */
  const known = new Map<string, Reader>();
  /** What the values of each may be, by what those are made of: what stands further in is found by none from outside. */
  const held = new Map<string, ReadonlyMap<string, ObjectType>>();
  const pending: (() => void)[] = [];
  const shared: SharedTypes = {
    objectOf: (through, id) => first(through, ({ document }) => heldBy(document).get(id)),
    knownObject: (through, id) => first(through, ({ document }) => known.get(document)?.known.get(id)),
    nameOf: ({ document, pointer }) => (pointer === "" ? schemas.of(document).written : undefined),
    isType: schemas.isComponent,
    objectsFrom,
  };

  function readerOf(document: string): Reader {
    const { file, typeName: whole, roots } = schemas.of(document);
    const before = readers.get(file);
    if (before !== undefined) return before;
    const [root = NOTHING] = roots;
    const own: SchemaSource = { root, resolve: schemas.resolve, report: schemas.report, shared };
    const isOwn = (place: SchemaPlace) => roots.some(({ document }) => document === place.document);
    const nameOf = (place: SchemaPlace) => (isOwn(place) ? undefined : shared.nameOf(place));
    const namer = createTypeNamer({
      ...{ whole, isUnion: isChoice(own), nameOf },
      ...{ isTaken: schemas.isComponent, isReserved: schemas.isTaken },
    });
    const reader = createReader({ source: own, whole, file, namer, whenNamed: (read) => pending.push(read) });
    readers.set(file, reader);
    for (const place of roots) known.set(place.document, reader);
    for (const place of roots) typeOf(reader, [place], whole);
    held.set(file, new Map(reader.known));
    return reader;
  }

  function heldBy(document: string): ReadonlyMap<string, ObjectType> {
    const { file = "", known } = readerOf(document);
    return held.get(file) ?? known;
  }

  function readAll(): void {
    // What is added while it is gone through follows.
    for (const read of pending) read();
    pending.length = 0;
  }

  function objectsFrom(types: readonly TypeModel[]): readonly ObjectModel[] {
    readAll();
    const found = new Map<string, ObjectModel>();
    const asked = types.flatMap(objectsIn);
    // Here as well.
    for (const type of asked) {
      if (type.file === undefined || found.has(objectKey(type))) continue;
      const object = readers.get(type.file)?.objects.find(({ name }) => name === type.name);
      if (object === undefined) throw new Error(`${type.name} is not in schemas/${type.file}`);
      found.set(objectKey(type), object);
      for (const field of object.fields) asked.push(...objectsIn(field.type));
    }
    return [...found.values()];
  }

  return {
    ...shared,
    files(objects) {
      readAll();
      const files = new Set(objects.flatMap(({ file }) => file ?? []));
      for (const file of files) {
        const fields = readers.get(file)?.objects.flatMap((object) => object.fields) ?? [];
        for (const { type } of fields) for (const other of objectsIn(type)) files.add(other.file ?? file);
      }
      return [...files].sort().map((file) => {
        return {
          file,
          objects: readers.get(file)?.objects ?? [],
          held: Array.from(held.get(file)?.values() ?? [], ({ name }) => name),
        };
      });
    },
  };
}

const NOTHING: SchemaPlace = { document: "", pointer: "", value: true };

/** Whether its values are of more than one kind, null aside: its name is none of theirs then. */
function isChoice(source: SchemaSource): boolean {
  const facts = newFacts();
  addFacts(facts, source.root, source);
  const [alternatives = [], ...others] = facts.alternatives;
  return others.length > 0 || alternatives.filter((place) => below(place, "type")?.value !== "null").length > 1;
}

function first<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

import { addFacts, type Facts, newFacts } from "./facts.js";
import { below, type SchemaPlace, type SchemaSource, type SharedTypes } from "./schema-source.js";
import { createTypeNamer } from "./type-names.js";
import { type ObjectModel, objectKey, objectsIn, type SchemaFile, type TypeModel } from "./type-model.js";
import { createReader, nameObject, type Reader, typeOf } from "./type-reader.js";

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

/** An object type that values of a schema may have: what it is made of, and the place that it is named after. */
interface HeldObject {
  readonly facts: Facts;
  readonly stem: string;
}

/**
 * Reads each schema once, when something first leads to it. What its values may be is found out without a look at what is
 * known of others, and then named; the fields of its objects are read after that, so that schemas may lead to one another.
 */
export function createSharedTypes(schemas: SharedSchemas): ReadSharedTypes {
  const { resolve, report } = schemas;
  const readers = new Map<string, Reader>();
  /** The same by document. */
  const known = new Map<string, Reader>();
  /** By file and by what an object is made of. */
  const held = new Map<string, ReadonlyMap<string, HeldObject>>();
  /** The names of those that a file has itself. */
  const ownHeld = new Map<string, readonly string[]>();
  const pending: (() => void)[] = [];
  const shared: SharedTypes = {
    objectOf(through, id) {
      const owner = ownerOf(through, id);
      return owner && readerOf(owner).known.get(id);
    },
    knownObject(through, id) {
      const reader = through.map(({ document }) => known.get(document)).find((one) => one?.known.has(id));
      return reader?.known.get(id);
    },
    nameOf: ({ document, pointer }) => (pointer === "" ? schemas.of(document).written : undefined),
    isType: schemas.isComponent,
    objectsFrom,
  };

  function heldBy({ file, typeName: whole, roots }: SharedSchema): ReadonlyMap<string, HeldObject> {
    const before = held.get(file);
    if (before !== undefined) return before;
    const objects = new Map<string, HeldObject>();
    const collect = (id: string, facts: Facts, stem: string): void => {
      if (!objects.has(id)) objects.set(id, { facts, stem });
    };
    for (const root of roots) {
      typeOf(
        createReader({ source: { root, resolve, report }, whole, file, namer: () => whole, collect }),
        [root],
        whole,
      );
    }
    held.set(file, objects);
    return objects;
  }

  /** Of the schemas that led to an object the innermost one whose values may be it. */
  function ownerOf(through: readonly SchemaPlace[], id: string): SharedSchema | undefined {
    return through.map(({ document }) => schemas.of(document)).findLast((schema) => heldBy(schema).has(id));
  }

  function readerOf(schema: SharedSchema): Reader {
    const { file, typeName: whole, roots } = schema;
    const before = readers.get(file);
    if (before !== undefined) return before;
    const [root = NOTHING] = roots;
    const own: SchemaSource = { root, resolve, report, shared };
    const isOwn = (place: SchemaPlace) => roots.some(({ document }) => document === place.document);
    const nameOf = (place: SchemaPlace) => (isOwn(place) ? undefined : shared.nameOf(place));
    const namer = createTypeNamer({
      ...{ whole, isUnion: isChoice(own), nameOf },
      ...{ isTaken: schemas.isComponent, isReserved: schemas.isTaken },
    });
    const reader = createReader({ source: own, whole, file, namer, whenNamed: (read) => pending.push(read) });
    readers.set(file, reader);
    for (const place of roots) known.set(place.document, reader);
    for (const [id, { facts, stem }] of heldBy(schema)) {
      if ((ownerOf(facts.through, id) ?? schema).file === file) nameObject(reader, facts, stem, id);
    }
    ownHeld.set(
      file,
      reader.objects.map(({ name }) => name),
    );
    return reader;
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
          held: ownHeld.get(file) ?? [],
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

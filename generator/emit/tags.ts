import { type FieldModel, membersOf, type ObjectModel } from "../types/type-model.js";

/** A field by which objects of several types are told apart. */
export interface Tag {
  readonly name: string;
  /** What it holds in each of the objects. */
  readonly texts: readonly (readonly string[])[];
}

/** The first field that is another text in each of the objects. */
export function findTag(objects: readonly ObjectModel[]): Tag | undefined {
  const tags = objects.map((object) => new Map(object.fields.flatMap(tagOf)));
  const name = [...(tags[0]?.keys() ?? [])].find((field) => isTag(field, tags));
  return name === undefined ? undefined : { name, texts: tags.map((other) => other.get(name) ?? []) };
}

/** Whether a field is there in all of the objects, with texts that no two of them share. */
function isTag(name: string, tags: readonly ReadonlyMap<string, readonly string[]>[]): boolean {
  const texts = tags.flatMap((other) => other.get(name) ?? []);
  return tags.every((other) => other.has(name)) && new Set(texts).size === texts.length;
}

/** A field that holds one of a few texts, and the texts. */
function tagOf({ name, required, type }: FieldModel): readonly (readonly [string, readonly string[]])[] {
  const texts = membersOf(type).flatMap((member) =>
    member.kind === "literal" && typeof member.value === "string" ? [member.value] : [],
  );
  return required && texts.length === membersOf(type).length ? [[name, texts]] : [];
}

import {
  membersOf,
  type ObjectType,
  type ObjectTypes,
  objectTypes,
  type RecordTypes,
  type TypeModel,
} from "../types/type-model.js";
import type { Json, JsonObject } from "./json.js";
import { Unplayable } from "./unplayable.js";

/** Objects inside of a record are made whole so many levels deep; below that they have what they must have. */
const WHOLE_LEVELS = 1;

export interface SampleOptions {
  /** 1 for the first record. Texts and numbers differ by it, and the choice among alternatives. */
  readonly number: number;
  /** Whether everything is left out or null that may be, but for the fields of the record that `needs` names. */
  readonly sparse: boolean;
  readonly needs: (field: string) => boolean;
}

/** A value of a record's type. The same for the same type, always. */
export function sampleRecord({ record, objects }: RecordTypes, options: SampleOptions): Json {
  const samples: Samples = { ...options, objects: objectTypes(objects) };
  return sampleOf(samples, record, { name: "", level: 0, within: [] });
}

interface Samples extends SampleOptions {
  readonly objects: ObjectTypes;
}

interface Place {
  /** The field that the value is of. */
  readonly name: string;
  readonly level: number;
  /** The object types around. */
  readonly within: readonly string[];
}

function sampleOf(samples: Samples, type: TypeModel, place: Place): Json {
  const { number, sparse } = samples;
  switch (type.kind) {
    case "any":
      return sampleText(place.name, number);
    case "null":
      return null;
    case "never":
      throw new Unplayable("no value fits the types");
    case "boolean":
      return number % 2 === 1;
    case "string":
      return type.format === null ? sampleText(place.name, number) : FORMATTED[type.format](number);
    case "integer":
      return number;
    case "number":
      return number + 0.5;
    case "literal":
      return type.value;
    case "list":
      return sparse || isWithin(samples, type.items, place) ? [] : [sampleOf(samples, type.items, place)];
    case "map":
      return sparse || isWithin(samples, type.values, place) ? {} : { a: sampleOf(samples, type.values, place) };
    case "object":
      return sampleObject(samples, type, place);
    case "union":
      return sampleOf(samples, chosen(type.members, samples, place), place);
  }
}

function chosen(members: readonly TypeModel[], samples: Samples, place: Place): TypeModel {
  const { number, sparse, needs } = samples;
  const others = members.filter((member) => member.kind !== "null" && !isWithin(samples, member, place));
  const mayBeNull = members.some(({ kind }) => kind === "null");
  const isNeeded = place.level === 1 && needs(place.name);
  const [first] = others;
  if (first === undefined || (mayBeNull && sparse && !isNeeded)) return { kind: mayBeNull ? "null" : "never" };
  return others[(number - 1) % others.length] ?? first;
}

function sampleObject(samples: Samples, type: ObjectType, { level, within }: Place): JsonObject {
  const key = samples.objects.keyOf(type);
  if (within.includes(key)) throw new Unplayable("types hold themselves without an end");
  const below = { level: level + 1, within: [...within, key] };
  const fields = (samples.objects.get(type)?.fields ?? []).filter(({ name: field, required, type: inner }) => {
    if (required || (level === 0 && samples.needs(field))) return true;
    return !samples.sparse && level <= WHOLE_LEVELS && !isWithin(samples, inner, { name: field, ...below });
  });
  return Object.fromEntries(
    fields.map(({ name: field, type: inner }) => [field, sampleOf(samples, inner, { name: field, ...below })]),
  );
}

/** Whether a type is an object that is being made. */
function isWithin({ objects }: Samples, type: TypeModel, { within }: Place): boolean {
  return membersOf(type).every((member) => member.kind === "object" && within.includes(objects.keyOf(member)));
}

/** Plain enough for a path: `name-1`. */
export function sampleText(field: string, number: number): string {
  return `${/^[A-Za-z][A-Za-z0-9_]{0,30}$/.test(field) ? field : "text"}-${number}`;
}

const FORMATTED = {
  "date-time": (number: number) => `2026-01-0${number}T00:00:00Z`,
  date: (number: number) => `2026-01-0${number}`,
  time: (number: number) => `0${number}:00:00`,
  decimal: (number: number) => `${number}.50`,
} as const;

import { JsonDouble } from "../../templates/http/exact-json.js";
import { isObject } from "../../templates/http/select.js";

/** What the values at one place of some samples have in common. */
export interface Shape {
  readonly null: boolean;
  readonly boolean: boolean;
  /** `wide`: some are beyond ±(2^53−1). */
  readonly integer: "safe" | "wide" | undefined;
  /** Numbers with a fraction or an exponent. */
  readonly double: boolean;
  readonly text: TextFormat | undefined;
  /** What the elements of all lists have in common. */
  readonly list: Shape | undefined;
  /** The fields of objects, in the order they were seen first. */
  readonly object: ReadonlyMap<string, FieldShape> | undefined;
  /** What the values of objects have in common whose keys are data; their fields are not told apart. */
  readonly map: Shape | undefined;
}

export interface FieldShape {
  readonly shape: Shape;
  /** Whether every object has the field. */
  readonly always: boolean;
}

/** The format that all texts have; `plain`: none. */
export type TextFormat = "plain" | "date-time" | "date";

/** Of no value at all, as of the elements of empty lists. */
export const NOTHING: Shape = {
  null: false,
  boolean: false,
  integer: undefined,
  double: false,
  text: undefined,
  list: undefined,
  object: undefined,
  map: undefined,
};

/** The shape of a value of `parseExact`: `1.0` is a double, `1` an integer. */
export function shapeOf(value: unknown): Shape {
  if (value === null || value === undefined) return { ...NOTHING, null: true };
  if (value instanceof JsonDouble) return { ...NOTHING, double: true };
  switch (typeof value) {
    case "boolean":
      return { ...NOTHING, boolean: true };
    case "bigint":
      return { ...NOTHING, integer: "wide" };
    case "number":
      return Number.isInteger(value) ? { ...NOTHING, integer: "safe" } : { ...NOTHING, double: true };
    case "string":
      return { ...NOTHING, text: formatOf(value) };
    default:
      if (Array.isArray(value)) return { ...NOTHING, list: shapeOfAll(value) };
      return isObject(value) ? { ...NOTHING, object: fieldsOf(value) } : NOTHING;
  }
}

/** What several values have in common. */
export function shapeOfAll(values: readonly unknown[]): Shape {
  return values.map(shapeOf).reduce(mergeShapes, NOTHING);
}

function fieldsOf(object: Readonly<Record<string, unknown>>): ReadonlyMap<string, FieldShape> {
  return new Map(Object.entries(object).map(([name, value]) => [name, { shape: shapeOf(value), always: true }]));
}

/** What the values of two shapes have in common: a field that one of them lacks is not always there. */
export function mergeShapes(one: Shape, other: Shape): Shape {
  const map = mergeMaps(one, other);
  return {
    null: one.null || other.null,
    boolean: one.boolean || other.boolean,
    integer: one.integer === "wide" || other.integer === "wide" ? "wide" : (one.integer ?? other.integer),
    double: one.double || other.double,
    text: mergeFormats(one.text, other.text),
    list: one.list && other.list ? mergeShapes(one.list, other.list) : (one.list ?? other.list),
    object: map === undefined ? mergeObjects(one.object, other.object) : undefined,
    map,
  };
}

/** Where one of two shapes is a map, both are. */
function mergeMaps(one: Shape, other: Shape): Shape | undefined {
  if (one.map === undefined && other.map === undefined) return undefined;
  return [one, other].flatMap(({ map, object }) => [map ?? NOTHING, valuesOf(object)]).reduce(mergeShapes);
}

/** What the values of all fields have in common. */
export function valuesOf(fields: Shape["object"]): Shape {
  return [...(fields ?? new Map<string, FieldShape>()).values()].map(({ shape }) => shape).reduce(mergeShapes, NOTHING);
}

function mergeFormats(one: TextFormat | undefined, other: TextFormat | undefined): TextFormat | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other;
  return "plain";
}

function mergeObjects(one: Shape["object"], other: Shape["object"]): Shape["object"] {
  if (one === undefined || other === undefined) return one ?? other;
  return new Map(
    [...new Set([...one.keys(), ...other.keys()])].map((name): [string, FieldShape] => {
      const [left, right] = [one.get(name), other.get(name)];
      const shape = mergeShapes(left?.shape ?? NOTHING, right?.shape ?? NOTHING);
      return [name, { shape, always: left?.always === true && right?.always === true }];
    }),
  );
}

/** The words for the types of a shape, as people say them: `text`, `integer`, `null`. */
export function typeWords(shape: Shape): readonly string[] {
  return [
    ...(shape.boolean ? ["boolean"] : []),
    ...(shape.integer === undefined ? [] : ["integer"]),
    ...(shape.double ? ["number"] : []),
    ...(shape.text === undefined ? [] : ["text"]),
    ...(shape.list === undefined ? [] : ["list"]),
    ...(shape.object === undefined && shape.map === undefined ? [] : ["object"]),
    ...(shape.null ? ["null"] : []),
  ];
}

const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[Tt ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)$/;

/** A text that only looks like a date, as `2023-02-31` does, is a plain one. */
function formatOf(text: string): TextFormat {
  if (DATE.test(text) && isDay(text)) return "date";
  const [, day] = DATE_TIME.exec(text) ?? [];
  return day !== undefined && isDay(day) ? "date-time" : "plain";
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

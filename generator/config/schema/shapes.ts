/** A JSON value, as in examples and defaults of the vocabulary. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What a text must look like beyond being text; checked in check/formats.ts. */
export type TextFormat =
  /** Not empty, no control characters. */
  | "name"
  /** An http(s) URL or the empty text. */
  | "base-url"
  /** An http(s) URL. */
  | "url"
  /** `https://host` or `https://host:port`, nothing after it. */
  | "origin"
  /** A path or an absolute http(s) URL; may hold placeholders. */
  | "path"
  /** An HTTP field name (RFC 9110). */
  | "header-name"
  /** The same with placeholders. */
  | "header-name-template"
  /** A value that fits in a header field. */
  | "header-value"
  /** A JSONPath. */
  | "json-path"
  /** A JSONPath, or empty for none. */
  | "optional-json-path"
  /** The same, but dlt looks at it when the first response is there: a broken one is no error of the config. */
  | "selector"
  /** ISO 8601 date or date and time. */
  | "timestamp"
  /** ISO 8601 duration. */
  | "duration"
  /** An SQL condition; may hold the placeholders `{table}` and `{staging_table}`. */
  | "merge-condition";

export interface TextShape {
  readonly kind: "text";
  readonly format?: TextFormat;
  /** Whether numbers and booleans are taken as their text, with a warning. */
  readonly scalarsAsText?: true;
}

/** One of a closed list of words, exact in case. */
export interface WordsShape {
  readonly kind: "words";
  readonly words: readonly string[];
  /** What a word means, where it does not say it. */
  readonly meanings?: Readonly<Record<string, string>>;
  /** Words dlt knows and gen-connector refuses, with what to do instead. */
  readonly refused?: Readonly<Record<string, string>>;
}

/** Booleans count as 0 and 1, as in Python. */
export interface NumberShape {
  readonly kind: "integer" | "number";
  readonly minimum?: number;
  readonly maximum?: number;
  /** Whether dlt takes a number beyond these, which no connector is emitted from. */
  readonly dltTakesAny?: true;
}

export interface BooleanShape {
  readonly kind: "boolean";
}

/** Anything JSON can say. */
export interface ValueShape {
  readonly kind: "value";
  /** Whether `$secret` and `$config` may stand in it, at any depth. */
  readonly references?: true;
  /** Literals under the names of credentials: refused inside `auth`, warned about in what a request carries. */
  readonly credentials?: "refuse" | "warn";
}

/** Text, a number, true, false or null. */
export interface ScalarShape {
  readonly kind: "scalar";
}

/** `./steps.ts#name`: an exported function of the user's. */
export interface ModuleShape {
  readonly kind: "module";
}

export interface ListShape {
  readonly kind: "list";
  readonly items: Shape;
}

/** Free keys. */
export interface MapShape {
  readonly kind: "map";
  readonly values: Shape;
  readonly keyFormat?: TextFormat;
  /** Keys whose literal values are credentials, in lower case. */
  readonly credentialKeys?: readonly string[];
  readonly nullValues?: true;
  /** What to do about literals under the names of credentials, as in ValueShape. */
  readonly credentials?: "refuse" | "warn";
}

/** Known keys. */
export interface ObjectShape {
  readonly kind: "object";
  /** What the object is, for messages: `endpoint`. */
  readonly name: string;
  readonly keys: Readonly<Record<string, Key>>;
  /** Keys accepted unseen. */
  readonly openKeys?: RegExp;
}

/** One of several objects, chosen by the value of a key; also written as the bare name of one. */
export interface VariantShape {
  readonly kind: "variant";
  /** What is chosen, for messages: `paginator`. */
  readonly name: string;
  readonly by: string;
  readonly variants: Readonly<Record<string, Variant>>;
  /** The variant of an object without `by`; without one `by` is required. */
  readonly otherwise?: string;
  /** Whether a text may name the variant. */
  readonly shorthand: boolean;
  /** A hint for an object without `by`. */
  readonly aside?: string;
  /** Whether a text that names no variant may be a credential, and is not shown. */
  readonly confidential?: true;
}

export interface Variant {
  readonly about: string;
  readonly keys: Readonly<Record<string, Key>>;
  /** A name kept for old configs: left out where names are listed. */
  readonly deprecated?: true;
  /** Whether keys of other variants may stand beside it, without effect. */
  readonly ignoresOtherKeys?: true;
}

/** One of several shapes, chosen by the kind of the value. */
export interface EitherShape {
  readonly kind: "either";
  readonly shapes: readonly Shape[];
}

/** A value written down, or one of `{"$secret": name}`, `{"$config": name}` and `dlt.secrets["name"]`. */
export interface SourcedShape {
  readonly kind: "sourced";
  readonly shape: Shape;
  /** A credential must not be written down. */
  readonly credential: boolean;
}

/** dlt judges what is inside when the first record arrives; gen-connector does when it emits. */
export interface JudgedAtRunShape {
  readonly kind: "judged-at-run";
  readonly shape: Shape;
  /** Whether dlt needs an object, with its required keys, when it reads the config. */
  readonly objectNow: boolean;
}

/** A key of dlt's that a config cannot use here, whatever its value. */
export interface UnusableShape {
  readonly kind: "unusable";
  /** What to do instead. */
  readonly instead: string;
}

export type Shape =
  | TextShape
  | WordsShape
  | NumberShape
  | BooleanShape
  | ValueShape
  | ScalarShape
  | ModuleShape
  | ListShape
  | MapShape
  | ObjectShape
  | VariantShape
  | EitherShape
  | SourcedShape
  | JudgedAtRunShape
  | UnusableShape;

/** One key of an object: what it means and what may stand under it. */
export interface Key {
  readonly shape: Shape;
  /** One line for people, ending in a full stop. */
  readonly about: string;
  readonly example: JsonValue;
  readonly required?: true;
  /** What an absent key means; absent itself when that is "nothing". */
  readonly default?: JsonValue;
  /** Null means absent, unless refused. */
  readonly nullable?: false;
  /** Null, `""`, `[]` and `{}` mean absent, unless the empty value itself is sent. */
  readonly emptyMeans?: "a value";
  /** Accepted for dlt's sake, changes nothing: why. */
  readonly noEffect?: string;
}

export const text = (format?: TextFormat, more: Omit<TextShape, "kind" | "format"> = {}): TextShape => ({
  kind: "text",
  ...(format !== undefined && { format }),
  ...more,
});
export const words = (list: readonly string[], more: Omit<WordsShape, "kind" | "words"> = {}): WordsShape => ({
  kind: "words",
  words: list,
  ...more,
});
export const integer = (minimum?: number, maximum?: number): NumberShape => ranged("integer", minimum, maximum);
export const number = (minimum?: number, maximum?: number): NumberShape => ranged("number", minimum, maximum);
export const boolean = (): BooleanShape => ({ kind: "boolean" });
export const value = (more: Omit<ValueShape, "kind"> = {}): ValueShape => ({ kind: "value", ...more });
export const scalar = (): ScalarShape => ({ kind: "scalar" });
export const moduleReference = (): ModuleShape => ({ kind: "module" });
export const list = (items: Shape): ListShape => ({ kind: "list", items });
export const map = (values: Shape, more: Omit<MapShape, "kind" | "values"> = {}): MapShape => ({
  kind: "map",
  values,
  ...more,
});
export const object = (name: string, keys: Readonly<Record<string, Key>>, openKeys?: RegExp): ObjectShape => ({
  kind: "object",
  name,
  keys,
  ...(openKeys !== undefined && { openKeys }),
});
export const variant = (name: string, more: Omit<VariantShape, "kind" | "name" | "by">): VariantShape => ({
  kind: "variant",
  name,
  by: "type",
  ...more,
});
export const either = (...shapes: readonly Shape[]): EitherShape => ({ kind: "either", shapes });
export const sourced = (shape: Shape): SourcedShape => ({ kind: "sourced", shape, credential: false });
export const credential = (): SourcedShape => ({ kind: "sourced", shape: text(), credential: true });
export const judgedAtRun = (shape: Shape, objectNow = false): JudgedAtRunShape => ({
  kind: "judged-at-run",
  shape,
  objectNow,
});
export const unusable = (instead: string): UnusableShape => ({ kind: "unusable", instead });

function ranged(kind: NumberShape["kind"], minimum?: number, maximum?: number): NumberShape {
  return { kind, ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
}

/** One step of a parsed JSONPath (the dialect of dlt's selectors: jsonpath-ng, extended). */
export type PathStep =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "fields"; readonly names: readonly string[] }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  | { readonly kind: "slice"; readonly start: number | null; readonly end: number | null; readonly step: number | null }
  /** `*` or `[*]`: the values of an object, the elements of a list, nothing of a scalar. */
  | { readonly kind: "wildcard"; readonly of: "values" | "elements" }
  | { readonly kind: "descendants" }
  | { readonly kind: "filter"; readonly condition: PathCondition }
  | { readonly kind: "union"; readonly paths: readonly JsonPath[] };

export type PathLiteral = string | number | boolean | null;

/** A filter's comparison or a combination of them; `exists` is a bare path. */
export type PathCondition =
  | { readonly kind: "and" | "or"; readonly conditions: readonly PathCondition[] }
  | { readonly kind: "exists"; readonly path: JsonPath }
  | {
      readonly kind: "compare";
      readonly path: JsonPath;
      readonly operator: "==" | "!=" | "<" | "<=" | ">" | ">=" | "=~";
      readonly value: PathLiteral;
    };

/** A parsed path; no steps at all is the whole document (`$`). */
export type JsonPath = readonly PathStep[];

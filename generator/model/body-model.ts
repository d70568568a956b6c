import type { NameModel, ParamModel, RequestTextModel, RuntimePart } from "./request-model.js";

/** What a request carries. */
export type BodyModel =
  | {
      readonly kind: "json";
      readonly value: JsonMapModel;
      /** Whether the first request sends none: the config has no `json`, and there is no cursor yet (dlt). */
      readonly laterOnly: boolean;
      /** What the paginator puts into the body when it is made: a record may bring a key or an object on the way there. */
      readonly placed: readonly PlacedModel[];
    }
  | {
      readonly kind: "form";
      readonly fields: readonly ParamModel[];
      /** Whether the config has them as an object, and so one field of each name. */
      readonly isMap: boolean;
    }
  | { readonly kind: "text"; readonly text: RequestTextModel };

/** A value of a JSON body. */
export type JsonModel =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** In JSON spelling, as the config writes it: `1.0` stays `1.0`. */
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "text"; readonly text: RequestTextModel }
  | { readonly kind: "list"; readonly items: readonly JsonModel[] }
  | JsonMapModel
  | PagingSlotModel
  /** A value with its own type. */
  | { readonly kind: "runtime"; readonly value: RuntimePart };

/** A value of the paginator's, and the keys that lead to its place. */
export interface PlacedModel {
  readonly path: readonly string[];
  readonly value: PagingValue;
}

export interface JsonMapModel {
  readonly kind: "map";
  readonly entries: readonly { readonly key: NameModel; readonly value: JsonModel }[];
  /** Whether it is there for a cursor only, and so not in the first request. */
  readonly laterOnly: boolean;
}

/** The place of what the paginator counts or was given. */
export interface PagingSlotModel {
  readonly kind: "paging";
  readonly value: PagingValue;
  /** What stands there before the first cursor came. */
  readonly first: JsonModel | null;
}

export type PagingValue = "offset" | "limit" | "page" | "cursor";

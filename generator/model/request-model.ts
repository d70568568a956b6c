import type { TextFormat } from "../../templates/http/format-text.js";
import type { ModuleReference } from "../modules/module-reference.js";
import type { JsonPath } from "../paths/steps.js";
import type { PagingValue } from "./body-model.js";
import type { CursorKind, CursorScalar, CursorValueName } from "./cursor-model.js";

/** Text that is literal in the config, or given at run time. */
export type TextModel =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "secret"; readonly option: string }
  | { readonly kind: "setting"; readonly option: string };

/** Text of a resource's requests. */
export type RequestTextModel =
  | TextModel
  | TemplateText
  /** Of a query parameter, which is not sent while there is no value. */
  | CursorPart
  /** Of a query parameter, what the paginator counts. */
  | { readonly kind: "paging"; readonly value: PagingValue }
  /** Of a parameter or form field without values, beside one whose name a record brings: it takes its place if need be. */
  | { readonly kind: "nothing" };

/** A text with placeholders. */
export interface TemplateText {
  readonly kind: "template";
  readonly parts: readonly TemplatePart[];
}

/** A part of a text with placeholders. */
export type TemplatePart = { readonly kind: "literal"; readonly text: string } | RuntimePart | FormattedPart;

/** A value in a format of its own. */
export interface FormattedPart {
  readonly kind: "formatted";
  readonly value: RuntimePart;
  /** Whether its text is formatted, whatever its type. */
  readonly asText: boolean;
  readonly format: TextFormat;
}

/** The name of a parameter or field: as the config writes it, or with placeholders. */
export type NameModel = string | TemplateText;

/** A value that is known when a resource is read. */
export type RuntimePart = CursorPart | ParentPart | PartitionPart | SettingPart;

export interface CursorPart {
  readonly kind: "cursor";
  readonly value: CursorValueName;
  /** What it is, where the config says it; null: the run decides. */
  readonly known: CursorScalar | null;
  /** How it is written; null: as it is. */
  readonly format: string | null;
  /** What the user's function makes of it, and of what kind it is; null: it stays as it is. */
  readonly convert: { readonly function: ModuleReference; readonly kind: CursorKind } | null;
}

/** A setting of the connector, in a path. */
export interface SettingPart {
  readonly kind: "setting";
  /** The property of `settings`. */
  readonly option: string;
}

/** The value of a partition. */
export interface PartitionPart {
  readonly kind: "partition";
  /** The parameter that it is written in. */
  readonly param: string;
}

/** A field of the parent's record. */
export interface ParentPart {
  readonly kind: "parent";
  /** The parent, as the config names it. */
  readonly parent: string;
  readonly field: SelectorModel;
}

export interface HeaderModel<Text extends RequestTextModel = TextModel> {
  readonly name: string;
  /** Null: the client's header of this name is not sent. */
  readonly value: Text | null;
}

export type UrlModel =
  | StaticUrlModel
  /** Either of them, with parts that are known at run time; the literal ones are percent-encoded. */
  | { readonly kind: "template"; readonly absolute: boolean; readonly parts: readonly TemplatePart[] };

export type StaticUrlModel =
  /** Joined to the base URL at run time; percent-encoded, empty or with one leading slash. */
  { readonly kind: "path"; readonly path: string } | { readonly kind: "absolute"; readonly url: string };

export interface ParamModel<Text extends RequestTextModel = RequestTextModel> {
  readonly name: Text extends TextModel ? string : NameModel;
  readonly value: Text;
}

export interface SelectorModel {
  /** As the config writes it. */
  readonly text: string;
  readonly path: JsonPath;
}

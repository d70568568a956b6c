import type { JsonPath } from "../paths/steps.js";

/** A connector, ready to be emitted: every default filled in, every name assigned, nothing left to decide. */
export interface SourceModel {
  /** The connector's name: its folder, and the default of dataset and schema name. */
  readonly name: string;
  /** The base name of the config file, for the headers. */
  readonly configFile: string;
  /** The exported function that makes the connector, e.g. `seedApi`. */
  readonly factory: string;
  readonly client: ClientModel;
  readonly resources: readonly ResourceModel[];
}

export interface ClientModel {
  /** Empty when every resource has an absolute URL. */
  readonly baseUrl: TextModel;
  readonly headers: readonly HeaderModel[];
  readonly auth: AuthModel | null;
  readonly retry: RetryModel;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Origins of absolute URLs in the config: they get credentials, as the base URL's does. */
  readonly credentialOrigins: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly secrets: readonly RuntimeValueModel[];
  readonly settings: readonly RuntimeValueModel[];
}

/** A value that is given where the connector runs: a `$secret` or a `$config` of the config. */
export interface RuntimeValueModel {
  /** As the config names it. */
  readonly name: string;
  /** The property of `secrets` or `settings`. */
  readonly option: string;
  /** The environment variable that `run` reads it from. */
  readonly variable: string;
  /** What it is for, in the order of the config: `query parameter api_key`. */
  readonly uses: readonly string[];
}

/** Text that is literal in the config, or given at run time. */
export type TextModel =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "secret"; readonly option: string }
  | { readonly kind: "setting"; readonly option: string };

export interface HeaderModel {
  readonly name: string;
  /** Null: the client's header of this name is not sent. */
  readonly value: TextModel | null;
}

export type AuthModel =
  | { readonly kind: "bearer"; readonly token: TextModel }
  | { readonly kind: "api_key"; readonly name: string; readonly key: TextModel; readonly location: "header" | "query" };

/** Design: `client.retry`; times in milliseconds, all below 2^31. */
export interface RetryModel {
  readonly statusCodes: readonly number[];
  readonly maxRetries: number;
  readonly initialDelayMs: number;
  readonly backoffFactor: number;
  readonly maxDelayMs: number;
  readonly maxRetryAfterMs: number;
}

export interface ResourceModel {
  /** As the config names it. */
  readonly name: string;
  readonly names: ResourceNames;
  readonly url: UrlModel;
  /** Query parameters in the order they are sent, without the paginator's. */
  readonly params: readonly ParamModel[];
  readonly headers: readonly HeaderModel[];
  readonly paginator: PaginatorModel;
  /** Null: the list of records is looked for in the first page. */
  readonly selector: SelectorModel | null;
  readonly maxPages: number | null;
  /** False: it can be read, and is not loaded. */
  readonly selected: boolean;
  readonly table: TableModel;
}

/** The names a resource has in the emitted code. */
export interface ResourceNames {
  /** The file, without extension. */
  readonly file: string;
  /** The record interface. */
  readonly type: string;
  /** The exported reader of pages. */
  readonly reader: string;
  /** The exported load plan. */
  readonly plan: string;
  /** The method of the connector. */
  readonly method: string;
}

export type UrlModel =
  /** Joined to the base URL at run time; percent-encoded, empty or with one leading slash. */
  { readonly kind: "path"; readonly path: string } | { readonly kind: "absolute"; readonly url: string };

export interface ParamModel {
  readonly name: string;
  readonly value: TextModel;
}

export interface SelectorModel {
  /** As the config writes it. */
  readonly text: string;
  readonly path: JsonPath;
}

export type PaginatorModel = { readonly kind: "single_page" } | OffsetPaginatorModel;

/** dlt's OffsetPaginator: a page is asked for by the number of records before it. */
export interface OffsetPaginatorModel {
  readonly kind: "offset";
  readonly limit: number;
  /** The first offset. */
  readonly offset: number;
  readonly offsetParam: string;
  readonly limitParam: string;
  readonly total: TotalModel | null;
  /** The offset that is not asked for any more; null: none. */
  readonly maximumOffset: number | null;
  readonly stopAfterEmptyPage: boolean;
  readonly hasMore: SelectorModel | null;
}

/** Where an answer says how many records there are. */
export interface TotalModel {
  readonly selector: SelectorModel;
  /** Whether an answer without it is an error: it was written in the config, or nothing else ends the reading. */
  readonly required: boolean;
}

export interface TableModel {
  readonly name: string;
  readonly writeDisposition: "append" | "replace" | "merge";
  /** Key fields as the config writes them. */
  readonly keyFields: readonly string[];
  /** The same as column names. */
  readonly primaryKey: readonly string[];
  readonly maxTableNesting: number;
  readonly maxColumns: number;
}

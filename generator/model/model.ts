import type { ModuleReference } from "../modules/module-reference.js";
import type { RecordTypes, SchemaFile } from "../types/type-model.js";
import type { AuthModel, EndpointAuthModel } from "./auth-model.js";
import type { BodyModel } from "./body-model.js";
import type { CheckpointModel } from "./checkpoint.js";
import type { CursorModel } from "./cursor-model.js";
import type { PaginatorModel } from "./paginator-model.js";
import type { HeaderModel, ParamModel, RequestTextModel, SelectorModel, TextModel, UrlModel } from "./request-model.js";
import type { TableModel } from "./table-model.js";

/** A connector, ready to be emitted: every default filled in, every name assigned, nothing left to decide. */
export interface SourceModel {
  /** The connector's name: its folder, and the default of dataset and schema name. */
  readonly name: string;
  /** The base name of the config file, for the headers. */
  readonly configFile: string;
  /** The exported function that makes the connector, e.g. `seedApi`. */
  readonly factory: string;
  /** What it loads into, at least one. */
  readonly destinations: readonly DestinationName[];
  readonly client: ClientModel;
  readonly resources: readonly ResourceModel[];
  /** The named schemas of an OpenAPI document that its records lead to, by file. */
  readonly schemas: readonly SchemaFile[];
}

export type DestinationName = "duckdb" | "postgres" | "parquet" | "jsonl";

export interface ClientModel {
  /** Empty when every resource has an absolute URL. */
  readonly baseUrl: TextModel;
  readonly headers: readonly HeaderModel[];
  /** How requests are signed, unless the endpoint says otherwise. */
  readonly auth: AuthModel | null;
  /** How requests of some endpoints are signed instead, in the order of the config. */
  readonly endpointAuths: readonly EndpointAuthModel[];
  readonly retry: RetryModel;
  readonly timeoutMs: number;
  /** Null: none. */
  readonly rateLimit: { readonly requests: number; readonly periodMs: number } | null;
  /** Requests of a load at once; null: what the resources say. */
  readonly concurrency: number | null;
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
  /**
   * `header`: a header carries it as it is, and so nothing beyond Latin-1; `key`: it is checked as a key to sign with;
   * `function`: nothing but a function of the user's gets it.
   */
  readonly place: "header" | "key" | "function" | "elsewhere";
  /** The resources that use it; null: every request, or what is sent before them, may. */
  readonly resources: readonly string[] | null;
}

/** The policy of `client.retry`; times in milliseconds, all below 2^31. */
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
  readonly method: "GET" | "POST";
  readonly url: UrlModel;
  /** Query parameters in the order they are sent; what the paginator adds to those of the config stands behind them. */
  readonly params: readonly ParamModel[];
  readonly headers: readonly HeaderModel<RequestTextModel>[];
  /** The name of an `EndpointAuthModel`; null: signed by the client's auth. */
  readonly auth: string | null;
  /** With the paginator's part in it; null: none. */
  readonly body: BodyModel | null;
  /** In the order they are tried; those that can never apply are left out. */
  readonly actions: readonly ResponseActionModel[];
  readonly paginator: PaginatorModel;
  /** Null: the list of records is looked for in the first page. */
  readonly selector: SelectorModel | null;
  readonly maxPages: number | null;
  /** Null: it is read once; otherwise for each record of another resource. */
  readonly parent: ParentModel | null;
  /** Fields of its records that the requests and records of its children are made of, beside its key. */
  readonly sharedFields: readonly string[];
  /** Null: every run reads everything. */
  readonly cursor: CursorModel | null;
  /** The runs of the endpoint, each with the values of its partition; none: it is run once. */
  readonly partitions: readonly PartitionModel[];
  /** Whether its pages are read ahead, unless the client's concurrency decides. */
  readonly parallelized: boolean;
  /** False: it can be read, and is not loaded. */
  readonly selected: boolean;
  /** Top-level fields that get other names before anything else looks at a record. */
  readonly renamedFields: readonly RenamedField[];
  /** What a schema says about the records; null: nothing does. */
  readonly types: RecordTypes | null;
  /** Functions of the user's that every record goes through, in this order. */
  readonly steps: readonly ProcessingStepModel[];
  readonly table: TableModel;
  /** What a long load may save of it before its end; null: nothing. */
  readonly checkpoint: CheckpointModel | null;
}

/** What is done about the responses of this status that hold this text; null: any. */
export interface ResponseActionModel {
  readonly status: number | null;
  readonly content: string | null;
  readonly action:
    | { readonly kind: "ignore" | "retry" }
    | { readonly kind: "fail"; readonly message: string | null }
    /** A function of the user's, which may leave the decision to the next action. */
    | { readonly kind: "function"; readonly function: ModuleReference };
}

export interface RenamedField {
  /** As the API spells it. */
  readonly wireName: string;
  readonly name: string;
}

export interface ProcessingStepModel {
  /** Whether a record stays; one record of one; any number of records of one. */
  readonly kind: "filter" | "map" | "yield_map";
  readonly function: ModuleReference;
}

/** The values of one run of an endpoint, by parameter. */
export type PartitionModel = readonly { readonly param: string; readonly value: string }[];

export interface ParentModel {
  readonly name: string;
  readonly names: ResourceNames;
  /** The fields of its records that are needed, each a key. */
  readonly fields: readonly string[];
  /** Whether a record is searched as a whole as well. */
  readonly isSearched: boolean;
  /** What is copied from a record of the parent into each record. */
  readonly included: readonly { readonly field: string; readonly name: string }[];
}

/** The names a resource has in the emitted code. */
export interface ResourceNames {
  /** The file, without extension. */
  readonly file: string;
  /** The record interface. */
  readonly type: string;
  /** The type of the records that processing steps make. */
  readonly output: string;
  /** The exported reader of pages. */
  readonly reader: string;
  /** The exported load plan. */
  readonly plan: string;
  /** The exported maker of its cursor, where it has one. */
  readonly cursor: string;
  /** What keeps that cursor while the connector loads. */
  readonly resume: string;
  /** The method of the connector. */
  readonly method: string;
}

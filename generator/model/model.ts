import type { TextFormat } from "../../templates/http/format-text.js";
import type { ContractModes } from "../../templates/load/contract.js";
import type { DeclaredTable } from "../../templates/load/declared.js";
import type { MergeStrategy } from "../../templates/load/strategy.js";
import type { ModuleReference } from "../modules/module-reference.js";
import type { RecordTypes } from "../types/type-model.js";
import type { JsonPath } from "../paths/steps.js";
import type { BodyModel, JsonMapModel, PagingValue } from "./body-model.js";
import type { CheckpointModel } from "./checkpoint.js";
import type { CursorKind, CursorModel, CursorScalar, CursorValueName } from "./cursor-model.js";
import type { PaginatorModel } from "./paginator-model.js";

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

export type AuthModel =
  | { readonly kind: "bearer"; readonly token: TextModel }
  | { readonly kind: "http_basic"; readonly username: TextModel; readonly password: TextModel }
  | {
      readonly kind: "api_key";
      readonly name: string;
      readonly key: TextModel;
      readonly location: "header" | "query" | "cookie";
    }
  | ({ readonly kind: "oauth2_client_credentials" } & OAuthClientModel)
  | RefreshTokenModel
  | SessionModel
  | JwtModel
  | CustomAuthModel;

/** A function of the user's that signs each request. */
export interface CustomAuthModel {
  readonly kind: "custom";
  readonly function: ModuleReference;
  /** Its second argument; null: it has none. */
  readonly options: JsonMapModel | null;
}

/** An access token that the connector fetches with a refresh token. */
export interface RefreshTokenModel {
  readonly kind: "oauth2_refresh_token";
  readonly tokenUrl: TextModel;
  /** The fields of the token request before the refresh token. */
  readonly form: readonly ParamModel<TextModel>[];
  readonly refreshToken: TextModel;
  readonly defaultLifetimeSeconds: number;
}

/** A token from a login request. */
export interface SessionModel {
  readonly kind: "session";
  readonly url: StaticUrlModel;
  readonly method: "GET" | "POST";
  readonly body: JsonMapModel | null;
  /** Where the answer has the token. */
  readonly token: SelectorModel;
  readonly name: string;
  readonly location: "header" | "query" | "cookie";
}

/** A token that the connector signs itself. */
export interface JwtModel {
  readonly kind: "jwt";
  readonly algorithm: "HS256" | "RS256";
  readonly key: TextModel;
  readonly claims: JsonMapModel;
  readonly lifetimeSeconds: number;
}

/** An access token that the connector fetches. */
export interface OAuthClientModel {
  readonly tokenUrl: TextModel;
  /** The fields of the token request in the order they are sent. */
  readonly form: readonly ParamModel<TextModel>[];
  /** The token that is used before one is fetched. */
  readonly firstToken: TextModel | null;
  /** The lifetime of a token whose answer names none. */
  readonly defaultLifetimeSeconds: number;
}

export interface EndpointAuthModel {
  /** Its name in the emitted client. */
  readonly name: string;
  /** Null: requests are not signed. */
  readonly auth: AuthModel | null;
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

export interface TableModel {
  readonly name: string;
  readonly writeDisposition: "append" | "replace" | "merge";
  /** Whether a replace goes on from the cursor. */
  readonly keepsCursor: boolean;
  /** How a merge works; null when it does no more than append. */
  readonly strategy: StrategyModel | null;
  /** Empty when anything may change the tables. */
  readonly contract: ContractModes;
  /** Key fields as the config writes them. */
  readonly keyFields: readonly string[];
  /** The same as column names. */
  readonly primaryKey: readonly string[];
  readonly mergeKey: readonly string[];
  /** Whether child rows name their root row, also where the write disposition needs no such column. */
  readonly withRootIds: boolean;
  readonly maxTableNesting: number;
  readonly maxColumns: number;
  /** What the config says of the table and its child tables; those without hints are left out. */
  readonly declared: readonly DeclaredTableModel[];
  /** The child tables with keys of their own. */
  readonly nested: readonly NestedTableModel[];
}

export interface DeclaredTableModel extends Omit<DeclaredTable, "contract"> {
  /** What may change a child table; null where the table that it hangs on decides. */
  readonly contract: ContractModes | null;
}

/** A child table whose rows stand on their own. */
export type NestedTableModel = Pick<
  TableModel,
  "name" | "writeDisposition" | "strategy" | "contract" | "primaryKey" | "mergeKey" | "withRootIds"
>;

export interface StrategyModel {
  readonly name: MergeStrategy["name"];
  /** The options that the config gives, by the names they have in the emitted code. */
  readonly options: Readonly<Record<string, string | boolean>>;
}

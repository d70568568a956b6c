import type { ModuleReference } from "../modules/module-reference.js";
import type { JsonMapModel } from "./body-model.js";
import type { ParamModel, SelectorModel, StaticUrlModel, TextModel } from "./request-model.js";

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

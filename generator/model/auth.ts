import { integer, map, text } from "../config/reader.js";
import type { EffectiveResource } from "../config/resources.js";
import type { Modules } from "../modules/modules.js";
import { type ConfigNode, entryOf, type MapEntry, valueOf } from "../read/document.js";
import type { AuthModel, EndpointAuthModel, OAuthClientModel, RefreshTokenModel, SessionModel } from "./auth-model.js";
import type { TextModel } from "./request-model.js";
import { resolveSelector } from "./paginator.js";
import { plainJsonMap } from "./plain-json.js";
import type { RuntimeTexts, RuntimeValues } from "./runtime-values.js";
import { staticUrl } from "./url.js";

/** How the requests of a connector are signed: most of them in one way, and some endpoints in their own. */
export interface Auths {
  readonly standard: AuthModel | null;
  /** The name under which the client knows a resource's own auth; null when it is signed as most are. */
  readonly ownOf: (resource: EffectiveResource) => string | null;
  /** The own auths that `ownOf` has met, each once. */
  readonly own: () => readonly EndpointAuthModel[];
}

/**
 * The client's auth signs what no endpoint signs otherwise; where every endpoint has its own, the first one's takes its
 * place, and the client's is never sent. dlt: an endpoint's `auth` wins by being there, and null means not signed.
 */
export function createAuths(
  client: ConfigNode | undefined,
  resources: readonly EffectiveResource[],
  values: RuntimeValues,
  modules: Modules,
): Auths {
  const everyOwn = resources.length > 0 && resources.every((resource) => ownAuth(resource) !== undefined);
  const chosen = everyOwn && resources[0] !== undefined ? ownAuth(resources[0])?.value : valueOf(client, "auth");
  const standard = resolveAuth(chosen, values, modules);
  const own: EndpointAuthModel[] = [];
  return {
    standard,
    ownOf(resource) {
      const written = ownAuth(resource);
      if (written === undefined) return null;
      const auth = resolveAuth(written.value, values.of(resource.name), modules);
      if (sameAuth(auth, standard)) return null;
      const known = own.find((other) => sameAuth(other.auth, auth));
      if (known !== undefined) return known.name;
      const name = unusedName(auth?.kind ?? "none", own);
      own.push({ name, auth });
      return name;
    },
    own: () => own,
  };
}

function ownAuth(resource: EffectiveResource): MapEntry | undefined {
  return entryOf(valueOf(resource.node, "endpoint"), "auth");
}

function sameAuth(a: AuthModel | null, b: AuthModel | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function unusedName(name: string, taken: readonly EndpointAuthModel[]): string {
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? name : `${name}_${number}`;
    if (taken.every((auth) => auth.name !== numbered)) return numbered;
  }
}

/** dlt: an auth object without `type` is a bearer token; an API key goes to the `Authorization` header by default. */
function resolveAuth(auth: ConfigNode | undefined, values: RuntimeTexts, modules: Modules): AuthModel | null {
  if (auth === undefined || auth.kind === "null") return null;
  const type = text(auth, "type") ?? "bearer";
  switch (type) {
    case "bearer":
      return { kind: "bearer", token: values.text(required(auth, "token"), "bearer token", "header") };
    case "http_basic":
      return {
        kind: "http_basic",
        username: values.text(required(auth, "username"), "user name of HTTP Basic"),
        password: values.text(required(auth, "password"), "password of HTTP Basic"),
      };
    case "api_key": {
      const name = text(auth, "name") ?? "Authorization";
      const location = keyLocation(text(auth, "location"));
      const use = location === "query" ? `query parameter ${name}` : `${location} ${name}`;
      const place = location === "query" ? "elsewhere" : "header";
      return { kind: "api_key", name, location, key: values.text(required(auth, "api_key"), use, place) };
    }
    case "oauth2_client_credentials":
      return { kind: type, ...resolveOAuthClient(auth, values) };
    case "oauth2_refresh_token":
      return resolveRefreshToken(auth, values);
    case "session":
      return resolveSession(auth, values);
    case "jwt":
      return {
        kind: "jwt",
        algorithm: text(auth, "algorithm") === "RS256" ? "RS256" : "HS256",
        key: values.text(required(auth, "key"), "key of a signed token", "key"),
        claims: plainJsonMap(valueOf(auth, "claims"), "claim", values),
        lifetimeSeconds: integer(auth, "expires_in") ?? 600,
      };
    case "custom": {
      const options = plainJsonMap(valueOf(auth, "options"), "auth option", values, "function");
      const reference = modules.reference(required(auth, "module"));
      return { kind: "custom", function: reference, options: options.entries.length > 0 ? options : null };
    }
    default:
      throw new Error(`auth ${type} is not known: the validator lets none through`);
  }
}

function keyLocation(location: string | undefined): "header" | "query" | "cookie" {
  return location === "query" || location === "cookie" ? location : location === "param" ? "query" : "header";
}

function resolveOAuthClient(auth: ConfigNode, values: RuntimeTexts): OAuthClientModel {
  const firstToken = valueOf(auth, "access_token");
  return {
    tokenUrl: values.text(required(auth, "access_token_url"), "URL of the token request"),
    form: resolveTokenForm(auth, values),
    firstToken:
      firstToken === undefined ? null : values.text(firstToken, "bearer token, until it is renewed", "header"),
    defaultLifetimeSeconds: integer(auth, "default_token_expiration") ?? 3_600,
  };
}

/** dlt: the fields of RFC 6749, 4.4.2, any of which `access_token_request_data` may replace; null sends none. */
function resolveTokenForm(auth: ConfigNode, values: RuntimeTexts): OAuthClientModel["form"] {
  const fields = new Map<string, ConfigNode | "client_credentials">([
    ["client_id", required(auth, "client_id")],
    ["client_secret", required(auth, "client_secret")],
    ["grant_type", "client_credentials"],
  ]);
  const more = valueOf(auth, "access_token_request_data");
  for (const { key, value } of more?.kind === "map" ? more.entries : []) fields.set(key, value);
  return [...fields].flatMap(([name, field]): { name: string; value: TextModel }[] => {
    if (field === "client_credentials") return [{ name, value: { kind: "literal", text: field } }];
    const use = `form field ${name} of the token request`;
    return scalars(field).map((item) => ({ name, value: values.text(item, use) }));
  });
}

function resolveRefreshToken(auth: ConfigNode, values: RuntimeTexts): RefreshTokenModel {
  const use = (name: string) => `form field ${name} of the token request`;
  const field = (name: string) => ({ name, value: values.text(required(auth, name), use(name)) });
  return {
    kind: "oauth2_refresh_token",
    tokenUrl: values.text(required(auth, "access_token_url"), "URL of the token request"),
    form: [
      { name: "grant_type", value: { kind: "literal", text: "refresh_token" } },
      field("client_id"),
      field("client_secret"),
    ],
    refreshToken: values.text(required(auth, "refresh_token"), use("refresh_token")),
    defaultLifetimeSeconds: 3_600,
  };
}

function resolveSession(auth: ConfigNode, values: RuntimeTexts): SessionModel {
  const login = required(auth, "login");
  const json = map(login, "json");
  return {
    kind: "session",
    url: staticUrl(text(login, "path") ?? ""),
    method: text(login, "method") === "GET" ? "GET" : "POST",
    body: json === undefined ? null : plainJsonMap(json, "login field", values),
    token: resolveSelector(text(auth, "token_path") ?? ""),
    name: text(auth, "name") ?? "Authorization",
    location: keyLocation(text(auth, "location")),
  };
}

/** A list repeats its field. */
function scalars(node: ConfigNode): readonly ConfigNode[] {
  if (node.kind === "list") return node.items.flatMap(scalars);
  return node.kind === "null" ? [] : [node];
}

function required(node: ConfigNode, key: string): ConfigNode {
  const value = valueOf(node, key);
  if (value === undefined) throw new Error(`${key} is missing: the validator lets no such config through`);
  return value;
}

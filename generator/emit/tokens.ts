import type { AuthModel } from "../model/auth-model.js";
import type { ClientModel } from "../model/model.js";
import { jsonCode } from "./body.js";
import { access, type Code, docComment, listLiteral, literal, numberLiteral } from "./encode.js";
import type { Imports } from "./imports.js";
import { firstMatchCode } from "./path-code.js";
import { headerEntries, textCode } from "./value-code.js";

const ACCESS_TOKEN = "./http/access-token.js";
const OPTIONS = "client.options";

/** An auth whose token the connector fetches or makes while it runs. */
export type TokenAuth = Extract<
  AuthModel,
  { kind: "oauth2_client_credentials" | "oauth2_refresh_token" | "session" | "jwt" }
>;

/** One way of signing with such a token, and when it is used. */
export interface TokenSigning {
  readonly when: Code;
  readonly auth: TokenAuth;
}

export function isTokenAuth(auth: AuthModel | null): auth is TokenAuth {
  switch (auth?.kind) {
    case "oauth2_client_credentials":
    case "oauth2_refresh_token":
    case "session":
    case "jwt":
      return true;
    default:
      return false;
  }
}

/** Access tokens: where they come from and where they go; null when the connector has none. */
export function tokensView(
  signings: readonly TokenSigning[],
  others: boolean,
  client: ClientModel,
  imports: Imports,
): object | null {
  if (signings.length === 0) return null;
  imports.value(ACCESS_TOKEN, "createTokenSource");
  for (const name of ["AccessToken", "TokenSource"]) imports.type(ACCESS_TOKEN, name);
  imports.value("./http/learning-redactor.js", "createLearningRedactor");
  const sources = signings.map(({ when, auth }, index) => {
    return { isDefault: !others && when === "undefined", ...sourceView(when, auth, index, client, imports) };
  });
  const statements = signings.map(({ when, auth }) => ({ when, statement: statementCode(auth, imports) }));
  const distinct = new Set(statements.map(({ statement }) => statement));
  const fetched = signings.some(({ auth }) => auth.kind !== "jwt");
  if (fetched) imports.type("./http/request-body.js", "RequestBody");
  const logins = signings.flatMap(({ auth }) => (auth.kind === "session" ? [auth.method] : []));
  const methods = fetched && signings.some(({ auth }) => auth.kind.startsWith("oauth2")) ? ["POST", ...logins] : logins;
  return {
    sources,
    onlySource: sources.length === 1 ? sources[0] : null,
    several: others || signings.length > 1,
    always: !others,
    fetched,
    logins: logins.length > 0,
    methods: [...new Set(methods)].map(literal).join(" | "),
    sameStatement: distinct.size === 1 ? [...distinct][0] : null,
    cases: distinct.size > 1 ? statements.filter(({ statement }) => statement !== "") : null,
  };
}

/** Replaced refresh tokens: the options that hold them. */
export function refreshNames(signings: readonly TokenSigning[]): readonly Code[] {
  return signings.flatMap(({ auth }) => (auth.kind === "oauth2_refresh_token" ? [refreshName(auth)] : []));
}

/** The name of the option that the refresh token is given by. */
function refreshName({ refreshToken }: Extract<TokenAuth, { kind: "oauth2_refresh_token" }>): Code {
  return literal(refreshToken.kind === "literal" ? "refreshToken" : refreshToken.option);
}

/** The statement that puts the token into a request's headers; empty where it goes into the query. */
function statementCode(auth: TokenAuth, imports: Imports): Code {
  if (auth.kind !== "session") return 'headers.set("authorization", `Bearer ${request.token}`);';
  const name = literal(auth.name);
  if (auth.location === "query") return "";
  if (auth.location === "cookie") {
    return `${imports.value("./http/cookie.js", "addCookie")}(headers, ${name}, request.token);`;
  }
  if (auth.name.toLowerCase() !== "authorization") return `headers.set(${name}, request.token);`;
  return `headers.set(${name}, ${imports.value("./http/session-token.js", "sessionAuthorization")}(request.token));`;
}

function sourceView(when: Code, auth: TokenAuth, index: number, client: ClientModel, imports: Imports): object {
  const number = index === 0 ? "" : String(index + 1);
  const names = {
    when,
    property: `accessToken${number}`,
    partial: `auth/${auth.kind}`,
    renewal: `(usage) => ${renewName(auth)}${number}(client, usage)`,
    renew: `${renewName(auth)}${number}`,
    first: null,
    checkUrl: null,
    refresh: null,
    key: null,
  };
  switch (auth.kind) {
    case "oauth2_client_credentials":
    case "oauth2_refresh_token":
      return { ...names, ...oauthView(auth, number, imports) };
    case "session":
      return { ...names, ...sessionView(auth, client, imports) };
    case "jwt": {
      imports.value("./http/jwt.js", "signJwt");
      imports.value("./http/jwt.js", "signingKey");
      imports.type("node:crypto", "KeyObject");
      const keyProperty = `signingKey${number}`;
      const option = auth.key.kind === "literal" ? "key" : `${auth.key.kind}s.${auth.key.option}`;
      const arguments_ = [literal(auth.algorithm), textCode(auth.key, "options"), literal(option)];
      return {
        ...names,
        renewal: `() => signToken${number}(client)`,
        keyProperty,
        key: `signingKey(${arguments_.join(", ")})`,
        algorithm: literal(auth.algorithm),
        claims: jsonCode(auth.claims, OPTIONS, imports),
        lifetimeSeconds: numberLiteral(auth.lifetimeSeconds),
      };
    }
  }
}

function renewName({ kind }: TokenAuth): Code {
  switch (kind) {
    case "oauth2_client_credentials":
    case "oauth2_refresh_token":
      return "fetchAccessToken";
    case "session":
      return "logIn";
    case "jwt":
      return "signToken";
  }
}

function oauthView(
  auth: Extract<TokenAuth, { kind: "oauth2_client_credentials" | "oauth2_refresh_token" }>,
  number: string,
  imports: Imports,
): object {
  for (const name of ["readToken", "tokenUrl"]) imports.value(ACCESS_TOKEN, name);
  imports.value("./http/request-body.js", "formBody");
  const fields = auth.form.map(({ name, value }) => `[${literal(name)}, ${textCode(value, OPTIONS)}]`);
  const lifetime = numberLiteral(auth.defaultLifetimeSeconds);
  const view = {
    url: textCode(auth.tokenUrl, OPTIONS),
    checkUrl: auth.tokenUrl.kind === "literal" ? null : textCode(auth.tokenUrl, "options"),
    defaultLifetimeSeconds: lifetime,
  };
  if (auth.kind === "oauth2_client_credentials") {
    const first = auth.firstToken && textCode(auth.firstToken, "options");
    const firstCode = first && `${imports.value(ACCESS_TOKEN, "tokenFor")}(${first}, ${lifetime})`;
    return { ...view, form: listLiteral(fields), first: firstCode };
  }
  for (const name of ["replacedToken", "TOKEN_WAS_REPLACED"]) imports.value("./http/refresh-token.js", name);
  imports.type("./http/refresh-token.js", "RefreshToken");
  const refreshProperty = `refreshToken${number}`;
  return {
    ...view,
    form: listLiteral([...fields, `["refresh_token", client.${refreshProperty}.current]`]),
    refreshProperty,
    refresh: textCode(auth.refreshToken, "options"),
    refreshName: refreshName(auth),
  };
}

function sessionView(auth: Extract<TokenAuth, { kind: "session" }>, client: ClientModel, imports: Imports): object {
  imports.value("./http/session-token.js", "sessionToken");
  const { url, body, token } = auth;
  const target = url.kind === "absolute" ? `${literal(url.url)}, ""` : `client.baseUrl, ${literal(url.path)}`;
  const json = body && `${imports.value("./http/request-body.js", "jsonBody")}(${jsonCode(body, OPTIONS, imports)})`;
  const ownOrigin = url.kind === "path" && client.headers.some(({ value }) => value !== null);
  return {
    url: `${imports.value("./http/url.js", "requestUrl")}(${target})`,
    method: literal(auth.method),
    body: json ?? "null",
    headers: ownOrigin
      ? headerEntries(
          client.headers.filter(({ value }) => value !== null),
          OPTIONS,
        )
      : null,
    found: firstMatchCode(token.path, "body", imports),
    place: literal(auth.location),
    comment: docComment([`Logs in; the token at \`${token.text}\` is kept until the API refuses it.`]),
    missing: literal(`answered without a token that can be sent at "${token.text}"`),
  };
}

/** Access to a token of a request, for the query. */
export function sessionQuery({ when, auth }: TokenSigning, several: boolean, always: boolean): readonly object[] {
  if (auth.kind !== "session" || auth.location !== "query") return [];
  const condition = `${several ? ` && request.auth === ${when}` : ""}${always ? "" : " && request.token !== undefined"}`;
  return [{ name: literal(auth.name), value: access("request", "token"), condition }];
}

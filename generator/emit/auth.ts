import type { AuthModel } from "../model/auth-model.js";
import type { ClientModel, SourceModel } from "../model/model.js";
import type { TextModel } from "../model/request-model.js";
import { access, type Code, literal } from "./encode.js";
import { customAuthView } from "./custom-auth.js";
import type { Imports } from "./imports.js";
import { isTokenAuth, refreshNames, sessionQuery, tokensView } from "./tokens.js";
import { textCode } from "./value-code.js";

const OPTIONS = "client.options";

/** One way of signing, and when it is used. */
interface Signing {
  /** The literal that `request.auth` then has; `undefined` for the connector's standard way. */
  readonly when: Code;
  readonly auth: AuthModel | null;
}

/** What the client does to sign requests. A request says how only where an endpoint has an auth of its own. */
export function authView(model: SourceModel, imports: Imports): object {
  const { client } = model;
  const signings = signingsOf(client);
  const several = signings.length > 1;
  const tokenSignings = signings.flatMap(({ when, auth }) => (isTokenAuth(auth) ? [{ when, auth }] : []));
  const always = tokenSignings.length === signings.length;
  const tokens = tokensView(tokenSignings, !always, client, imports);
  const fetched = tokenSignings.some(({ auth }) => auth.kind !== "jwt");
  const headers = signings.flatMap(({ when, auth }) => {
    const view = auth && headerView(auth, imports);
    return view === null ? [] : [{ when, ...view }];
  });
  const custom = customAuthView(signings, imports);
  const signed = tokens === null && custom === null ? "ApiRequest" : "SignedRequest";
  const names = client.endpointAuths.map(({ name }) => literal(name));
  return {
    names: several ? names.join(" | ") : null,
    unconditional: several ? [] : headers,
    only: several && headers.length === 1 ? headers : [],
    cases: several && headers.length > 1 ? headers : null,
    query: [
      ...queryViews(signings, several),
      ...tokenSignings.flatMap((signing) => sessionQuery(signing, several, always)),
    ],
    cookies: cookieChecks(client, signings, imports),
    tokens,
    custom,
    learnsSecrets: tokens !== null || custom !== null,
    fetchesTokens: fetched,
    refreshNames: refreshNames(tokenSignings).join(" | "),
    apiRequest: signed,
    anyRequest: fetched ? "SentRequest" : signed,
  };
}

/** Whether secrets come up while the connector runs: access tokens, and what the user's functions sign with. */
export function learnsSecrets(client: ClientModel): boolean {
  return signingsOf(client).some(({ auth }) => isTokenAuth(auth)) || asksSigners(client);
}

/** Whether functions of the user's sign requests. */
export function asksSigners(client: ClientModel): boolean {
  return signingsOf(client).some(({ auth }) => auth?.kind === "custom");
}

function signingsOf({ auth, endpointAuths }: ClientModel): readonly Signing[] {
  const own = endpointAuths.map((endpoint) => ({ when: literal(endpoint.name), auth: endpoint.auth }));
  return [{ when: "undefined", auth }, ...own];
}

/** The partial that sets the header of an auth; null for what goes elsewhere, or with the access token. */
function headerView(auth: AuthModel, imports: Imports): object | null {
  switch (auth.kind) {
    case "bearer":
      return { partial: "auth/bearer", authorization: bearerCode(auth.token) };
    case "http_basic": {
      imports.value("./http/basic-auth.js", "basicAuthorization");
      const [username, password] = [textCode(auth.username, OPTIONS), textCode(auth.password, OPTIONS)];
      return { partial: "auth/http_basic", username, password };
    }
    case "api_key":
      if (auth.location === "query") return null;
      if (auth.location === "cookie") imports.value("./http/cookie.js", "addCookie");
      return { partial: `auth/api_key_${auth.location}`, name: literal(auth.name), key: textCode(auth.key, OPTIONS) };
    case "oauth2_client_credentials":
    case "oauth2_refresh_token":
    case "session":
    case "jwt":
    case "custom":
      return null;
  }
}

function bearerCode(token: TextModel): Code {
  return token.kind === "literal" ? literal(`Bearer ${token.text}`) : `\`Bearer \${${textCode(token, OPTIONS)}}\``;
}

function queryViews(signings: readonly Signing[], several: boolean): readonly object[] {
  return signings.flatMap(({ when, auth }) => {
    if (auth?.kind !== "api_key" || auth.location !== "query") return [];
    const condition = several ? ` && request.auth === ${when}` : "";
    return [{ name: literal(auth.name), value: textCode(auth.key, OPTIONS), condition }];
  });
}

/** A semicolon in a cookie would begin another one. */
function cookieChecks(client: ClientModel, signings: readonly Signing[], imports: Imports): readonly object[] {
  const groups = [...client.secrets.map(() => "secrets"), ...client.settings.map(() => "settings")];
  return [...client.secrets, ...client.settings].flatMap(({ option }, index) => {
    const group = groups[index] ?? "secrets";
    const kind = group === "secrets" ? "secret" : "setting";
    const isCookie = signings.some(({ auth }) => {
      if (auth?.kind !== "api_key" || auth.location !== "cookie") return false;
      return auth.key.kind === kind && auth.key.option === option;
    });
    if (!isCookie) return [];
    imports.value("./http/cookie.js", "checkCookie");
    return [{ value: access(`options.${group}`, option), label: literal(`${group}.${option}`) }];
  });
}

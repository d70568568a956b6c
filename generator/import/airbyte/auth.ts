import type { ConfigNode } from "../../read/document.js";
import { componentOf, type Component, type Import } from "./component.js";
import { partsOf } from "./interpolation.js";
import { plainText, valueOf, type Value } from "./texts.js";

/** The `auth` of a config for an authenticator; undefined for none, and for what a config cannot say. */
export function authOf(context: Import, authenticator: Component | undefined): Value | undefined {
  if (authenticator === undefined) return undefined;
  const auth = kindOf(context, authenticator);
  authenticator.done();
  return auth;
}

function kindOf(context: Import, component: Component): Value | undefined {
  const secret = (key: string): Value => credential(context, component, key, true);
  const open = (key: string): Value => credential(context, component, key, false);
  switch (component.type) {
    case "NoAuth":
      return undefined;
    case "BearerAuthenticator":
      return { type: "bearer", token: secret("api_token") };
    case "BasicHttpAuthenticator":
      return { type: "http_basic", username: open("username"), password: secret("password") };
    case "ApiKeyAuthenticator":
      return apiKey(context, component, secret);
    case "OAuthAuthenticator":
      return oauth(context, component, open, secret);
    case "SessionTokenAuthenticator":
      return session(context, component);
    case "JwtAuthenticator":
      return jwt(context, component, secret);
    case "SelectiveAuthenticator":
      return selected(context, component);
    default:
      context.note(component.span, `authenticator ${component.type || "without type"} has no counterpart in a config`);
      return undefined;
  }
}

/** A config has one authenticator of those that a user of Airbyte's chooses from: the first. */
function selected(context: Import, component: Component): Value | undefined {
  const choice = component.take("authenticators");
  component.ignore("authenticator_selection_path");
  const [first, ...others] = choice?.kind === "map" ? choice.entries : [];
  const chosen = first && componentOf(context, first.value, component.parameters);
  if (chosen === undefined || first === undefined) return undefined;
  if (others.length > 0) {
    const left = others.map(({ key }) => key).join(", ");
    context.note(component.span, `a config has one authenticator: ${first.key} was taken, and not ${left}`);
  }
  return authOf(context, chosen);
}

function apiKey(context: Import, component: Component, secret: (key: string) => Value): Value {
  const place = placeOf(context, component);
  const token = component.take("api_token");
  const [text, variable, ...more] = token?.kind === "string" ? partsOf(token.value, component.parameters) : [];
  const isBearer = text?.kind === "text" && text.text === "Bearer " && more.length === 0;
  const isStandard = place.location === "header" && place.name.toLowerCase() === "authorization";
  if (isStandard && isBearer && variable?.kind === "variable" && variable.root === "config") {
    return { type: "bearer", token: { $secret: variable.keys.join(".") } };
  }
  return { type: "api_key", api_key: secret("api_token"), ...place };
}

/** What a credential is where text stands around it: a secret that holds the whole. */
function wholeText(context: Import, node: ConfigNode, component: Component): Value | undefined {
  const parts = node.kind === "string" ? partsOf(node.value, component.parameters) : [];
  const [variable, ...others] = parts.filter(({ kind }) => kind !== "text");
  if (variable?.kind !== "variable" || variable.root !== "config" || others.length > 0 || parts.length < 2)
    return undefined;
  const name = variable.keys.join(".");
  const whole = parts.map((part) => (part.kind === "text" ? part.text : `<${name}>`)).join("");
  context.note(node.span, `the secret ${name} is the whole text that is sent: ${whole}`);
  return { $secret: name };
}

function credential(context: Import, component: Component, key: string, isSecret: boolean): Value {
  const node = component.take(key);
  const name = `${key.replace(/^api_token$/, "api_key")}`;
  if (node === undefined) return "";
  const whole = isSecret ? wholeText(context, node, component) : undefined;
  if (whole !== undefined) return whole;
  const value = valueOf(context, node, component.parameters, { isSecret });
  if (typeof value === "string" && isSecret && value !== "") {
    context.note(node.span, `a literal credential was left out: it is read as the secret ${name}`);
    return { $secret: name };
  }
  return value ?? { $secret: name };
}

/** Where an API key goes: `inject_into`, or the older `header`. */
function placeOf(context: Import, component: Component): { readonly name: string; readonly location: string } {
  const option = component.part("inject_into");
  if (option === undefined) {
    return { name: plainText(component.take("header"), component.parameters) ?? "Authorization", location: "header" };
  }
  const name = plainText(option.take("field_name"), option.parameters) ?? "";
  const place = plainText(option.take("inject_into"), option.parameters);
  option.done();
  if (place === "header") return { name, location: "header" };
  if (place !== "request_parameter")
    context.note(option.span, `a key in ${place ?? "an unknown place"} is sent as a query parameter`);
  return { name, location: "query" };
}

function oauth(
  context: Import,
  component: Component,
  open: (key: string) => Value,
  secret: (key: string) => Value,
): Value {
  const grant = plainText(component.take("grant_type"), component.parameters) ?? "refresh_token";
  const url = plainText(component.take("token_refresh_endpoint"), component.parameters);
  if (url === undefined)
    context.note(
      component.span,
      "the token URL depends on what a config does not know: write it into access_token_url",
    );
  const common = {
    access_token_url: url ?? "https://example.invalid/token",
    client_id: open("client_id"),
    client_secret: secret("client_secret"),
  };
  component.ignore("scopes_join_strategy");
  if (grant !== "client_credentials") {
    return { type: "oauth2_refresh_token", ...common, refresh_token: secret("refresh_token") };
  }
  component.ignore("refresh_token");
  const scopes = component.take("scopes");
  const scope =
    scopes?.kind === "list" ? scopes.items.flatMap((item) => plainText(item, component.parameters) ?? []) : [];
  return {
    type: "oauth2_client_credentials",
    ...common,
    ...(scope.length > 0 && { access_token_request_data: { scope: scope.join(" ") } }),
  };
}

function session(context: Import, component: Component): Value {
  const login = component.part("login_requester");
  const path = login?.take("session_token_path") ?? component.take("session_token_path");
  const keys = path?.kind === "list" ? path.items.flatMap((item) => plainText(item, component.parameters) ?? []) : [];
  const use = component.part("request_authentication");
  const place = use?.part("inject_into");
  const body = login?.take("request_body_json");
  const value: Value = {
    type: "session",
    login: {
      path: `${plainText(login?.take("url_base"), login?.parameters ?? new Map()) ?? ""}${plainText(login?.take("path"), login?.parameters ?? new Map()) ?? ""}`,
      method: plainText(login?.take("http_method"), login?.parameters ?? new Map()) ?? "POST",
      ...(body !== undefined && {
        json: valueOf(context, body, login?.parameters ?? new Map(), { isSecret: true }) ?? {},
      }),
    },
    token_path: keys.join("."),
    ...(use?.type === "Bearer"
      ? { name: "Authorization", location: "header" }
      : {
          name: plainText(place?.take("field_name"), component.parameters) ?? "Authorization",
          location:
            plainText(place?.take("inject_into"), component.parameters) === "request_parameter" ? "query" : "header",
        }),
  };
  component.ignore("expiration_duration");
  login?.ignore("request_headers");
  login?.done();
  place?.done();
  use?.done();
  return value;
}

function jwt(context: Import, component: Component, secret: (key: string) => Value): Value {
  const payload = component.part("jwt_payload");
  const extra = component.take("additional_jwt_payload");
  const claims: Record<string, Value> = {};
  for (const key of ["iss", "sub", "aud"]) {
    const node = payload?.take(key);
    const value = node && valueOf(context, node, component.parameters);
    if (value !== undefined) claims[key] = value;
  }
  if (extra?.kind === "map") Object.assign(claims, valueOf(context, extra, component.parameters));
  payload?.done();
  const seconds = component.take("token_duration");
  return {
    type: "jwt",
    algorithm: plainText(component.take("algorithm"), component.parameters) ?? "HS256",
    key: secret("secret_key"),
    claims,
    ...(seconds?.kind === "number" && { expires_in: seconds.value }),
  };
}

import type { AuthModel, ClientModel, HeaderModel, RuntimeValueModel, SourceModel, TextModel } from "../model/model.js";
import { access, type Code, docComment, listLiteral, literal, numberLiteral } from "./encode.js";
import { createImports } from "./imports.js";
import { render } from "./templates.js";
import { textCode } from "./value-code.js";
import { header } from "./view.js";

/** `client.ts`: what the `client` block of the config decides, and the one function that calls fetch. */
export function emitClient(model: SourceModel): Code {
  const { client } = model;
  const imports = createImports();
  imports.value("./http/body.js", "BodyTooLargeError");
  for (const name of ["decodeJson", "quoteBody", "readBody"]) imports.value("./http/body.js", name);
  for (const name of ["afterRetries", "ApiError", "errorCode", "requestError"]) imports.value("./http/errors.js", name);
  imports.value("./http/json.js", "parseJson");
  imports.type("./http/json.js", "JsonValue");
  imports.value("./http/options.js", "originOf");
  imports.value("./http/printable.js", "shorten");
  imports.value("./http/redact.js", "createRedactor");
  imports.type("./http/redact.js", "Redact");
  imports.value("./http/retry-after.js", "retryAfterMs");
  imports.type("./http/usage.js", "Usage");
  const runtimeValues = [...client.secrets, ...client.settings];
  if (runtimeValues.length > 0) imports.value("./http/options.js", "checkText");
  return render("client.ts", {
    header: header(model),
    imports: imports.code(),
    ...constants(client),
    secrets: client.secrets.map(optionView),
    settings: client.settings.map(optionView),
    optionsRequired: runtimeValues.length > 0,
    checkedOptions: [...client.secrets.map(checkView("secrets")), ...client.settings.map(checkView("settings"))],
    baseUrl: client.baseUrl.kind === "literal" ? "BASE_URL" : textCode(client.baseUrl, "options"),
    credentialOriginList: originsCode(client),
    secretValues: listLiteral(client.secrets.map(({ option }) => access("options.secrets", option))),
    endpointHeaders: model.resources.some(({ headers }) => headers.length > 0),
    queryAuth: queryAuthView(client.auth),
    headerLines: headerLines(client, model),
  });
}

function constants(client: ClientModel): object {
  const { retry } = client;
  return {
    baseUrlConstant: client.baseUrl.kind === "literal" ? literal(client.baseUrl.text) : null,
    credentialOrigins: client.credentialOrigins.length > 0 ? listLiteral(client.credentialOrigins.map(literal)) : null,
    allowedOrigins: client.allowedOrigins.length > 0 ? listLiteral(client.allowedOrigins.map(literal)) : null,
    retry: {
      statuses: listLiteral(retry.statusCodes.map(numberLiteral)),
      maxRetries: numberLiteral(retry.maxRetries),
      initialDelayMs: numberLiteral(retry.initialDelayMs),
      backoffFactor: numberLiteral(retry.backoffFactor),
      maxDelayMs: numberLiteral(retry.maxDelayMs),
      maxRetryAfterMs: numberLiteral(retry.maxRetryAfterMs),
    },
    timeoutMs: numberLiteral(client.timeoutMs),
    maxResponseBytes: numberLiteral(client.maxResponseBytes),
  };
}

function optionView({ uses, option }: RuntimeValueModel): object {
  return { comment: docComment([`Sent as ${uses.join(", ")}.`]), option };
}

function checkView(group: "secrets" | "settings"): (value: RuntimeValueModel) => object {
  return ({ option }) => ({ value: access(`options.${group}`, option), label: literal(`${group}.${option}`) });
}

/** A base URL may be empty when every resource has an URL of its own: there is no origin then. */
function originsCode(client: ClientModel): Code {
  const empty = client.baseUrl.kind === "literal" && client.baseUrl.text === "";
  const base = empty ? '...(baseUrl === "" ? [] : [originOf(baseUrl)])' : "originOf(baseUrl)";
  return client.credentialOrigins.length > 0 ? `${base}, ...CREDENTIAL_ORIGINS` : base;
}

function queryAuthView(auth: AuthModel | null): object | null {
  if (auth?.kind !== "api_key" || auth.location !== "query") return null;
  return { name: literal(auth.name), value: textCode(auth.key, "client.options") };
}

/** The statements that set a request's headers: the client's, over them the endpoint's, over both the auth (http.md). */
function headerLines(client: ClientModel, model: SourceModel): readonly { readonly line: Code }[] {
  const lines = client.headers.flatMap(setHeader);
  if (model.resources.some(({ headers }) => headers.length > 0)) {
    lines.push("for (const [name, value] of Object.entries(request.headers ?? {})) {");
    lines.push("if (value === null) headers.delete(name);", "else headers.set(name, value);", "}");
  }
  if (client.auth?.kind === "bearer") {
    lines.push(`headers.set("authorization", ${bearerCode(client.auth.token)});`);
  } else if (client.auth?.kind === "api_key" && client.auth.location === "header") {
    lines.push(`headers.set(${literal(client.auth.name)}, ${textCode(client.auth.key, "client.options")});`);
  }
  return lines.map((line) => ({ line }));
}

function setHeader({ name, value }: HeaderModel): readonly Code[] {
  return value === null ? [] : [`headers.set(${literal(name)}, ${textCode(value, "client.options")});`];
}

function bearerCode(token: TextModel): Code {
  return token.kind === "literal"
    ? literal(`Bearer ${token.text}`)
    : `\`Bearer \${${textCode(token, "client.options")}}\``;
}

import type { ClientModel, RuntimeValueModel, SourceModel } from "../model/model.js";
import type { HeaderModel } from "../model/request-model.js";
import { asksSigners, authView, learnsSecrets } from "./auth.js";
import { concurrencyOf, readsListsAhead } from "./concurrency.js";
import { CUSTOM_AUTH } from "./custom-auth.js";
import { access, type Code, docComment, listLiteral, literal, numberLiteral } from "./encode.js";
import { createImports, type Imports } from "./imports.js";
import { requestsView, sendsHeaders } from "./request.js";
import { render } from "./templates.js";
import { textCode } from "./value-code.js";
import { header } from "./view.js";

/** Over all resources, in a row. A config that wants more retries of a single request gets these. */
const MOST_FAILED_TRIES = 10;

/** `client.ts`: what the `client` block of the config decides, and the one function that calls fetch. */
export function emitClient(model: SourceModel, configFolder: string): Code {
  const { client } = model;
  const imports = createImports({ configFolder, declared: ["createClient", "getJson"] });
  imports.value("./http/body.js", "BodyTooLargeError");
  for (const name of ["decodeJson", "quoteAnswer", "readBody", "readErrorText"]) imports.value("./http/body.js", name);
  for (const name of ["afterRetries", "ApiError", "errorCode", "requestError"]) imports.value("./http/errors.js", name);
  imports.type("./http/cookie-jar.js", "CookieJar");
  imports.value("./http/json.js", "parseJson");
  imports.type("./http/json.js", "JsonValue");
  imports.value("./http/options.js", "originOf");
  imports.value("./http/printable.js", "shorten");
  imports.type("./http/redact.js", "Redact");
  imports.value("./http/retry-after.js", "retryAfterMs");
  imports.type("./http/request-watch.js", "RequestWatch");
  imports.value("./http/request-watch.js", "watchRequest");
  imports.value("./http/retry-budget.js", "createRetryBudget");
  imports.type("./http/retry-budget.js", "RetryBudget");
  imports.type("./http/usage.js", "Usage");
  if (client.rateLimit !== null) {
    imports.value("./http/rate-limit.js", "createRateLimit");
    imports.type("./http/rate-limit.js", "TakeTurn");
  }
  const listsAhead = readsListsAhead(model);
  if (listsAhead) {
    imports.value("./http/pages-ahead.js", "createPagesAhead");
    imports.type("./http/pages-ahead.js", "PagesAhead");
    imports.value("./http/request-slots.js", "createRequestSlots");
    imports.type("./http/request-slots.js", "RequestSlots");
  }
  const runtimeValues = [...client.secrets, ...client.settings];
  const checkedOptions = [
    ...client.secrets.flatMap(checkView("secrets", imports)),
    ...client.settings.flatMap(checkView("settings", imports)),
  ];
  const requests = requestsView(model, imports);
  const auth = authView(model, imports);
  if (!learnsSecrets(client)) imports.value("./http/redact.js", "createRedactor");
  return render("client.ts", {
    header: header(model),
    imports: imports.code(),
    ...constants(client),
    concurrency: listsAhead ? numberLiteral(concurrencyOf(client)) : null,
    secrets: client.secrets.map(optionView),
    settings: client.settings.map(optionView),
    optionsRequired: runtimeValues.length > 0,
    checkedOptions,
    baseUrl: client.baseUrl.kind === "literal" ? "BASE_URL" : textCode(client.baseUrl, "options"),
    credentialOriginList: originsCode(client),
    secretValues: listLiteral(client.secrets.map(({ option }) => access("options.secrets", option))),
    endpointHeaders: sendsHeaders(model),
    auth,
    signsAgain: signsAgain(model),
    asyncSend: client.rateLimit !== null || asksSigners(client),
    optionalSigner: client.allowedOrigins.length > 0 || client.endpointAuths.length > 0,
    headerLines: headerLines(client, model),
    requests,
  });
}

/** Whether a 401 would be retried, or acted on, before the request was signed anew. */
function signsAgain({ client, resources }: SourceModel): boolean {
  const decides = client.retry.statusCodes.includes(401) || resources.some(({ actions }) => actions.length > 0);
  return decides && learnsSecrets(client);
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
      maxFailedTries: numberLiteral(Math.max(MOST_FAILED_TRIES, retry.maxRetries + 1)),
      initialDelayMs: numberLiteral(retry.initialDelayMs),
      backoffFactor: numberLiteral(retry.backoffFactor),
      maxDelayMs: numberLiteral(retry.maxDelayMs),
      maxRetryAfterMs: numberLiteral(retry.maxRetryAfterMs),
    },
    rateLimit: client.rateLimit && {
      requests: numberLiteral(client.rateLimit.requests),
      periodMs: numberLiteral(client.rateLimit.periodMs),
    },
    timeoutMs: numberLiteral(client.timeoutMs),
    maxResponseBytes: numberLiteral(client.maxResponseBytes),
  };
}

function optionView({ uses, option }: RuntimeValueModel): object {
  return { comment: docComment([`Sent as ${uses.join(", ")}.`]), option };
}

function checkView(group: "secrets" | "settings", imports: Imports): (value: RuntimeValueModel) => readonly object[] {
  return ({ option, place }) => {
    if (place === "key") return [];
    const label = literal(`${group}.${option}`);
    if (place === "function") {
      return [{ check: imports.value(CUSTOM_AUTH, "checkGiven"), value: access(`options.${group}`, option), label }];
    }
    const check = imports.value("./http/options.js", place === "header" ? "checkHeaderText" : "checkText");
    return [{ check, value: access(`options.${group}`, option), label }];
  };
}

/** A base URL may be empty when every resource has an URL of its own: there is no origin then. */
function originsCode(client: ClientModel): Code {
  const empty = client.baseUrl.kind === "literal" && client.baseUrl.text === "";
  const base = empty ? '...(baseUrl === "" ? [] : [originOf(baseUrl)])' : "originOf(baseUrl)";
  return client.credentialOrigins.length > 0 ? `${base}, ...CREDENTIAL_ORIGINS` : base;
}

/** The statements that set a request's headers: the client's, and over them the endpoint's. */
function headerLines(client: ClientModel, model: SourceModel): readonly { readonly line: Code }[] {
  const lines = client.headers.flatMap(setHeader);
  if (sendsHeaders(model)) {
    lines.push("for (const [name, value] of Object.entries(request.headers ?? {})) {");
    lines.push("if (value === null) headers.delete(name);", "else headers.set(name, value);", "}");
  }
  return lines.map((line) => ({ line }));
}

function setHeader({ name, value }: HeaderModel): readonly Code[] {
  return value === null ? [] : [`headers.set(${literal(name)}, ${textCode(value, "client.options")});`];
}

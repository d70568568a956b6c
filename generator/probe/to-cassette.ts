import { type ExactValue, JsonDouble, parseExact } from "../../templates/http/exact-json.js";
import { createRedactor, type Redact } from "../../templates/http/redact.js";
import { jsonText } from "../../templates/http/request-body.js";
import { type Cassette, type Exchange, SECRET } from "../cassette/cassette.js";
import type { AuthModel } from "../model/auth-model.js";
import type { SourceModel } from "../model/model.js";
import type { TextModel } from "../model/request-model.js";
import type { Answer } from "./recorder.js";
import type { RuntimeValues } from "./runtime-values.js";
import type { Sample } from "./sample.js";

/** Stands for a base URL that is a secret: what plays a cassette needs one. */
const HIDDEN_BASE_URL = "https://secret.invalid";

/** What decides how an answer is read: its type, and headers that tell of other pages; neither limits of rate nor tokens. */
const KEPT_HEADER =
  /^content-type$|^location$|^(?!.*rate).*(?:^|-)(?:link|page|next|prev|total|cursor|count|offset)s?(?:-|$)/;

/** Fields of a token request that are secret, wherever their values come from. */
const SECRET_FIELD = /^(?:access|refresh|id)_token$|assertion$|password|client_secret/i;

/** What was answered while a sample was read, without a secret in any spelling. */
export function cassetteOf(sample: Sample, model: SourceModel, values: RuntimeValues): Cassette {
  const cleaner = createCleaner(sample, model, values);
  const { resource, complete, baseUrl } = sample;
  return {
    resource: resource.name,
    baseUrl: cleaner.text(baseUrl),
    settings: Object.fromEntries(
      model.client.settings.map(({ name, option }) => [name, values.settings[option] ?? ""]),
    ),
    complete,
    exchanges: finalAnswers(sample.answers).map((answer) => exchangeOf(answer, cleaner)),
  };
}

/** Without the failed answers to requests that were sent again at once. */
function finalAnswers(answers: readonly Answer[]): readonly Answer[] {
  return answers.filter(({ status, key }, index) => status < 400 || answers[index + 1]?.key !== key);
}

function exchangeOf(answer: Answer, cleaner: Cleaner): Exchange {
  const { method, url, body, status } = answer;
  const isAuth = cleaner.isAuth(url);
  const kept = [...answer.headers].filter(([name]) => KEPT_HEADER.test(name) || name === cleaner.cursorHeader);
  return {
    request: {
      method,
      url: cleaner.fields(url.href),
      body: body === null ? null : cleaner.body(body, isAuth ? (name) => SECRET_FIELD.test(name) : never),
    },
    response: {
      status,
      headers: Object.fromEntries(kept.map(([name, value]) => [name, cleaner.text(value)])),
      body: cleaner.body(answer.text(), isAuth ? (name) => !/^(?:token_type|scope)$/.test(name) : never),
    },
  };
}

const never = (): boolean => false;

/** Takes secrets out. */
interface Cleaner {
  readonly text: Redact;
  /** A URL, or a form: a value that is a secret as a whole goes, however short it is. */
  readonly fields: Redact;
  /** A body; texts under keys that are `secret` go whatever they are. */
  readonly body: (text: string, secret: (key: string) => boolean) => string;
  /** Whether a request is one for a token. */
  readonly isAuth: (url: URL) => boolean;
  readonly cursorHeader: string | undefined;
}

function createCleaner(sample: Sample, model: SourceModel, values: RuntimeValues): Cleaner {
  const secrets = new Set(Object.values(values.secrets));
  const byValue = createRedactor([...secrets, ...sample.credentials]);
  const hidden = model.client.baseUrl.kind === "secret" ? values.secrets[model.client.baseUrl.option] : undefined;
  const text: Redact = (dirty) => {
    const shown = hidden === undefined ? dirty : dirty.replaceAll(hidden, HIDDEN_BASE_URL);
    return byValue(sample.redact(shown));
  };
  const fields: Redact = (dirty) => {
    const clean = dirty.replace(/((?:^|[?&])[^=&#?]*=)([^&#]*)/g, (whole, name: string, value: string) => {
      return secrets.has(decoded(value)) ? name + SECRET : whole;
    });
    return text(clean);
  };
  const authUrls = new Set(authUrlsOf(model, values, sample.baseUrl));
  const { paginator } = sample.resource;
  return {
    text,
    fields,
    body: (dirty, secret) => cleanBody(dirty, { text, fields, secrets, secret }),
    isAuth: ({ origin, pathname }) => authUrls.has(origin + pathname),
    cursorHeader: paginator.kind === "header_cursor" ? paginator.header.toLowerCase() : undefined,
  };
}

interface BodyRules {
  readonly text: Redact;
  readonly fields: Redact;
  readonly secrets: ReadonlySet<string>;
  readonly secret: (key: string) => boolean;
}

/** JSON value by value, so that it stays JSON; anything else as a text, a form by its fields. */
function cleanBody(body: string, rules: BodyRules): string {
  let value: ExactValue;
  try {
    value = parseExact(body);
  } catch {
    const named = body.replace(/(^|&)([^=&]*)=([^&]*)/g, (whole, before: string, name: string) => {
      return rules.secret(name) ? `${before}${name}=${SECRET}` : whole;
    });
    return rules.fields(named);
  }
  return jsonText(cleanValue(value, rules)) ?? body;
}

function cleanValue(value: ExactValue, rules: BodyRules, key = ""): ExactValue {
  if (typeof value === "string") {
    return rules.secrets.has(value) || rules.secret(key) ? SECRET : rules.text(value);
  }
  if (typeof value === "number" || typeof value === "bigint" || value instanceof JsonDouble) {
    const literal = value instanceof JsonDouble ? value.text : String(value);
    return rules.secrets.has(literal) || rules.text(literal) !== literal ? SECRET : value;
  }
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, rules, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [rules.text(name), cleanValue(inner, rules, name)]),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    return value;
  }
}

/** Where tokens come from, without queries. */
function authUrlsOf({ client }: SourceModel, values: RuntimeValues, baseUrl: string): readonly string[] {
  const auths = [client.auth, ...client.endpointAuths.map(({ auth }) => auth)];
  return auths.flatMap((auth) => {
    const address = auth === null ? undefined : authUrlOf(auth, values, baseUrl);
    const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
    return url === undefined ? [] : [url.origin + url.pathname];
  });
}

function authUrlOf(auth: AuthModel, values: RuntimeValues, baseUrl: string): string | undefined {
  switch (auth.kind) {
    case "oauth2_client_credentials":
    case "oauth2_refresh_token":
      return textOf(auth.tokenUrl, values);
    case "session":
      return auth.url.kind === "absolute" ? auth.url.url : baseUrl.replace(/\/+$/, "") + auth.url.path;
    case "api_key":
    case "bearer":
    case "custom":
    case "http_basic":
    case "jwt":
      return undefined;
  }
}

function textOf(text: TextModel, { secrets, settings }: RuntimeValues): string {
  if (text.kind === "literal") return text.text;
  return (text.kind === "secret" ? secrets : settings)[text.option] ?? "";
}

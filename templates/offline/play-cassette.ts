import { readFile } from "node:fs/promises";
import { type ExactValue, parseExact } from "../http/exact-json.js";
import { field } from "../http/select.js";
import { exactText } from "./exact-text.js";

/** What stands in a cassette where a secret was. */
export const SECRET = "[secret]";

/** A recorded API that is played to a connector. */
export interface PlayedCassette {
  readonly fetch: typeof globalThis.fetch;
  /** The base URL that the connector had. */
  readonly baseUrl: string;
  /** The value that a setting of the config had. */
  readonly setting: (name: string) => string;
  /** The recorded requests that did not come, and those that came and were not recorded. */
  readonly differences: () => readonly string[];
  /** Whether everything was played: what comes after that was not recorded. */
  readonly isPlayedOut: () => boolean;
}

interface Recorded {
  readonly request: string;
  readonly body: string | undefined;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: string;
}

/**
 * Answers each request with the first recorded answer to the same method, address and body that was not given yet; any
 * other one gets status 404.
 */
export async function playCassette(file: URL): Promise<PlayedCassette> {
  const cassette: unknown = parseExact(await readFile(file, "utf8"));
  const exchanges = field(cassette, "exchanges");
  const complete = field(cassette, "complete") === true;
  const left = (Array.isArray(exchanges) ? exchanges : []).map(recordedOf);
  const unknown: string[] = [];
  return {
    baseUrl: textAt(cassette, "base_url"),
    setting: (name) => textAt(field(cassette, "settings"), name),
    differences: () => [...left.map(({ request }) => `not sent: ${request}`), ...unknown],
    isPlayedOut: () => left.length === 0,
    async fetch(input, init = {}) {
      const request = shown(`${init.method ?? "GET"} ${input instanceof Request ? input.url : String(input)}`);
      const body = sentBody(init.body);
      const position = left.findIndex((one) => one.request === request && one.body === body);
      const [recorded] = position === -1 ? [] : left.splice(position, 1);
      if (recorded !== undefined) {
        const { answer, headers, status } = recorded;
        return new Response(status === 204 || status === 304 ? null : answer, { status, headers });
      }
      // What comes after the end of a recording that was stopped is not known.
      if (complete || left.length > 0) unknown.push(`not recorded: ${request}`);
      return Response.json({ error: "this request was not recorded" }, { status: 404 });
    },
  };
}

function recordedOf(exchange: unknown): Recorded {
  const [request, response] = [field(exchange, "request"), field(exchange, "response")];
  const body = bodyText(request);
  const headers = field(response, "headers");
  return {
    request: shown(`${textAt(request, "method")} ${textAt(request, "url")}`),
    body: body === undefined ? undefined : comparable(body),
    status: Number(field(response, "status")),
    headers: Object.fromEntries(Object.keys(headers ?? {}).map((name) => [name, textAt(headers, name)])),
    answer: bodyText(response) ?? "",
  };
}

function bodyText(message: unknown): string | undefined {
  const [json, text] = [field(message, "json"), field(message, "text")];
  if (json !== undefined) return exactText(json as ExactValue); // a part of what parseExact made
  return typeof text === "string" ? text : undefined;
}

function sentBody(body: RequestInit["body"]): string | undefined {
  if (body === undefined || body === null) return undefined;
  return comparable(body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body));
}

/** Bodies are the same when they are the same JSON, or the same text. */
function comparable(body: string): string {
  try {
    return exactText(parseExact(body));
  } catch {
    return shown(body);
  }
}

/** A secret is encoded where it is sent, and stands as it is where it was recorded. */
function shown(text: string): string {
  return text.replaceAll(/%5Bsecret%5D/gi, SECRET);
}

function textAt(parent: unknown, name: string): string {
  const value = field(parent, name);
  if (typeof value === "string") return value;
  throw new Error(`the cassette has no text ${name}: record it again with gen-connector probe --write`);
}

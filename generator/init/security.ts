import { child, entries, items, textOf, type Spec } from "../openapi/spec.js";
import { httpUrl } from "../config/check/urls.js";
import type { Guess } from "./proposal.js";

/** The `auth` for the scheme that the spec asks for, by the first of its security requirements. */
export function proposeAuth(spec: Spec): Guess | undefined {
  const schemes = new Map(
    entries(
      spec.dialect === "2.0"
        ? child(spec.root, "securityDefinitions")
        : child(child(spec.root, "components"), "securitySchemes"),
    ),
  );
  const required = items(child(spec.root, "security")).flatMap((requirement) =>
    entries(requirement).map(([name]) => name),
  );
  const [name = [...schemes.keys()][0]] = required.filter((each) => schemes.has(each));
  const scheme = name === undefined ? undefined : schemes.get(name);
  if (scheme === undefined) return undefined;
  const because = `the security scheme ${name}`;
  const text = (key: string): string => textOf(child(scheme, key)) ?? "";
  const type = text("type").toLowerCase();
  if (type === "basic" || (type === "http" && text("scheme").toLowerCase() === "basic")) {
    return {
      value: { type: "http_basic", username: { $config: "username" }, password: { $secret: "password" } },
      because,
    };
  }
  if (type === "apikey") return { value: apiKey(text("name"), text("in")), because };
  if (type !== "oauth2") return { value: { type: "bearer", token: { $secret: "token" } }, because };
  const flows = child(scheme, "flows");
  const flow = spec.dialect === "2.0" ? scheme : child(flows, "clientCredentials");
  const tokenUrl = textOf(child(flow, "tokenUrl"));
  const isClient = spec.dialect !== "2.0" || /^application$|^clientcredentials$/i.test(text("flow"));
  if (tokenUrl === undefined || !isClient || !/^https?:/i.test(tokenUrl)) {
    return { value: { type: "bearer", token: { $secret: "token" } }, because: `${because}: a token of yours is sent` };
  }
  return {
    value: {
      type: "oauth2_client_credentials",
      access_token_url: tokenUrl,
      client_id: { $config: "client_id" },
      client_secret: { $secret: "client_secret" },
    },
    because,
  };
}

function apiKey(name: string, place: string): Guess["value"] {
  const location = place === "query" || place === "cookie" ? place : "header";
  return { type: "api_key", name, api_key: { $secret: "api_key" }, location };
}

/**
 * The address that the paths of a spec are joined to. `place` is where the spec came from: a server may be relative to it, and
 * where none is named it is the one that has the document (OpenAPI 3.0, section 4.7.1; Swagger 2.0, `host`).
 */
export function proposeBaseUrl(spec: Spec, place: string): Guess<string> {
  const origin = /^https?:/i.test(place) ? place : undefined;
  const written = spec.dialect === "2.0" ? swaggerUrl(spec) : serverUrl(spec);
  const url = written !== undefined && URL.canParse(written, origin) ? new URL(written, origin).href : undefined;
  if (url !== undefined && httpUrl(url) !== undefined)
    return { value: url.replace(/\/$/, ""), because: "the first server of the spec" };
  if (written === undefined && origin !== undefined)
    return { value: serverOf(origin, spec), because: "the spec names no server: the one that has the spec" };
  return { value: "https://api.example.com", because: "the spec names no server: write the API's address" };
}

function serverOf(place: string, spec: Spec): string {
  const basePath = spec.dialect === "2.0" ? textOf(child(spec.root, "basePath")) : undefined;
  return new URL(place).origin + (basePath ?? "").replace(/\/$/, "");
}

function swaggerUrl(spec: Spec): string | undefined {
  const host = textOf(child(spec.root, "host"));
  if (host === undefined) return undefined;
  const schemes = items(child(spec.root, "schemes")).flatMap((scheme) => textOf(scheme) ?? []);
  const scheme = schemes.includes("https") || schemes.length === 0 ? "https" : schemes[0];
  return `${scheme}://${host}${textOf(child(spec.root, "basePath")) ?? ""}`;
}

function serverUrl(spec: Spec): string | undefined {
  const [server] = items<"url" | "variables">(child(spec.root, "servers"));
  const variables = new Map(entries<"default">(child(server, "variables")));
  return textOf(child(server, "url"))?.replace(/\{([^}]*)\}/g, (whole, name: string) => {
    return textOf(child(variables.get(name), "default")) ?? whole;
  });
}

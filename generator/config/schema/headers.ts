import { map, sourced, text } from "./shapes.js";

/** Header names, in lower case, whose literal values are credentials (closed list). */
const CREDENTIAL_HEADERS = ["authorization", "cookie", "x-api-key"];

/** Headers of the client: text only, as in dlt. */
export const CLIENT_HEADERS = map(sourced(text("header-value")), {
  keyFormat: "header-name",
  credentialKeys: CREDENTIAL_HEADERS,
});

/** Headers of an endpoint: dlt does not look at their values before it sends them; null sends none. */
export const ENDPOINT_HEADERS = map(sourced(text("header-value", { scalarsAsText: true })), {
  keyFormat: "header-name-template",
  credentialKeys: CREDENTIAL_HEADERS,
  nullValues: true,
});

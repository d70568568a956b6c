import { AUTH } from "./auth.js";
import { CLIENT_HEADERS } from "./headers.js";
import { PAGINATOR } from "./paginator.js";
import { LONGEST_WAIT_SECONDS, RETRY } from "./retry.js";
import { integer, list, number, object, sourced, text, unusable } from "./shapes.js";

/** Connection defaults for every resource. */
export const CLIENT = object("client", {
  base_url: {
    shape: sourced(text("base-url")),
    required: true,
    nullable: false,
    about: "URL in front of every path; empty when every path is an absolute URL.",
    example: "https://api.example.com/v1",
  },
  headers: {
    shape: CLIENT_HEADERS,
    about: "Headers of every request; placeholders are not filled in here.",
    example: { "X-Team": "reporting" },
  },
  auth: {
    shape: AUTH,
    about: "How requests are signed, unless the endpoint says otherwise.",
    example: { type: "bearer", token: { $secret: "token" } },
  },
  paginator: {
    shape: PAGINATOR,
    default: "auto",
    about: "How pages follow each other, unless the endpoint says otherwise.",
    example: { type: "offset", limit: 100 },
  },
  session: {
    shape: unusable("use retry, timeout and headers of the client"),
    about: "A Python object of dlt's; cannot be used here.",
    example: null,
  },
  retry: {
    shape: RETRY,
    about: "When and how often a request is sent again.",
    example: { max_retries: 5 },
  },
  timeout: {
    shape: number(0.001, LONGEST_WAIT_SECONDS),
    default: 60,
    about: "Seconds a request may take, its body included.",
    example: 30,
  },
  rate_limit: {
    shape: object("rate_limit", {
      requests: { shape: integer(1), required: true, about: "Requests allowed per period.", example: 10 },
      per_seconds: {
        shape: number(0.001, LONGEST_WAIT_SECONDS),
        required: true,
        about: "Length of the period in seconds.",
        example: 1,
      },
    }),
    about: "The most requests sent in a period, over all resources, retries and token requests included.",
    example: { requests: 10, per_seconds: 1 },
  },
  concurrency: {
    shape: integer(1),
    default: 1,
    about: "Requests of a load in flight at once.",
    example: 4,
  },
  max_response_bytes: {
    shape: integer(1),
    default: 268_435_456,
    about: "The largest response read, in bytes after decompression.",
    example: 10_485_760,
  },
  max_pages: {
    shape: integer(1),
    about: "The most pages read per run of an endpoint; more is an error.",
    example: 1000,
  },
  allowed_origins: {
    shape: list(text("origin")),
    about: "Further origins that requests without credentials may go to.",
    example: ["https://files.example.com"],
  },
  openapi: {
    shape: text("name"),
    about: "OpenAPI document of the API: a path beside the config or a URL; the same as --openapi.",
    example: "openapi.json",
  },
});

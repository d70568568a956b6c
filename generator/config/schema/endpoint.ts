import { AUTH } from "./auth.js";
import { ENDPOINT_HEADERS } from "./headers.js";
import { CURSOR_PARAM_KEYS, INCREMENTAL_KEYS } from "./incremental.js";
import { PAGINATOR } from "./paginator.js";
import { RESPONSE_ACTIONS } from "./response-actions.js";
import { either, list, map, object, scalar, sourced, text, unusable, value, variant, words } from "./shapes.js";

/** A parameter that is more than a value. */
const PARAM_OBJECT = variant("param", {
  shorthand: false,
  aside: "an object cannot be a query parameter: write what is to be sent as a text",
  variants: {
    resolve: {
      about: "A field of the parent's record; stands as `{param}` in the path.",
      keys: {
        resource: { shape: text("name"), required: true, about: "Name of the parent.", example: "customers" },
        field: {
          shape: text("json-path"),
          required: true,
          about: "JSONPath of the field in the parent's record.",
          example: "id",
        },
      },
    },
    incremental: {
      about: "The cursor's start value; the old form of endpoint.incremental.",
      keys: {
        ...CURSOR_PARAM_KEYS,
        end_value: { shape: unusable("write endpoint.incremental instead"), about: "Not known here.", example: null },
        end_param: { shape: unusable("write endpoint.incremental instead"), about: "Not known here.", example: null },
      },
    },
    list: {
      about: "One run of the endpoint for each value.",
      keys: {
        values: { shape: list(scalar()), required: true, about: "The values.", example: ["eu", "us"] },
      },
    },
  },
});

/** As in dlt, a list may hold lists, whose items are sent one by one as well. */
const PARAM_ITEM = sourced(either(scalar(), list(sourced(scalar()))));

const PARAM = sourced(either(scalar(), list(PARAM_ITEM), PARAM_OBJECT));

/** What is requested and how records are found in the answer. */
export const ENDPOINT = object("endpoint", {
  path: {
    shape: text("path"),
    nullable: false,
    about: "Path after base_url, or an absolute URL; the resource's name by default.",
    example: "/v1/orders",
  },
  method: {
    shape: words(["GET", "POST"]),
    default: "GET",
    about: "Method of the requests.",
    example: "GET",
  },
  params: {
    shape: map(PARAM, { nullValues: true, credentials: "warn" }),
    nullable: false,
    default: {},
    about: "Query parameters; null sends none, a list repeats the parameter, `{name}` in the path takes one.",
    example: { status: "open", page_size: 50 },
  },
  json: {
    shape: map(value({ references: true, credentials: "warn" }), { nullValues: true, credentials: "warn" }),
    nullable: false,
    emptyMeans: "a value",
    about: "JSON body.",
    example: { filter: { status: "open" } },
  },
  data: {
    shape: value({ references: true, credentials: "warn" }),
    about: "Body that is no JSON: text as it is, an object or a list of pairs as form fields.",
    example: { team: "red" },
  },
  headers: {
    shape: ENDPOINT_HEADERS,
    about: "Headers beside the client's; null sends none.",
    example: { "X-Trace": "on" },
  },
  paginator: {
    shape: PAGINATOR,
    about: "How pages follow each other; the client's by default.",
    example: { type: "offset", limit: 100 },
  },
  data_selector: {
    shape: text("selector"),
    about: "JSONPath of the records in the body; found in the first response by default.",
    example: "data.items",
  },
  response_actions: {
    shape: RESPONSE_ACTIONS,
    about: "What is done about certain responses, in order.",
    example: [{ status_code: 404, action: "ignore" }],
  },
  incremental: {
    shape: object("incremental", INCREMENTAL_KEYS),
    about: "Loads only what is new since the last run.",
    example: { cursor_path: "updated_at", initial_value: "2024-01-01", start_param: "since" },
  },
  auth: {
    shape: AUTH,
    about: "How requests are signed; the client's by default, null for not at all.",
    example: { type: "bearer", token: { $secret: "token" } },
  },
});

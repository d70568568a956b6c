import { CLIENT } from "./client.js";
import { ENDPOINT } from "./endpoint.js";
import { RESOURCE, RESOURCE_DEFAULTS } from "./resource.js";
import { either, list, object, text, type ObjectShape } from "./shapes.js";

/** The whole vocabulary: dlt's `rest_api` config with gen-connector's additions. */
export const CONFIG = object("config", {
  $schema: {
    shape: text(),
    about: "JSON Schema for editors; not read.",
    example: "./node_modules/gen-connector/config.schema.json",
  },
  client: {
    shape: CLIENT,
    required: true,
    nullable: false,
    about: "Connection defaults for every resource.",
    example: { base_url: "https://api.example.com/v1" },
  },
  resource_defaults: {
    shape: RESOURCE_DEFAULTS,
    about: "What every resource has unless it says otherwise.",
    example: { primary_key: "id", write_disposition: "merge" },
  },
  resources: {
    shape: list(either(text("path"), RESOURCE)),
    required: true,
    nullable: false,
    about: "The resources; a text is both name and path.",
    example: ["orders", { name: "customers", endpoint: { path: "crm/customers" } }],
  },
});

/** Where a key may have been meant for that is unknown where it stands. */
export const PLACES: readonly { readonly label: string; readonly shape: ObjectShape }[] = [
  { label: "the top level", shape: CONFIG },
  { label: "client", shape: CLIENT },
  { label: "each resource", shape: RESOURCE },
  { label: "endpoint", shape: ENDPOINT },
];

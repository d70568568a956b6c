import { ENDPOINT } from "./endpoint.js";
import { RESOURCE_HINTS } from "./hints.js";
import { boolean, either, list, map, moduleReference, object, text, unusable, value, type Key } from "./shapes.js";

const PROCESSING_STEP = object("processing step", {
  filter: {
    shape: moduleReference(),
    about: "Function that says whether a record stays.",
    example: "./steps.ts#isOpen",
  },
  map: { shape: moduleReference(), about: "Function that makes one record of one.", example: "./steps.ts#tidy" },
  yield_map: {
    shape: moduleReference(),
    about: "Function that makes any number of records of one.",
    example: "./steps.ts#split",
  },
});

/** Keys of a resource that may stand in `resource_defaults`, too. */
const SHARED_KEYS: Readonly<Record<string, Key>> = {
  ...RESOURCE_HINTS,
  selected: {
    shape: boolean(),
    default: true,
    about: "Whether the records are loaded; a resource that is not is still read for its children.",
    example: false,
  },
  parallelized: {
    shape: boolean(),
    default: false,
    about: "Whether it is read beside other resources; the order across parents is then not kept.",
    example: true,
  },
  include_from_parent: {
    shape: list(text()),
    about: "Fields of the parent's record copied to `_<parent>_<field>` of each record.",
    example: ["id", "name"],
  },
  processing_steps: {
    shape: list(PROCESSING_STEP),
    nullable: false,
    default: [],
    about: "Functions applied to every record, in order.",
    example: [{ filter: "./steps.ts#isOpen" }],
  },
  schema: {
    shape: either(text("name"), map(value())),
    about: "JSON Schema of one record, inline or as path beside the config.",
    example: "order.schema.json",
  },
  rename_fields: {
    shape: map(text("name")),
    about: "Wire name to neutral name, applied before everything else.",
    example: { acmeCustId: "customer_id" },
  },
  parent_table_name: {
    shape: unusable("use include_from_parent or nested_hints"),
    about: "Known to dlt, which fails on it.",
    example: null,
  },
};

/** One endpoint and the table its records go to. */
export const RESOURCE = object("resource", {
  name: {
    shape: text("name"),
    required: true,
    nullable: false,
    about: "Unique name; the table's, too, unless table_name says otherwise.",
    example: "orders",
  },
  endpoint: {
    shape: either(text("path"), ENDPOINT),
    nullable: false,
    about: "What is requested; a text is the path.",
    example: { path: "/v1/orders", data_selector: "data" },
  },
  ...SHARED_KEYS,
});

/** What every resource has unless it says otherwise: no name, and an endpoint that is an object. */
export const RESOURCE_DEFAULTS = object("resource_defaults", {
  endpoint: {
    shape: ENDPOINT,
    nullable: false,
    about: "Defaults of the endpoints; params and json are merged key by key, the rest as a whole.",
    example: { params: { page_size: 50 } },
  },
  ...SHARED_KEYS,
});

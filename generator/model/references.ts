import type { Modules } from "../modules/modules.js";
import type { ResourceSpecs } from "../openapi/resource-specs.js";
import type { SchemaDocuments } from "../types/schema-document.js";

/** What a config refers to: functions of the user's, schemas, an OpenAPI document. */
export interface References {
  readonly modules: Modules;
  readonly schemas: SchemaDocuments;
  /** What the OpenAPI document says; undefined without one. */
  readonly specs: ResourceSpecs | undefined;
  /** Longest name of a table or column in the destination. */
  readonly nameLimit: number;
}

import type { Modules } from "../modules/modules.js";
import type { SchemaDocuments } from "../types/schema-document.js";

/** What a config refers to: functions of the user's, and schemas. */
export interface References {
  readonly modules: Modules;
  readonly schemas: SchemaDocuments;
}

import { DUCKDB_NAME_LIMIT, FILES_NAME_LIMIT, POSTGRES_NAME_LIMIT } from "../../templates/load/naming.js";
import { effectiveResources } from "../config/resources.js";
import { createCheck } from "../config/check/check.js";
import { createCollector } from "../diagnostics/collector.js";
import type { Diagnostic, FileDiagnostics } from "../diagnostics/diagnostic.js";
import { createModules, type PlacedModule } from "../modules/modules.js";
import { createResourceSpecs } from "../openapi/resource-specs.js";
import type { Spec } from "../openapi/spec.js";
import { type ConfigDocument, type Span, valueOf } from "../read/document.js";
import { NO_SIBLINGS, type Siblings } from "../siblings/siblings.js";
import { createSchemaDocuments } from "../types/schema-document.js";
import { createAuths } from "./auth.js";
import { resolveCheckpoint } from "./checkpoint.js";
import { resolveClient } from "./client.js";
import type { DestinationName, ResourceModel, ResourceNames, SourceModel } from "./model.js";
import type { TextModel, UrlModel } from "./request-model.js";
import { checkNamedFields } from "./named-fields.js";
import { createResourceNamer, factoryName, isReservedType } from "./names.js";
import { resolveParent } from "./parent.js";
import { resolveResource } from "./resource.js";
import { createRuntimeValues } from "./runtime-values.js";

const NAME_LIMITS: Readonly<Record<DestinationName, number>> = {
  duckdb: DUCKDB_NAME_LIMIT,
  postgres: POSTGRES_NAME_LIMIT,
  parquet: FILES_NAME_LIMIT,
  jsonl: FILES_NAME_LIMIT,
};

export interface Resolved {
  readonly model: SourceModel;
  /** The functions of the user's that the connector imports, each at every place that names it. */
  readonly placedModules: readonly PlacedModule[];
  readonly diagnostics: readonly Diagnostic[];
  /** What is wrong in the files of schemas. */
  readonly schemaProblems: readonly FileDiagnostics[];
}

/**
 * Turns a valid config into the model of its connector. Every default of dlt and of gen-connector is filled in here or
 * in the files beside this one, and nowhere else. `siblings` are the files that the config refers to,
 * `spec` is the OpenAPI document of its API; names of tables and columns are cut at the shortest limit of the destinations.
 */
export function resolveSource(
  document: ConfigDocument,
  name: string,
  configFile: string,
  siblings: Siblings = NO_SIBLINGS,
  destinations: readonly DestinationName[] = ["duckdb"],
  spec?: Spec,
): Resolved {
  const collector = createCollector("error");
  const check = createCheck(document, collector);
  const modules = createModules(check, siblings);
  const schemas = createSchemaDocuments(check, siblings);
  const shared = ["client", "resource_defaults"].flatMap((key) => valueOf(document.root, key) ?? []);
  const isShared = ({ start }: Span): boolean => shared.some(({ span }) => span.start <= start && start < span.end);
  const values = createRuntimeValues();
  const client = valueOf(document.root, "client");
  const namer = createResourceNamer();
  const effective = effectiveResources(document);
  const names = new Map(effective.map((resource) => [resource.name, namer(resource.name)]));
  const namesOf = (resource: string): ResourceNames => {
    const found = names.get(resource);
    if (found === undefined) throw new Error(`no resource ${resource}: the validator lets none through`);
    return found;
  };
  const typeNames = new Set([...names.values()].flatMap(({ type, output }) => [type, output]));
  const isTaken = (type: string): boolean => typeNames.has(type) || isReservedType(type);
  const specs = spec && createResourceSpecs(spec, check, isShared, isTaken);
  const nameLimit = Math.min(...destinations.map((destination) => NAME_LIMITS[destination]));
  const parents = new Map(effective.map((resource) => [resource.name, resolveParent(resource, namesOf)]));
  const auths = createAuths(client, effective, values, modules);
  const clientParts = resolveClient(client, auths.standard, values);
  const resources = effective.map((resource): ResourceModel => {
    const { name: own } = resource;
    const parts = resolveResource(resource, namesOf(own), parents.get(own) ?? null, client, values.of(own), {
      modules,
      schemas,
      specs,
      nameLimit,
    });
    const children = [...parents.values()].filter((parent) => parent?.name === own);
    const sharedFields = children.flatMap((parent) => parent?.fields ?? []);
    const checkpoint = resolveCheckpoint(parts, children.length > 0);
    return { ...parts, auth: auths.ownOf(resource), sharedFields: [...new Set(sharedFields)], checkpoint };
  });
  specs?.end();
  checkNamedFields(check, effective, new Map(resources.map((resource) => [resource.name, resource])));
  for (const { span, name: found, other, variable } of values.clashes) {
    collector.report("secret-name-clash", { span, path: "" }, { found, other, variable });
  }
  const absolute = resources.flatMap(({ url }) => originOfUrl(url) ?? []);
  return {
    model: {
      name,
      configFile,
      factory: factoryName(name),
      destinations,
      client: {
        ...clientParts,
        endpointAuths: auths.own(),
        credentialOrigins: [...new Set(absolute)].filter((origin) => origin !== originOf(clientParts.baseUrl)),
        secrets: values.secrets(),
        settings: values.settings(),
      },
      resources,
      schemas: specs?.schemaFiles(resources.flatMap(({ types }) => types?.objects ?? [])) ?? [],
    },
    placedModules: modules.placed(),
    diagnostics: collector.sorted(),
    schemaProblems: schemas.problems(),
  };
}

/** The origin of an absolute URL. */
function originOfUrl(url: UrlModel): string | undefined {
  if (url.kind === "absolute") return new URL(url.url).origin;
  const [start] = url.kind === "template" && url.absolute ? url.parts : [];
  return start?.kind === "literal" ? new URL(start.text).origin : undefined;
}

function originOf(baseUrl: TextModel): string | undefined {
  return baseUrl.kind === "literal" && URL.canParse(baseUrl.text) ? new URL(baseUrl.text).origin : undefined;
}

import type { Check } from "../config/check/check.js";
import { nearest } from "../diagnostics/nearest.js";
import type { JsonPath } from "../paths/steps.js";
import type { ConfigNode, Span } from "../read/document.js";
import type { SchemaPlace, SchemaProblem, SchemaSource } from "../types/schema-source.js";
import type { ObjectModel, SchemaFile } from "../types/type-model.js";
import type { ReadSharedTypes } from "../types/shared-types.js";
import { createDefinitions, type Definitions } from "./definitions.js";
import { type Gap, reportGaps } from "./gaps.js";
import {
  configPath,
  findOperation,
  operationsOf,
  shownOperation,
  type Method,
  type SpecOperation,
} from "./operations.js";
import { createRequestCheck, type WrittenRequest } from "./params.js";
import { itemsOf, recordSchema } from "./record-schema.js";
import { responseSchema } from "./response.js";
import { createDocumentTypes, resolveIn } from "./document-types.js";
import { SpecError, type Spec } from "./spec.js";

/** What a resource asks of its API, as far as a spec can tell about it. */
export interface SpecEndpoint {
  /** The resource, for messages about the whole of it. */
  readonly node: ConfigNode;
  readonly method: Method;
  /** Empty when it is not known before the run. */
  readonly baseUrl: string;
  readonly path: string;
  /** Null: the list of records is looked for in the first response. */
  readonly selector: JsonPath | null;
  /** Where the config has the data selector. */
  readonly selectorNode: ConfigNode | undefined;
  readonly request: WrittenRequest;
}

/** What the OpenAPI document of a config says about its resources. */
export interface ResourceSpecs {
  /**
   * The schema of a resource's records; undefined when the document does not tell. Reports parameters that the operation
   * does not take, and resources that it does not know.
   */
  readonly open: (endpoint: SpecEndpoint) => SchemaSource | undefined;
  /** The files of named schemas that some object types need. */
  readonly schemaFiles: (objects: readonly ObjectModel[]) => readonly SchemaFile[];
  /** Reports what is wrong with what several resources share, once all of them were opened. */
  readonly end: () => void;
}

/**
 * `isShared`: whether what stands at a place of the config is for several resources. `isTaken`: whether a name of a type
 * stands for something else in the connector.
 */
export function createResourceSpecs(
  spec: Spec,
  check: Check,
  isShared: (span: Span) => boolean,
  isTaken: (type: string) => boolean,
): ResourceSpecs {
  const operations = operationsOf(spec);
  const definitions = createDefinitions(spec);
  const types = createDocumentTypes(spec, definitions, isTaken);
  const document: Document = { spec, definitions, types, gaps: [] };
  const requests = createRequestCheck(spec, check, isShared);
  return {
    open(endpoint) {
      const operation = findOperation(operations, endpoint.method, configPath(endpoint.baseUrl, endpoint.path));
      if (operation === undefined) return reportUnknown(check, operations, endpoint);
      requests.compare(operation, endpoint.request);
      try {
        return recordsOf(document, check, operation, endpoint);
      } catch (error) {
        if (!(error instanceof SpecError)) throw error;
        const operationShown = shownOperation(operation);
        check.report("spec-problem", check.at.node(endpoint.request.path ?? endpoint.node), {
          operation: operationShown,
          problem: error.message,
        });
        return undefined;
      }
    },
    schemaFiles: types.files,
    end() {
      reportGaps(check, document.gaps);
      requests.end();
    },
  };
}

interface Document {
  readonly spec: Spec;
  readonly definitions: Definitions;
  readonly types: ReadSharedTypes;
  readonly gaps: Gap[];
}

function recordsOf(
  { spec, definitions, types, gaps }: Document,
  check: Check,
  operation: SpecOperation,
  { node, selector, selectorNode, request }: SpecEndpoint,
): SchemaSource | undefined {
  const response = responseSchema(spec, operation.node);
  const record = response && recordSchema(spec, response, selector);
  if (record === undefined || response === undefined) {
    const missing = response === undefined ? "what it answers" : "what stands at the data_selector";
    const place = (response === undefined ? undefined : selectorNode) ?? request.path ?? node;
    check.report("spec-no-records", check.at.node(place), { operation: shownOperation(operation), missing });
    return undefined;
  }
  const converted = definitions.record(record);
  const { key, schema } = converted;
  for (const { gaps: problems } of [converted, ...definitions.from(converted)]) {
    for (const problem of problems)
      gaps.push({ place: check.at.node(request.path ?? node), operation: shownOperation(operation), problem });
  }
  // Scalars become rows with one column; they have no fields to be typed.
  const isObject = schema["properties"] !== undefined || schema["anyOf"] !== undefined || schema["allOf"] !== undefined;
  if (!isObject || itemsOf(spec, record) !== undefined) return undefined;
  const report = (_place: SchemaPlace, { kind }: SchemaProblem): void => {
    const missing = kind === "no-object" ? "that its records are objects" : "what fields its records have";
    check.report("spec-no-records", check.at.node(request.path ?? node), {
      operation: shownOperation(operation),
      missing,
    });
  };
  return {
    root: { document: key, pointer: "", value: schema },
    resolve: resolveIn(definitions),
    report,
    shared: types,
  };
}

function reportUnknown(
  check: Check,
  operations: readonly SpecOperation[],
  { node, method, path, request }: SpecEndpoint,
): undefined {
  const paths = operations.filter((operation) => operation.method === method).map((operation) => operation.path);
  const meant = nearest(path.startsWith("/") ? path : `/${path}`, paths);
  check.report("spec-no-operation", check.at.node(request.path ?? node), {
    operation: `${method.toUpperCase()} ${path}`,
    meant,
  });
  return undefined;
}

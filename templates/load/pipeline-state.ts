import type { Destination, Dialect } from "./destination.js";
import { LoadError } from "./errors.js";
import { quoteText, tableName, type Dataset } from "./sql.js";
import { decodeDocument, encodeDocument, objectAt, setAt, stateHash, type StateObject } from "./state-document.js";
import { LOADS_TABLE, STATE_TABLE } from "./system-tables.js";

/** The layout of states since dlt 0.4: `_state_engine_version`. */
const ENGINE_VERSION = 4;

/** What a pipeline remembers from one load to the next; dlt continues it and is continued. */
export interface PipelineState {
  readonly pipelineName: string;
  /** dlt's name of the source, below which its resources stand. */
  readonly schemaName: string;
  /** The whole state as dlt stores it, with other sources' parts; changes of a run are made in here. */
  readonly document: StateObject;
}

/** Which state to read: pipelines of one dataset have one each. */
export interface StateOwner {
  readonly pipelineName: string;
  readonly schemaName: string;
}

/**
 * Reads the newest state that a completed load of the pipeline left in the dataset, or makes a new one.
 *
 * @throws LoadError when the state is of another layout, or is none at all
 */
export async function readPipelineState(
  destination: Destination,
  dataset: Dataset,
  owner: StateOwner,
): Promise<PipelineState> {
  const { pipelineName, schemaName } = owner;
  const stored = await storedState(destination, dataset, pipelineName);
  return { pipelineName, schemaName, document: stored ?? newDocument(destination.dialect, dataset, owner) };
}

/** dlt's rule: of the completed loads that have a state the one with the greatest id counts. */
async function storedState(
  destination: Destination,
  dataset: Dataset,
  pipelineName: string,
): Promise<StateObject | undefined> {
  for (const table of [STATE_TABLE, LOADS_TABLE]) if (!(await destination.hasTable(dataset, table))) return undefined;
  const [row] = await destination.query(
    `SELECT state.state, state.engine_version FROM ${tableName(dataset, STATE_TABLE)} AS state ` +
      `JOIN ${tableName(dataset, LOADS_TABLE)} AS loads ON loads.load_id = state._dlt_load_id ` +
      `WHERE state.pipeline_name = $1 AND loads.status = 0 ORDER BY loads.load_id DESC LIMIT 1`,
    [pipelineName],
  );
  if (row === undefined) return undefined;
  const [text, engineVersion] = row;
  if (Number(engineVersion) !== ENGINE_VERSION) {
    throw new LoadError(
      `the state of pipeline ${pipelineName} has layout ${engineVersion}, not ${ENGINE_VERSION}: ` +
        "load once with dlt 1.31, or name another pipeline",
    );
  }
  try {
    return decodeDocument(String(text));
  } catch (cause) {
    throw new LoadError(`the state of pipeline ${pipelineName} in ${STATE_TABLE} is not readable`, { cause });
  }
}

function newDocument({ name }: Dialect, { schema }: Dataset, { pipelineName, schemaName }: StateOwner): StateObject {
  return {
    _state_version: 0,
    _state_engine_version: ENGINE_VERSION,
    dataset_name: schema,
    pipeline_name: pipelineName,
    default_schema_name: schemaName,
    schema_names: [schemaName],
    destination_type: `dlt.destinations.${name}`,
    destination_name: null,
  };
}

/** The statements that store a state that changed since it was read; none when it did not. */
export function stateStatements(state: PipelineState, dataset: Dataset, loadId: string, rowId: string): string[] {
  const changed = changedDocument(state);
  if (changed === undefined) return [];
  const { version, hash, document } = changed;
  const texts = [state.pipelineName, encodeDocument(document)].map(quoteText).join(", ");
  const ids = [hash, loadId, rowId].map(quoteText);
  return [
    `INSERT INTO ${tableName(dataset, STATE_TABLE)} ` +
      "(version, engine_version, pipeline_name, state, created_at, version_hash, _dlt_load_id, _dlt_id) " +
      `VALUES (${version}, ${ENGINE_VERSION}, ${texts}, now(), ${ids.join(", ")})`,
  ];
}

/** Whether the state is another than the stored one. */
export function hasStateChanged(state: PipelineState): boolean {
  return changedDocument(state) !== undefined;
}

/**
 * Notes that the run stores another version of the schema. A dlt that has kept its working directory fetches schemas anew
 * only when the state is another than its own.
 */
export function noteSchema({ document, schemaName }: PipelineState, versionHash: string): void {
  const isFirst = document["_version_hash"] === undefined;
  if (!isFirst) setAt(document, ["sources", schemaName, "schema_version_hash"], versionHash);
}

/** Takes a version of the state, which was stored in the middle of the run, for the one before the next. */
export function adoptVersion({ document, schemaName }: PipelineState, stored: PipelineState): void {
  for (const keys of [["_state_version"], ["_version_hash"], ["sources", schemaName, "schema_version_hash"]]) {
    const value = objectAt(stored.document, keys.slice(0, -1))?.[keys.at(-1) ?? ""];
    if (value !== undefined) setAt(document, keys, value);
  }
}

/** The document with its next version and hash; `state` itself stays as it is, since a write may be tried again. */
function changedDocument({ document: current, schemaName }: PipelineState) {
  const document = withSchema(current, schemaName);
  const hash = stateHash(document);
  if (hash === document["_version_hash"]) return undefined;
  const version = Number(document["_state_version"]) + 1;
  return { version, hash, document: { ...document, _state_version: version, _version_hash: hash } };
}

/** dlt restores the schemas that a state lists. */
function withSchema(document: StateObject, schemaName: string): StateObject {
  const listed = document["schema_names"];
  const names = Array.isArray(listed) ? listed : [];
  return names.includes(schemaName) ? document : { ...document, schema_names: [...names, schemaName] };
}

/** What the state keeps for one resource. */
export interface ResourceState {
  /** What was stored for a cursor, by its path within a record as the config has it. */
  cursor(path: string): StateObject | undefined;
  /** Stores a cursor when all of the load is. */
  setCursor(path: string, cursor: StateObject): void;
  /**
   * Wanted where a load may save what it has before its end: to be told, before a page is handed over, the cursor from
   * which another run would go on behind that page; null: none.
   */
  readonly reachCursor?: (path: string, cursor: () => StateObject | null) => void;
}

/** The part of the state that a resource reads and writes. */
export function resourceState({ document, schemaName }: PipelineState, resource: string): ResourceState {
  const cursors = [...resourceKeys(schemaName, resource), "incremental"];
  return {
    cursor: (path) => objectAt(document, [...cursors, path]),
    setCursor: (path, cursor) => setAt(document, [...cursors, path], cursor),
  };
}

/** Forgets what was kept for a resource. */
export function dropResourceState({ document, schemaName }: PipelineState, resource: string): void {
  const keys = resourceKeys(schemaName, resource);
  const resources = objectAt(document, keys.slice(0, -1));
  if (resources !== undefined && Object.hasOwn(resources, resource)) delete resources[resource];
}

function resourceKeys(schemaName: string, resource: string): string[] {
  return ["sources", schemaName, "resources", resource];
}

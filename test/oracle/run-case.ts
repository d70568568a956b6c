import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDuckDb } from "../../templates/load/duckdb.js";
import { canonicalFile, canonicalForm } from "../support/canonical.js";
import { isList, isObject, type CanonicalObject, type CanonicalValue } from "../support/canonical-json.js";
import { runCommand, type CommandResult } from "../support/command.js";
import { difference } from "../support/difference.js";
import { readPostgresDataset } from "../support/postgres-dataset.js";
import { withPostgres } from "../support/postgres-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { readCase, readExpectedRequests, readExpectedStep, type ExpectedStep, type OracleCase } from "./case.js";
import { startMockApi, type MockApi } from "./mock-api.js";
import { requestDifference } from "./requests.js";

/** The address that stands for the mock API in recorded files. */
const PLACEHOLDER = "http://api.test";

/** What dlt calls a declarative source, and the pipeline that the cases were recorded with. */
const CONNECTOR = "rest_api";
const PIPELINE = "oracle";

/** Where one run of a case keeps its files. */
interface Workplace {
  readonly oracleCase: OracleCase;
  readonly api: MockApi;
  readonly folder: string;
  readonly turns: Turns | undefined;
  /** The URL of the Postgres database that is loaded into; undefined for a DuckDB file. */
  readonly postgres: string | undefined;
}

/** A dataset that dlt began: what it left after its first steps. */
export interface BegunDataset {
  readonly steps: number;
  /** SQL that makes the dataset in the database that is loaded into, with the placeholder for the API's address. */
  readonly sql: string;
}

/** Who loads which step, when it is not always the connector. */
export interface Turns {
  readonly isDlts: (step: number) => boolean;
  /** Takes one step with dlt; what went wrong, or undefined. */
  readonly load: (step: number, database: string, api: MockApi) => Promise<string | undefined>;
}

export interface CaseOptions {
  readonly begun?: BegunDataset;
  readonly turns?: Turns;
  /** The URL of an empty Postgres database to load into. Default: a DuckDB file. */
  readonly postgres?: string;
}

/**
 * Generates the connector of a case, loads every step against the case's API and compares tables, integrity and requests
 * with the recorded ones; with `begun` the steps after those that dlt took. Returns what differs first, or undefined when
 * nothing does.
 */
export async function runCase(name: string, options: CaseOptions = {}): Promise<string | undefined> {
  const oracleCase = await readCase(name);
  const api = await startMockApi(oracleCase.folder);
  try {
    return await withTemporaryFolder(async (folder) => {
      const { begun, turns, postgres } = options;
      const place: Workplace = { oracleCase, api, folder, turns, postgres };
      const made = await generate(place);
      if (oracleCase.differs === "config-error") {
        return made.code === 2 ? undefined : `exit 2, a config error, was expected from generating: ${told(made)}`;
      }
      if (made.code !== 0) return `generating failed: ${told(made)}`;
      if (begun !== undefined) await restore(place, begun);
      for (let step = (begun?.steps ?? 0) + 1; step <= oracleCase.steps; step++) {
        const problem = await runStep(place, step);
        if (problem !== undefined) return `step ${step}: ${problem}`;
      }
      return undefined;
    });
  } finally {
    await api.close();
  }
}

async function generate({ oracleCase, api, folder, postgres }: Workplace): Promise<CommandResult> {
  // Edited as text, so that number literals reach the generator as written. Short waits keep a case short.
  const source = (await readFile(join(oracleCase.folder, "config.json"), "utf8")).replaceAll(PLACEHOLDER, api.baseUrl);
  const text = source.replace(/"client"\s*:\s*\{/, '$& "retry": {"initial_delay": 0.01},');
  const config = join(folder, "config.json");
  await writeFile(config, text);
  const destination = postgres === undefined ? "duckdb" : "postgres";
  return runCommand([config, "--out", join(folder, "out"), "--name", CONNECTOR, "--destination", destination]);
}

async function restore(place: Workplace, begun: BegunDataset): Promise<void> {
  const sql = begun.sql.replaceAll(PLACEHOLDER, place.api.baseUrl);
  if (place.postgres !== undefined) {
    await withPostgres(place.postgres, (client) => client.query(`SET TimeZone = 'UTC'; ${sql}`));
    return;
  }
  const database = await openDuckDb(databaseOf(place));
  try {
    await database.connection.run(sql);
  } finally {
    await database.close();
  }
}

function databaseOf({ folder, postgres }: Workplace): string {
  return postgres ?? join(folder, "out.duckdb");
}

async function runStep(place: Workplace, step: number): Promise<string | undefined> {
  const { oracleCase, api, folder } = place;
  api.setStep(step);
  api.requests.length = 0;
  const expected = await readExpectedStep(oracleCase, step);
  const database = databaseOf(place);
  if (place.turns?.isDlts(step)) {
    return (await place.turns.load(step, database, api)) ?? (await datasetDifference(place, database, expected));
  }
  const flags = ["--to", database, "--dataset", "data", "--pipeline", PIPELINE, "--quiet"];
  const ran = await runCommand(["run", join(folder, "out", CONNECTOR), ...flags], {
    env: secretVariables(oracleCase.secrets),
  });
  const leaked = Object.keys(oracleCase.secrets).find((name) => prints(ran, oracleCase.secrets[name] ?? ""));
  if (leaked !== undefined) return `the secret ${leaked} was printed`;
  const expectedCode = expected.errorType === null ? 0 : 1;
  if (ran.code !== expectedCode) {
    return `exit ${expectedCode} was expected (dlt: ${expected.errorType ?? "no error"}): ${told(ran)}`;
  }
  if (!expected.comparable) return undefined;
  return (await datasetDifference(place, database, expected)) ?? (await requestsDifference(place, step, expected));
}

async function datasetDifference(
  place: Workplace,
  database: string,
  expected: ExpectedStep,
): Promise<string | undefined> {
  const options = {
    rankColumns: place.oracleCase.rankColumns,
    replacements: [[place.api.baseUrl, PLACEHOLDER]] as const,
  };
  const isPostgres = place.postgres !== undefined;
  const found = isPostgres
    ? canonicalForm(await withPostgres(database, (client) => readPostgresDataset(client, "data")), options)
    : existsSync(database)
      ? await canonicalFile(database, "data", options)
      : null;
  const wanted = isPostgres ? asPostgresHasIt(expected.dataset) : expected.dataset;
  const differs = difference(comparableTables(wanted), comparableTables(found));
  if (differs !== undefined) return `tables${differs}`;
  const known = expected.dataset?.get("integrity");
  const allowed = new Set(isList(known) ? known : []);
  const findings = found?.get("integrity");
  const broken = (isList(findings) ? findings : []).filter((finding) => !allowed.has(finding));
  return broken.length === 0 ? undefined : `integrity: ${broken.slice(0, 3).join(", ")}`;
}

/** What DuckDB has a type for and Postgres has not, as `readPostgresDataset` names what is in its place. */
const REPLACED_TYPES: ReadonlyMap<string, string> = new Map([
  ["TINYINT", "SMALLINT"],
  ["HUGEINT", "DECIMAL(38,0)"],
  ["TIMESTAMP_S", "TIMESTAMP"],
  ["TIMESTAMP_MS", "TIMESTAMP"],
  ["TIMESTAMP_NS", "TIMESTAMP"],
]);

function asPostgresHasIt(dataset: CanonicalObject | null): CanonicalObject | null {
  const replaced = dataset && withTypes(dataset);
  return isObject(replaced) ? replaced : null;
}

function withTypes(value: CanonicalValue): CanonicalValue {
  if (!isObject(value)) return value;
  return new Map(
    [...value].map(([key, member]) => {
      const type = key === "type" && typeof member === "string" ? REPLACED_TYPES.get(member) : undefined;
      return [key, type ?? (key === "rows" ? member : withTypes(member))];
    }),
  );
}

/** The tables without what is free: the order of columns and the number of runs that changed nothing. */
function comparableTables(dataset: CanonicalObject | null): CanonicalValue {
  const tables = dataset?.get("tables");
  if (!isObject(tables)) return new Map();
  return new Map(
    [...tables].map(([name, table]) => [
      name,
      new Map(isObject(table) ? [...table].filter(([key]) => key !== "column_order") : []),
    ]),
  );
}

async function requestsDifference(
  { oracleCase, api }: Workplace,
  step: number,
  expected: ExpectedStep,
): Promise<string | undefined> {
  if (oracleCase.differs !== null || expected.errorType !== null) return undefined;
  const sent = JSON.stringify(api.requests).replaceAll(api.baseUrl, PLACEHOLDER);
  const differs = requestDifference(await readExpectedRequests(oracleCase, step), sent, oracleCase.parallel);
  return differs === undefined ? undefined : `requests${differs}`;
}

function secretVariables(secrets: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name.toUpperCase(), value]));
}

/** A secret of up to three letters may occur in a message by chance. */
function prints({ stdout, stderr }: CommandResult, secret: string): boolean {
  return secret.length > 3 && (stdout + stderr).includes(secret);
}

function told({ code, stdout, stderr }: CommandResult): string {
  return `exit ${code ?? "by a signal"}, ${(stderr || stdout).trim().slice(-600)}`;
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject, parseCanonical, type CanonicalObject } from "../support/canonical-json.js";
import { projectPath } from "../support/project.js";

/** One recorded case; its files are described in fixtures/oracle/README.md. */
export interface OracleCase {
  readonly name: string;
  readonly folder: string;
  readonly steps: number;
  readonly parallel: boolean;
  readonly rankColumns: readonly string[];
  /** Set where the connector departs from dlt on purpose: what is expected instead. */
  readonly differs: "tables" | "config-error" | null;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What dlt did in one step: the tables after it, and how it failed when it did. */
export interface ExpectedStep {
  /** dlt's class of error; null for a step that succeeds. */
  readonly errorType: string | null;
  /** The dataset after the step; null when it is not to be compared or none exists. */
  readonly dataset: CanonicalObject | null;
  /** False when dlt failed while loading and may have left half of it behind. */
  readonly comparable: boolean;
}

interface CaseFile {
  readonly steps: number;
  readonly parallel?: boolean;
  readonly rank_columns?: readonly string[];
  readonly differs?: { readonly expect: "tables" | "config-error" };
}

const casesFolder = projectPath("fixtures/oracle/cases");

/** The names of all cases, in order. */
export function caseNames(): string[] {
  return readdirSync(casesFolder).sort();
}

export async function readCase(name: string): Promise<OracleCase> {
  const folder = join(casesFolder, name);
  const file: CaseFile = JSON.parse(await readFile(join(folder, "case.json"), "utf8"));
  const secretsFile = join(folder, "secrets.json");
  return {
    name,
    folder,
    steps: file.steps,
    parallel: file.parallel ?? false,
    rankColumns: file.rank_columns ?? [],
    differs: file.differs?.expect ?? null,
    secrets: existsSync(secretsFile) ? JSON.parse(await readFile(secretsFile, "utf8")) : {},
  };
}

export async function readExpectedStep(oracleCase: OracleCase, step: number): Promise<ExpectedStep> {
  const recorded = parseCanonical(await readFile(join(oracleCase.folder, `expected/step-${step}.json`), "utf8"));
  if (!isObject(recorded)) return { errorType: null, dataset: null, comparable: true };
  const error = recorded.get("error");
  if (!isObject(error)) return { errorType: null, dataset: recorded, comparable: true };
  const after = recorded.get("after");
  return {
    errorType: String(error.get("type")),
    dataset: isObject(after) ? after : null,
    comparable: error.get("step") !== "load",
  };
}

/** The requests that dlt sent in one step. */
export async function readExpectedRequests(oracleCase: OracleCase, step: number): Promise<string> {
  return readFile(join(oracleCase.folder, `expected/requests-${step}.json`), "utf8");
}

/** Case → reason: the cases that a connector cannot pass yet, and the capability each one lacks. */
export function readPendingCases(): ReadonlyMap<string, string> {
  const pending: Record<string, string> = JSON.parse(readFileSync(projectPath("fixtures/oracle/pending.json"), "utf8"));
  return new Map(Object.entries(pending));
}

import { pathToFileURL } from "node:url";
import { projectPath } from "../support/project.js";

/** A running mock API of one case (fixtures/oracle/mock-api.mjs). */
export interface MockApi {
  readonly baseUrl: string;
  /** The log of requests since it was last emptied. */
  readonly requests: unknown[];
  /** Rebuilds the API for a step, counted from 1. */
  setStep(step: number): void;
  close(): Promise<void>;
}

interface MockApiModule {
  startMockApi(caseFolder: string, options: { readonly step: number }): Promise<MockApi>;
}

/** Starts a case's API on a free port of 127.0.0.1. */
export async function startMockApi(caseFolder: string): Promise<MockApi> {
  const module: MockApiModule = await import(pathToFileURL(projectPath("fixtures/oracle/mock-api.mjs")).href);
  return module.startMockApi(caseFolder, { step: 1 });
}

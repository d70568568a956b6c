import type { Page } from "../../templates/http/page.js";
import type { Redact } from "../../templates/http/redact.js";
import { createUsage, type Usage } from "../../templates/http/usage.js";
import type { ResourceModel } from "../model/model.js";
import type { ProbedClient, ProbedConnector } from "./connector.js";
import { type Answer, type AnswerStore, createRecorder, EndOfSample, type Recorder } from "./recorder.js";
import type { RuntimeValues } from "./runtime-values.js";

/** How much of each resource is read, and from where. */
export interface SampleOptions extends RuntimeValues {
  /** Pages with records of a resource; of a child, for each record of its parent. */
  readonly pages: number;
  /** Records of a parent whose children are read. */
  readonly parents: number;
  readonly baseUrl?: string;
  readonly signal: AbortSignal;
}

/** One page of a resource. */
export interface SamplePage {
  /** The answer that it came with. */
  readonly answer: Answer | undefined;
  /** The records as the connector hands them on: renamed, processed, filtered. */
  readonly records: readonly unknown[];
  /** Counts the records of the parent, from 0. */
  readonly parent: number;
}

/** What was read of a resource. */
export interface Sample {
  readonly resource: ResourceModel;
  readonly pages: readonly SamplePage[];
  /** Every answer on the way, those of the parents' pages included. */
  readonly answers: readonly Answer[];
  /** Requests that were really sent: what is known of another resource's reading is not asked for again. */
  readonly requests: number;
  readonly usage: Usage;
  /** Whether the reading came to its end. */
  readonly complete: boolean;
  readonly error: Error | undefined;
  readonly baseUrl: string;
  readonly redact: Redact;
  /** Texts of headers that no file may show. */
  readonly credentials: ReadonlySet<string>;
}

/** Pages may be empty, e.g. of a window of time: so many requests are sent beyond those that should be enough. */
const SPARE_REQUESTS = 20;

/**
 * Reads the first pages of a resource with its own reader, and in the order of a load: of a child the first records of
 * its parent, one after the other. A reading that needs more is stopped, so that the answers are always the first ones of
 * a whole reading.
 */
export async function readSample(
  connector: ProbedConnector,
  resource: ResourceModel,
  store: AnswerStore,
  options: SampleOptions,
): Promise<Sample> {
  const { secrets, settings, baseUrl, signal } = options;
  const recorder = createRecorder(store);
  const client = connector.connect({
    secrets,
    settings,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    signal: AbortSignal.any([signal, recorder.signal]),
    fetch: recorder.fetch,
  });
  const usage = createUsage();
  const pages: SamplePage[] = [];
  const reading: Reading = { connector, client, recorder, usage, options, pages };
  let complete = false;
  let error: Error | undefined;
  try {
    await readResource(reading, resource);
    complete = true;
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof EndOfSample)) error = thrown instanceof Error ? thrown : new Error(String(thrown));
  }
  const { redact } = client;
  const { answers, credentials } = recorder;
  const requests = recorder.sent();
  return { resource, pages, answers, requests, usage, complete, error, baseUrl: client.baseUrl, redact, credentials };
}

interface Reading {
  readonly connector: ProbedConnector;
  readonly client: ProbedClient;
  readonly recorder: Recorder;
  readonly usage: Usage;
  readonly options: SampleOptions;
  readonly pages: SamplePage[];
}

async function readResource(reading: Reading, resource: ResourceModel): Promise<void> {
  const { connector, options, recorder } = reading;
  const parent = parentOf(connector, resource);
  const enough = options.pages + SPARE_REQUESTS;
  if (parent === undefined)
    return readRow(reading, resource, { record: undefined, index: 0, allowed: enough, spare: 0 });
  let index = 0;
  recorder.allow(SPARE_REQUESTS);
  for await (const { records } of pagesOf(reading, parent)) {
    for (const record of records) {
      // Each row may ask for one page more than are wanted, since that is how the end of most is seen.
      await readRow(reading, resource, { record, index, allowed: index < options.parents ? enough : 0, spare: 1 });
      index++;
      recorder.allow(index < options.parents ? SPARE_REQUESTS : 0);
    }
  }
}

/** One record of the parent, and how many requests may be sent for it: at all, and once all wanted pages are there. */
interface Row {
  readonly record: unknown;
  readonly index: number;
  readonly allowed: number;
  readonly spare: number;
}

/** Reads the pages of a resource, of one record of its parent where it has one. */
async function readRow(
  { connector, client, recorder, usage, options, pages }: Reading,
  resource: ResourceModel,
  { record, index, allowed, spare }: Row,
): Promise<void> {
  recorder.allow(allowed);
  let from = recorder.answers.length;
  let filled = 0;
  const keepPage = (records: readonly unknown[]): void => {
    const answer = recorder.answers.slice(from).at(-1);
    from = recorder.answers.length;
    pages.push({ answer: isSuccess(answer) ? answer : undefined, records, parent: index });
  };
  try {
    for await (const { records } of connector.readerOf(resource)(client, record, usage)) {
      keepPage(records);
      if (records.length > 0) filled++;
      if (filled === options.pages && records.length > 0) recorder.allow(spare);
    }
  } catch (error) {
    if (isAboutRecords(error)) keepPage([]);
    throw error;
  }
}

/** The pages of a parent, read as a load reads them. */
async function* pagesOf(reading: Reading, resource: ResourceModel): AsyncGenerator<Page> {
  const { connector, client } = reading;
  const parent = parentOf(connector, resource);
  const read = connector.readerOf(resource);
  if (parent === undefined) yield* read(client, undefined, createUsage());
  else {
    for await (const { records } of pagesOf(reading, parent)) {
      for (const record of records) yield* read(client, record, createUsage());
    }
  }
}

function parentOf({ model }: ProbedConnector, { parent }: ResourceModel): ResourceModel | undefined {
  return model.resources.find(({ name }) => name === parent?.name);
}

function isSuccess(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.status >= 200 && answer.status < 300;
}

/** Whether an answer was read, and its records were refused: that answer tells why. */
function isAboutRecords(error: unknown): boolean {
  return error instanceof Error && ["CursorError", "PaginationLoopError"].includes(error.name);
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExact } from "../../templates/http/exact-json.js";
import { AnswerError } from "../init/answer-error.js";
import { emitProbe, PROBE_FILE } from "../emit/probe.js";
import { importConnector } from "../probe/connector.js";
import { readRuntimeValues } from "../probe/runtime-values.js";
import { readSample } from "../probe/sample.js";
import type { SampleAnswer } from "../samples/sample-spec.js";
import { judgeConfig } from "./judge.js";
import { withTemporaryConnector } from "./temporary-connector.js";

/** An address of an API, and a file with its answer where it need not be asked. */
export interface AnswerSource {
  readonly url: URL;
  readonly file?: string | undefined;
}

/**
 * The answers of some addresses, from files or from the API: asked by a connector that is generated for them, with its
 * retries and limits.
 *
 * @param bearer the `$secret` that is sent as bearer token; its value is in the environment
 * @throws AnswerError that tells of every address without an answer
 */
export async function readAnswers(
  sources: readonly AnswerSource[],
  bearer: string | undefined,
): Promise<readonly SampleAnswer[]> {
  const asked = sources.filter(({ file }) => file === undefined).map(({ url }) => url);
  const answers = asked.length === 0 ? [] : await askApi(asked, bearer);
  return sources.map(({ url, file }) => {
    const answer = file === undefined ? answers.find((one) => one.url === url) : readFile(url, file);
    if (answer === undefined) throw new AnswerError(`GET ${url.href}: no answer`);
    return answer;
  });
}

function readFile(url: URL, file: string): SampleAnswer {
  try {
    return { url, body: parseExact(readFileSync(file, "utf8")), headers: new Headers() };
  } catch (error) {
    throw new AnswerError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function askApi(urls: readonly URL[], bearer: string | undefined): Promise<readonly SampleAnswer[]> {
  const folder = mkdtempSync(join(tmpdir(), "gen-connector-"));
  try {
    const file = join(folder, "config.json");
    writeFileSync(file, JSON.stringify(configOf(urls, bearer)));
    const judged = await judgeConfig(file, "samples", "error");
    const { model } = judged;
    if (model === undefined)
      throw new AnswerError(judged.problems.diagnostics.map(({ message }) => message).join("; "));
    const values = readRuntimeValues(model, model.resources, process.env);
    if ("missing" in values) {
      throw new AnswerError(
        `set the environment variable ${values.missing.map(({ variable }) => variable).join(", ")}`,
      );
    }
    const read = async (connectorFolder: string): Promise<readonly SampleAnswer[]> => {
      const connector = await importConnector(connectorFolder, model);
      const found: SampleAnswer[] = [];
      const problems: string[] = [];
      for (const [index, resource] of model.resources.entries()) {
        const options = { ...values, pages: 1, parents: 1, signal: new AbortController().signal };
        const { pages, error } = await readSample(connector, resource, new Map(), options);
        const answer = pages[0]?.answer;
        const url = urls[index];
        if (answer !== undefined && url !== undefined) {
          found.push({ url, body: parseExact(answer.text()), headers: answer.headers });
        } else problems.push(error?.message ?? `GET ${url?.href}: no answer`);
      }
      if (problems.length > 0) throw new AnswerError(problems.join("\n"));
      return found;
    };
    const extra = new Map([[PROBE_FILE, emitProbe(model)]]);
    const done = await withTemporaryConnector({ ...judged, model }, file, read, extra);
    return "result" in done ? done.result : [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One resource for each address; braces in an address are no placeholders. */
function configOf(urls: readonly URL[], bearer: string | undefined): object {
  const literal = (text: string): string => text.replace(/[{}]/g, "$&$&");
  const resources = urls.map((url, index) => {
    const names = [...new Set(url.searchParams.keys())];
    const params = Object.fromEntries(names.map((name) => [literal(name), url.searchParams.getAll(name).map(literal)]));
    const path = literal(decodeURI(url.origin + url.pathname));
    return { name: `answer_${index}`, endpoint: { path, params, data_selector: "$", paginator: "single_page" } };
  });
  const auth = bearer === undefined ? {} : { auth: { type: "bearer", token: { $secret: bearer } } };
  return { client: { base_url: urls[0]?.origin, ...auth }, resources };
}

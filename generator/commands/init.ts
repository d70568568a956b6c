import { existsSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { AnswerError } from "../init/answer-error.js";
import { printConfig } from "../init/print-config.js";
import type { Proposal, ProposedResource } from "../init/proposal.js";
import { propose } from "../init/propose.js";
import { readSpec } from "../openapi/read-spec.js";
import { SpecError } from "../openapi/spec.js";
import type { Output } from "./output.js";
import type { AnswerSource } from "./read-answers.js";

export const INIT_HELP = `gen-connector init <spec | URL…> [flags]

Proposes a config from an OpenAPI document (2.0, 3.0, 3.1; a file or a URL): base URL, auth, resources with paginator,
selector and keys. Each guess has a comment. In a terminal it asks which resources to take.
Without a document it proposes one from answers: name addresses of the API that answer with records.

  --out FILE           the config to write, .yaml or .json (default: config.yaml)
  --sample FILE        a saved answer of the first URL; again for the second, and so on: these are not asked for.
                       With several of one URL that is the base URL: orders.json is the answer of its orders
  --bearer VARIABLE    the environment variable with the token that the URLs want
  --resources A,B      take these and do not ask
  --yes                take all and do not ask
  --allow-ref ORIGIN   the spec may refer to documents of this origin; can be given again
  --force              write over a file that exists
  --json               print the proposal as one JSON document on standard output

Examples:
  gen-connector init openapi.json
  SHOP__TOKEN=… gen-connector init https://api.example.com/v1/orders?limit=50 --bearer SHOP__TOKEN

Exit codes: 0 written, 1 nothing to propose, 2 no OpenAPI document and no answers, or wrong usage.
`;

interface Flags {
  readonly out: string;
  readonly resources?: string | undefined;
  readonly yes?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly "allow-ref"?: readonly string[] | undefined;
  readonly sample?: readonly string[] | undefined;
  readonly bearer?: string | undefined;
}

/** What a config is proposed from. */
interface Source {
  readonly proposal: Proposal;
  /** What it was made from, for people. */
  readonly shown: string;
  /** The command to go on with. */
  readonly next: string;
}

/** `gen-connector init spec`; returns the exit code. */
export async function initCommand(args: readonly string[], output: Output): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    output.out(INIT_HELP);
    return 0;
  }
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string", default: "config.yaml" },
        resources: { type: "string" },
        "allow-ref": { type: "string", multiple: true },
        sample: { type: "string", multiple: true },
        bearer: { type: "string" },
        yes: { type: "boolean" },
        force: { type: "boolean" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    return refuse(output, error instanceof Error ? error.message : String(error));
  }
  const { positionals, values } = parsed;
  if (positionals.length === 0) return refuse(output, "name an OpenAPI document, a file or a URL, or URLs of records");
  if (!/\.(ya?ml|json)$/i.test(values.out)) return refuse(output, `--out ends in .yaml or .json, not in ${values.out}`);
  if (existsSync(values.out) && values.force !== true) {
    return refuse(output, `${values.out} exists: --force writes over it, --out names another file`);
  }
  try {
    return await writeProposal(await proposeFrom(positionals, values), values, output);
  } catch (error) {
    if (!(error instanceof SpecError) && !(error instanceof AnswerError)) throw error;
    output.err(`error: ${error.message}\n`);
    return 2;
  }
}

/** One place may be a spec; a URL that is none answers with records. */
async function proposeFrom(places: readonly string[], flags: Flags): Promise<Source> {
  const [spec = ""] = places;
  const isSpec = places.length === 1 && flags.sample === undefined && flags.bearer === undefined;
  if (!isSpec) return fromAnswers(places, flags);
  try {
    const proposal = propose(await readSpec(spec, { allowedOrigins: flags["allow-ref"] ?? [] }), spec);
    return { proposal, shown: spec, next: `gen-connector ${flags.out} --openapi ${spec}` };
  } catch (error) {
    if (!(error instanceof SpecError) || !/^https?:/i.test(spec)) throw error;
    return fromAnswers(places, flags).catch((other: unknown) => {
      if (!(other instanceof AnswerError)) throw error;
      throw new AnswerError(`no OpenAPI document: ${error.message}\nno answer with records: ${other.message}`);
    });
  }
}

async function fromAnswers(places: readonly string[], { out, sample = [], bearer }: Flags): Promise<Source> {
  const { readAnswers } = await import("./read-answers.js");
  const { proposeFromSamples } = await import("../init/propose-samples.js");
  const sources = sourcesOf(places.map(addressOf), sample);
  const origins = new Set(sources.map(({ url }) => url.origin));
  if (origins.size > 1) throw new AnswerError(`the URLs are of several APIs: ${[...origins].join(", ")}`);
  if (sample.length > sources.length) throw new AnswerError("there are more --sample than URLs");
  const secret = bearer === undefined ? undefined : secretOf(bearer);
  const answers = await readAnswers(sources, secret);
  if (answers.some(({ body }) => isSpecBody(body))) throw new AnswerError("an OpenAPI document holds no records");
  const auth =
    secret === undefined ? undefined : { value: { type: "bearer", token: { $secret: secret } }, because: "--bearer" };
  const proposal = proposeFromSamples(answers, auth);
  return { proposal, shown: places.join(", "), next: `gen-connector probe ${out} --write` };
}

/**
 * The addresses with their saved answers. One address with more answers than it can have is the base URL, and each file is
 * named after its path there: `orders.json`. So is one without a path.
 */
function sourcesOf(urls: readonly URL[], samples: readonly string[]): readonly AnswerSource[] {
  const [base] = urls;
  const isBase = samples.length > 1 || (samples.length === 1 && base?.pathname === "/" && base.search === "");
  if (base === undefined || urls.length > 1 || !isBase) {
    return urls.map((url, index) => ({ url, file: samples[index] }));
  }
  const folder = base.href.endsWith("/") ? base.href : `${base.href}/`;
  return samples.map((file) => {
    const name = basename(file).replace(/\.[^.]*$/, "");
    return { url: new URL(encodeURIComponent(name), folder), file };
  });
}

/** Parameters that carry credentials; `page_token` is none. */
const CREDENTIAL =
  /^(?:.*[_-])?(?:(?:api|access|subscription)?[_-]?key|secret|password|sig(?:nature)?|(?:access|auth)[_-]?token)$|^token$/i;

/** A credential in a URL would end up in the config. */
function addressOf(place: string): URL {
  const url = URL.canParse(place) ? new URL(place) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new AnswerError(`${place} is no URL: records are asked for at addresses that begin with http:// or https://`);
  }
  const secret = [...url.searchParams.keys()].find((name) => CREDENTIAL.test(name));
  if (url.username === "" && url.password === "" && secret === undefined) return url;
  throw new AnswerError(
    `the URL holds a credential${secret === undefined ? "" : ` (${secret})`}: save its answer, and name the URL without it and the file as --sample`,
  );
}

/** The `$secret` that is read from a variable: `SHOP__TOKEN` is `shop.token`. */
function secretOf(variable: string): string {
  if (/^[A-Z][A-Z0-9_]*$/.test(variable)) return variable.toLowerCase().replaceAll("__", ".");
  throw new AnswerError("--bearer: the name of an environment variable in capitals is needed, e.g. SHOP__TOKEN");
}

function isSpecBody(body: unknown): boolean {
  return typeof body === "object" && body !== null && ("openapi" in body || "swagger" in body);
}

async function writeProposal({ proposal, shown, next }: Source, flags: Flags, output: Output): Promise<number> {
  const chosen = await choose(proposal, flags, output);
  if (chosen === undefined) return 2;
  if (flags.json === true) output.out(`${JSON.stringify({ ...proposal, resources: chosen }, null, 2)}\n`);
  if (chosen.length === 0) {
    output.err(`error: ${shown} has no collection that could be read\n${leftOutText(proposal)}`);
    return 1;
  }
  const format = /\.json$/i.test(flags.out) ? "json" : "yaml";
  writeFileSync(flags.out, await printConfig(proposal, chosen, format));
  output.err(leftOutText(proposal));
  output.err(
    `${flags.out} was written: ${chosen.length} of ${proposal.resources.length} resources\n` + `next: ${next}\n`,
  );
  return 0;
}

/** Undefined when what was asked for is not there: that is told. */
async function choose(
  { resources }: Proposal,
  { resources: names, yes, json }: Flags,
  output: Output,
): Promise<readonly ProposedResource[] | undefined> {
  if (names !== undefined) return pick(resources, names.split(","), output);
  const asks = yes !== true && json !== true && process.stdin.isTTY === true && process.stderr.isTTY === true;
  if (!asks || resources.length < 2) return resources;
  resources.forEach(({ name, operation }, index) =>
    output.err(`${String(index + 1).padStart(4)}  ${name}  (${operation})\n`),
  );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = (await terminal.question("Which resources? Numbers or names, e.g. 1,3-5; Enter takes all: ")).trim();
    return answer === "" ? resources : pick(resources, expandRanges(answer, resources), output);
  } finally {
    terminal.close();
  }
}

function pick(
  resources: readonly ProposedResource[],
  wanted: readonly string[],
  output: Output,
): readonly ProposedResource[] | undefined {
  const names = wanted.map((name) => name.trim()).filter((name) => name !== "");
  const unknown = names.find((name) => !resources.some((resource) => resource.name === name));
  if (unknown === undefined) return resources.filter(({ name }) => names.includes(name));
  output.err(`error: there is no resource ${unknown}; there are: ${resources.map(({ name }) => name).join(", ")}\n`);
  return undefined;
}

/** `1,3-5,users` as names. */
function expandRanges(answer: string, resources: readonly ProposedResource[]): readonly string[] {
  return answer.split(/[,\s]+/).flatMap((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined) return [part];
    return resources.slice(Number(first) - 1, Number(last)).map(({ name }) => name);
  });
}

/** What was left out, by reason. */
function leftOutText({ leftOut }: Proposal): string {
  const byReason = new Map<string, string[]>();
  for (const { operation, why } of leftOut) byReason.set(why, [...(byReason.get(why) ?? []), operation]);
  const lines = [...byReason].map(([why, operations]) => {
    const shown = operations.slice(0, 3).join(", ");
    return `left out: ${shown}${operations.length > 3 ? ` and ${operations.length - 3} more` : ""}: ${why}\n`;
  });
  return lines.join("");
}

function refuse(output: Output, message: string): number {
  output.err(`error: ${message}\n\n${INIT_HELP}`);
  return 2;
}

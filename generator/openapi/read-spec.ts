import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, resolve, sep } from "node:path";
import { removeExamples } from "./examples.js";
import { isObject, type Spec, type SpecDialect, SpecError } from "./spec.js";

/** Larger files are refused; in bytes. The largest public specs have about 15 MB. */
const LARGEST_FILE = 64 * 1024 * 1024;
/** A spec of more files is refused. The public one of the most files has about 3,000. */
const MOST_FILES = 10_000;
/** Objects and lists within one another that a document may have. */
const DEEPEST = 1_000;
const FETCH_TIMEOUT_MS = 30_000;

export interface ReadSpecOptions {
  /** Origins that the spec and its references may be fetched from, besides that of a spec that is named by its URL. */
  readonly allowedOrigins?: readonly string[];
  /** Sends the requests; default: the platform's. No credentials are ever sent. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Reads an OpenAPI document (2.0, 3.0, 3.1; JSON or YAML) and the files it refers to. References stay in the folder of
 * the document (symbolic links followed), and on its origin when it is named by a URL.
 *
 * @param place a path, or an http(s) URL
 * @throws SpecError when something cannot be read, is not allowed, or is no OpenAPI document
 */
export async function readSpec(place: string, options: ReadSpecOptions = {}): Promise<Spec> {
  const { $RefParser } = await import("@apidevtools/json-schema-ref-parser");
  const isUrl = /^https?:\/\//i.test(place);
  const root = isUrl ? new URL(place).href : await realpath(place).catch(() => fail(`there is no file ${place}`));
  const access: Access = {
    folder: isUrl ? undefined : dirname(root) + sep,
    origins: new Set([...(isUrl ? [new URL(root).origin] : []), ...(options.allowedOrigins ?? [])]),
    fetch: options.fetch ?? globalThis.fetch,
    files: 0,
    texts: new Map(),
    refusal: undefined,
  };
  try {
    const parser = new $RefParser();
    const settings = {
      resolve: {
        file: {
          order: 1,
          canRead: isLocal,
          read: ({ url }: FileInfo) => explained(access, url, readLocal(access, url)),
        },
        http: {
          order: 2,
          canRead: (file: FileInfo) => !isLocal(file),
          read: ({ url }: FileInfo) => explained(access, url, readRemote(access, url)),
        },
      },
    };
    const document: unknown = await parser.parse(root, settings);
    removeExamples(document);
    const files = new Map([[root, document]]);
    if (refersElsewhere(document, place)) {
      const refs = await parser.resolve(root, parser.schema, settings);
      const [first] = refs.paths();
      // They were read in an order of their own, and names are given in this one.
      const others = Object.entries(refs.values()).filter(([path]) => path !== first);
      for (const [path, value] of others.sort(([one], [other]) => (one < other ? -1 : 1))) files.set(path, value);
    }
    const value = files.get(root);
    const texts = textsOf(access, files.keys());
    return { dialect: dialectOf(value, place), root: { file: root, pointer: "", value }, files, texts };
  } catch (error) {
    throw access.refusal ?? (error instanceof SpecError ? error : new SpecError(messageOf(error, place)));
  }
}

/** Whether a document has references out of it: most have none, and the parser needs a while to find that out. */
function refersElsewhere(document: unknown, place: string): boolean {
  const seen = new Set<unknown>();
  let level: readonly unknown[] = [document];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) fail(`${place} cannot be read: it is nested too deeply`);
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null || seen.has(value)) continue;
      seen.add(value);
      const { $ref } = value as { readonly $ref?: unknown };
      if (typeof $ref === "string" && !$ref.startsWith("#")) return true;
      for (const inner of Object.values(value)) below.push(inner);
    }
    level = below;
  }
  return false;
}

/** What the parser tells of a file that it wants to read. */
interface FileInfo {
  readonly url: string;
}

function isLocal({ url }: FileInfo): boolean {
  return !/^https?:/i.test(url);
}

interface Access {
  /** With a separator at its end; undefined: nothing on this machine may be read. */
  readonly folder: string | undefined;
  readonly origins: ReadonlySet<string>;
  readonly fetch: typeof globalThis.fetch;
  files: number;
  /** What was read, by the name that the parser has for it. */
  readonly texts: Map<string, Buffer>;
  /** Why a file was not read: the parser's own error tells only that it was not. */
  refusal: SpecError | undefined;
}

/** The texts of files under their names among the files of the spec. */
function textsOf({ texts }: Access, files: Iterable<string>): ReadonlyMap<string, Buffer> {
  const byPath = new Map(Array.from(texts, ([url, text]) => [fromFileUrl(url), text]));
  return new Map(Array.from(files, (file) => [file, byPath.get(fromFileUrl(file))] as const).filter(isRead));
}

function isRead(entry: readonly [string, Buffer | undefined]): entry is readonly [string, Buffer] {
  return entry[1] !== undefined;
}

function fromFileUrl(url: string): string {
  return isLocal({ url }) ? resolve(decode(url.replace(/^file:\/\//, ""))) : url;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a file of that very name
  }
}

async function explained(access: Access, url: string, reading: Promise<Buffer>): Promise<Buffer> {
  try {
    const text = await reading;
    access.texts.set(url, text);
    return text;
  } catch (error) {
    if (error instanceof SpecError) access.refusal ??= error;
    throw error;
  }
}

async function readLocal(access: Access, url: string): Promise<Buffer> {
  count(access);
  const path = await realpath(fromFileUrl(url)).catch(() => fail(`there is no file ${basename(url)}`));
  if (access.folder === undefined || !path.startsWith(access.folder)) {
    fail(`the spec refers to ${basename(url)}, which lies outside its folder`);
  }
  const { size } = await stat(path);
  if (size > LARGEST_FILE) fail(`${path} is larger than ${LARGEST_FILE / 2 ** 20} MiB`);
  return readFile(path);
}

/** Redirects are followed to allowed origins only. */
async function readRemote(access: Access, url: string): Promise<Buffer> {
  count(access);
  let target = new URL(url);
  for (let redirects = 0; redirects < 5; redirects++) {
    if (!access.origins.has(target.origin)) {
      fail(`the spec refers to ${target.origin}, which is not read; --allow-ref ${target.origin} allows it`);
    }
    const { fetch } = access;
    const response = await fetch(target, {
      redirect: "manual",
      credentials: "omit",
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location !== null && URL.canParse(location, target.href)) {
      await response.body?.cancel();
      target = new URL(location, target);
      continue;
    }
    if (!response.ok) fail(`${target.origin}${target.pathname} answered ${response.status}`);
    return readBody(response, target);
  }
  return fail(`${url} is redirected again and again`);
}

async function readBody(response: Response, { href }: URL): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > LARGEST_FILE) fail(`${href} is larger than ${LARGEST_FILE / 2 ** 20} MiB`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function count(access: Access): void {
  if (++access.files > MOST_FILES) fail(`the spec has more than ${MOST_FILES} files`);
}

function dialectOf(value: unknown, place: string): SpecDialect {
  if (!isObject(value)) fail(`${place} holds no object, and so no OpenAPI document`);
  const document: Readonly<Record<string, unknown>> = value;
  if (document["swagger"] === "2.0" || document["swagger"] === 2) return "2.0";
  const version = String(document["openapi"] ?? "");
  if (/^3\.0(\.|$)/.test(version)) return "3.0";
  if (/^3\.[12](\.|$)/.test(version)) return "3.1";
  const found = version === "" ? 'has neither "openapi" nor "swagger"' : `is of OpenAPI ${version.slice(0, 20)}`;
  return fail(`${place} ${found}: versions 2.0, 3.0 and 3.1 are read`);
}

/** The parser's errors may show text of a file; the first line is enough. */
function messageOf(error: unknown, place: string): string {
  if (error instanceof RangeError) return `${place} cannot be read: it is nested too deeply`;
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  const [, file, problem, at, column] = /^Error parsing (.*?): (.*) \((\d+):(\d+)\)$/.exec(line) ?? [];
  if (file !== undefined)
    return `${place} cannot be read: ${basename(file)}:${at}:${column}: ${problem?.slice(0, 300)}`;
  return `${place} cannot be read: ${line.slice(0, 300)}`;
}

function fail(message: string): never {
  throw new SpecError(message);
}

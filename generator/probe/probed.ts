import { type ExactValue, parseExact } from "../../templates/http/exact-json.js";
import { createRecordDetector } from "../../templates/http/detect-records.js";
import { isObject } from "../../templates/http/select.js";
import { NOTHING, type Shape, shapeOfAll } from "../samples/shape.js";
import type { ResourcePaths } from "./connector.js";
import type { Sample, SamplePage } from "./sample.js";

/** A sample, looked at: what all checks start from. */
export interface Probed {
  readonly sample: Sample;
  readonly paths: ResourcePaths;
  /** The pages whose answers are JSON. */
  readonly pages: readonly RawPage[];
  /** What all records have in common, by the API's names. */
  readonly shape: Shape;
}

/** A page as the API sent it. */
export interface RawPage {
  readonly page: SamplePage;
  /** Every number literal kept. */
  readonly body: ExactValue;
  readonly headers: Headers;
  readonly url: URL;
  /** The rows that the config selects, or else the connector would find. */
  readonly rows: readonly unknown[];
}

export function lookAt(sample: Sample, paths: ResourcePaths): Probed {
  const detect = createRecordDetector();
  const select = paths.records ?? ((body: unknown) => withoutError(() => detect(body)) ?? []);
  const pages = sample.pages.flatMap((page): readonly RawPage[] => {
    const { answer } = page;
    const body = answer && withoutError(() => parseExact(answer.text()));
    if (answer === undefined || body === undefined) return [];
    return [{ page, body, headers: answer.headers, url: answer.url, rows: select(body) }];
  });
  const records = pages.flatMap(({ rows }) => rows.map((row) => (isObject(row) ? row : { value: row })));
  return { sample, paths, pages, shape: records.length === 0 ? NOTHING : shapeOfAll(records) };
}

function withoutError<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

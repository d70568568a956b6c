import { join } from "node:path";
import type { LoadIntoOptions, LoadSummary } from "../../templates/load/load-into.js";
import { withConnector } from "../support/connector.js";
import { withDatabase } from "../support/dataset-rows.js";
import { json, type Reply } from "../support/faulty-replies.js";
import { type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

export type Row = Readonly<Record<string, unknown>>;

/** One resource, `rows`, of an API whose answers the test decides from run to run. */
export interface Setting {
  /** What the API does with the next requests. */
  serve: (request: LoggedRequest) => Reply;
  readonly load: (options?: LoadIntoOptions) => Promise<LoadSummary>;
  /** The column `n` of the table, in order. */
  readonly loaded: () => Promise<readonly unknown[]>;
  /** The URLs asked for since the last call. */
  readonly asked: () => readonly string[];
}

export async function withRows(
  incremental: object,
  use: (setting: Setting) => Promise<void>,
  more: Row = {},
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, "data.duckdb");
    const setting = { serve: (_request: LoggedRequest): Reply => json([]) };
    const server = await startFaultyServer((request) => setting.serve(request));
    const { endpoint = {}, ...resource } = more;
    const config = {
      client: { base_url: server.origin, paginator: "single_page", retry: { max_retries: 0 } },
      resources: [{ name: "rows", endpoint: { path: "rows", incremental, ...(endpoint as object) }, ...resource }],
    };
    let seen = 0;
    try {
      await withConnector(
        config,
        (connect) =>
          use(
            Object.assign(setting, {
              load: (options?: LoadIntoOptions) => connect().load(file, options),
              loaded: () =>
                withDatabase(file, async (connection) => {
                  const result = await connection.runAndReadAll(`SELECT n FROM test."rows" ORDER BY n`);
                  return result.getRows().map(([value]) => Number(value));
                }),
              asked: () => {
                const urls = server.requests
                  .slice(seen)
                  .map(({ path, query }) => `${path}?${query}`.replace(/\?$/, ""));
                seen = server.requests.length;
                return urls;
              },
            }),
          ),
        files,
      );
    } finally {
      await server.close();
    }
  });
}

/** The rows that a server filters by its inclusive parameter `since`. */
export function since(rows: readonly Row[]): (request: LoggedRequest) => Reply {
  return ({ query }) => json(rows.filter(({ at }) => String(at) >= (query.get("since") ?? "")));
}

/** A cursor whose value goes into the parameter `since`. */
export const CURSOR = { cursor_path: "at", initial_value: "2024-01-01", start_param: "since" };

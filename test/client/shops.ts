import { type TestConnector, withConnector } from "../support/connector.js";
import { query, withDatabase } from "../load/support.js";
import { json, type Reply } from "../support/faulty-replies.js";
import { type FaultyServer, type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";

export const SHOPS = { name: "shops", primary_key: "id", endpoint: "shops" };

/** An API whose shops are `shops`, and whose other paths answer as `answer` says. */
export async function withShops(
  resources: readonly object[],
  shops: readonly unknown[],
  answer: (request: LoggedRequest) => Reply,
  use: (source: TestConnector, server: FaultyServer) => Promise<void>,
  limits: object = {},
): Promise<void> {
  const server = await startFaultyServer((request) => (request.path === "/shops" ? json(shops) : answer(request)));
  const client = { base_url: "http://api.test", paginator: "single_page", retry: { initial_delay: 0.01 }, ...limits };
  try {
    await withConnector({ client, resources }, (connect) => use(connect({ baseUrl: server.origin }), server));
  } finally {
    await server.close();
  }
}

/** The rows of a query on a file. */
export async function rowsOf(file: string, sql: string): Promise<unknown[][]> {
  let rows: unknown[][] = [];
  await withDatabase(async (connection) => {
    rows = await query(connection, sql);
  }, file);
  return rows;
}

export function sent({ requests }: FaultyServer): readonly string[] {
  return requests.map(({ method, path, query }) => `${method} ${path}${query.size === 0 ? "" : `?${query}`}`);
}

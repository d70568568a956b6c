import { type ConnectorOptions, type TestConnector, withConnector } from "./connector.js";
import { type FaultyServer, type Script, startFaultyServer } from "./faulty-server.js";

export interface ApiOptions {
  /** More of the config's `client` block. */
  readonly client?: object;
  /** More of the resource. */
  readonly resource?: object;
  /** Other resources, which no request of a test is for. */
  readonly resources?: readonly object[];
  /** Files beside the config. */
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: ConnectorOptions;
}

/** A server that answers as its script says, and the connector of one resource on it, `rows`, with this endpoint. */
export async function withApi(
  endpoint: object,
  script: Script,
  use: (source: TestConnector, server: FaultyServer) => Promise<void>,
  { client = {}, resource = {}, resources = [], files = {}, options }: ApiOptions = {},
): Promise<void> {
  const server = await startFaultyServer(script);
  const config = {
    client: { base_url: server.origin, paginator: "single_page", ...client },
    resources: [{ name: "rows", endpoint: { data_selector: "data", ...endpoint }, ...resource }, ...resources],
  };
  try {
    await withConnector(config, (connect) => use(connect(options), server), files);
  } finally {
    await server.close();
  }
}

/** What the requests carried under a query parameter, in order. */
export function sentParams({ requests }: FaultyServer, name: string): readonly (string | null)[] {
  return requests.map(({ query }) => query.get(name));
}

/** The JSON bodies of the requests, in order; null for none. */
export function sentBodies({ requests }: FaultyServer): readonly unknown[] {
  return requests.map(({ body }) => (body === "" ? null : (JSON.parse(body) as unknown)));
}

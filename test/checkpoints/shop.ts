import { json, type Reply } from "../support/faulty-replies.js";
import type { LoggedRequest } from "../support/faulty-server.js";

/**
 * A shop whose API stands still: `size` events in the order of their numbers, and as many orders with lines; of both it
 * shows the first ones, by default all.
 */
export function answerOf(size: number, shown = size): (request: LoggedRequest) => Reply {
  const events = Array.from({ length: shown }, (_, index) => ({
    ...{ seq: Math.floor(index / 3), name: `event ${index}`, parts: [{ index }, { index: -index, tags: ["a", "b"] }] },
    // A column that comes late, in the middle of a run.
    ...(index > size / 2 ? { late: index } : {}),
  }));
  const orders = Array.from({ length: shown }, (_, index) => ({
    // Not sorted; later ones replace earlier ones, some in the same run.
    ...{ id: (index * 7) % Math.floor(size * 0.6), changed: index - (index % 5) + ((index * 3) % 5), total: index },
    lines: Array.from({ length: index % 4 }, (_, line) => ({ line, skus: [`s${index}`] })),
  }));
  return ({ path, query }) => {
    const since = Number(query.get("since") ?? 0);
    const offset = Number(query.get("offset") ?? 0);
    const page = <Row>(rows: readonly Row[]) => json(rows.slice(offset, offset + Number(query.get("limit"))));
    if (path === "/events") return page(events.filter(({ seq }) => seq >= since));
    if (path === "/orders") return page(orders.filter(({ changed }) => changed >= since));
    return json([{ name: "currency", values: [1, 2] }]);
  };
}

/** Its config: events are appended and merged orders need no order, settings are replaced. */
export function configOf(origin: string, limit: number) {
  const incremental = (path: string) => ({ cursor_path: path, initial_value: 0, start_param: "since" });
  return {
    client: {
      ...{ base_url: origin, retry: { max_retries: 0 } },
      paginator: { type: "offset", limit, total_path: null },
    },
    resources: [
      {
        name: "events",
        endpoint: { path: "events", incremental: { ...incremental("seq"), row_order: "asc" } },
      },
      {
        ...{ name: "orders", primary_key: "id", write_disposition: "merge" },
        endpoint: { path: "orders", incremental: incremental("changed") },
      },
      {
        ...{ name: "settings", write_disposition: "replace" },
        endpoint: { path: "settings", paginator: "single_page" },
      },
    ],
  };
}

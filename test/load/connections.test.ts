import { DuckDBInstance } from "@duckdb/node-api";
import { EventEmitter, once } from "node:events";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { LoadSource } from "../../templates/load/load.js";
import { nightly } from "../kill/sources.js";
import { loadSources, query } from "./support.js";

const test = suite("loads over two connections of one process");

/** The sources of a night, which all wait with their first page until `count` loads have come to read. */
function meeting(count: number): () => readonly LoadSource[] {
  let arrived = 0;
  const door = new EventEmitter();
  const all = once(door, "open");
  return () =>
    nightly(2, { page: 10 }).map((source) => ({
      ...source,
      async *pages(state, parent) {
        if (source.plan.table === "orders" && ++arrived === count) door.emit("open");
        await all;
        yield* source.pages(state, parent);
      },
    }));
}

for (const isFirst of [true, false]) {
  test(`${isFirst ? "that both begin a dataset" : "that both go on from a cursor"}: one is written, the other fails`, async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connections = [await instance.connect(), await instance.connect()] as const;
    if (!isFirst) await loadSources(connections[0], nightly(1, { page: 10 }));
    const sources = meeting(2);
    const ends = await Promise.allSettled(connections.map((connection) => loadSources(connection, sources())));
    const problems = ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
    assert.is(problems.length, 1);
    assert.match(
      String(problems),
      /^LoadError: another (?:load was written to dataset data since|connection of this process was writing at the same)/,
    );
    await loadSources(connections[1], nightly(2, { page: 10 }));
    assert.equal(await query(connections[0], "SELECT count(*), count(DISTINCT seq) FROM data.events"), [
      ["120", "120"],
    ]);
    assert.equal(await query(connections[0], "SELECT count(*) - count(DISTINCT id) FROM data.orders"), [["0"]]);
    for (const connection of connections) connection.disconnectSync();
    instance.closeSync();
  });
}

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DuckDBConnection } from "@duckdb/node-api";
import { JsonDouble } from "../../templates/http/exact-json.js";
import { duckDbDestination } from "../../templates/load/duckdb-destination.js";
import { identifyLoad } from "../../templates/load/load-identity.js";
import type { LoadSource } from "../../templates/load/load.js";
import type { ResourceState } from "../../templates/load/pipeline-state.js";
import { decodeDocument, encodeDocument, stateHash, type StateObject } from "../../templates/load/state-document.js";
import { DATASET, failureOf, loadSources, pageOf, query, source, withDatabase } from "./support.js";

const test = suite("pipeline state");

/** Of a pipeline that dlt 1.31 ran: the column `state`, and `version_hash` beside it. */
const FROM_DLT = {
  json:
    '{"_state_version":2,"_state_engine_version":4,"dataset_name":"data","pipeline_name":"pipe",' +
    '"default_schema_name":"mysrc","schema_names":["mysrc"],"destination_type":"dlt.destinations.duckdb",' +
    '"destination_name":null,"_version_hash":"ZbWk7vNQcze5lvkevtwILgq4Kzl65Dd7WkPbIeUCq/k=",' +
    '"sources":{"mysrc":{"resources":{"items":{"incremental":{"updated_at":{"initial_value":"2024-01-01T00:00:00Z",' +
    '"last_value":"2024-02-02T00:00:00Z","unique_hashes":["669czW83KR00"],"start_value":"2024-02-01T00:00:00Z"}}}}}}}',
  hash: "ZbWk7vNQcze5lvkevtwILgq4Kzl65Dd7WkPbIeUCq/k=",
};

/** A source that does something with its state before its only page. */
function stateful(work: (state: ResourceState) => void, plan: Parameters<typeof source>[0] = {}): LoadSource {
  return {
    ...source(plan),
    async *pages(state) {
      work(state);
      yield pageOf('[{"id": 1}]');
    },
  };
}

/** The cursor `at` of the resource `items` as a run finds it. */
async function cursorOf(connection: DuckDBConnection, names: object = {}): Promise<StateObject | undefined> {
  let found: StateObject | undefined;
  await loadSources(
    connection,
    stateful((state) => (found = state.cursor("at"))),
    names,
  );
  return found;
}

async function storedStates(connection: DuckDBConnection): Promise<StateObject[]> {
  const rows = await query(connection, `SELECT state FROM ${DATASET}._dlt_pipeline_state ORDER BY version`);
  return rows.map(([text]) => decodeDocument(String(text)));
}

test("the hash of a state is the one that dlt stores beside it", () => {
  assert.is(stateHash(decodeDocument(FROM_DLT.json)), FROM_DLT.hash);
});

test("a state keeps long integers, doubles, typed texts and hostile keys", () => {
  const json =
    '{"__proto__":{"x":1},"constructor":[],"huge":12345678901234567890,"double":1.0,"small":1e-7,' +
    '"at":"\uf0272024-01-01T00:00:00+00:00","\u{1F600}":1,"\uffff":2}';
  const document = decodeDocument(encodeDocument(decodeDocument(json)));
  assert.is(Object.getPrototypeOf(document), Object.prototype);
  assert.is(document["huge"], 12345678901234567890n);
  assert.is(document["double"] instanceof JsonDouble && document["double"].value, 1);
  assert.is(document["at"], "\uf0272024-01-01T00:00:00+00:00");
  assert.equal(Object.keys(document), Object.keys(decodeDocument(json)));
  // dlt: generate_state_version_hash(json.typed_loads(<this text>))
  assert.is(stateHash(document), "YCypqUOk79t+4o1+H3vIozRw7DMfLGk8cYJXZLNfs8E=");
});

test("the first load stores a state, later ones only when it changed", () =>
  withDatabase(async (connection) => {
    const ids: (string | null)[] = [];
    const load = async (work: (state: ResourceState) => void) => {
      ids.push((await loadSources(connection, stateful(work))).loadId);
    };
    await load(() => {});
    await load(() => {});
    await load((state) => state.setCursor("at", { last_value: 5 }));
    await load((state) => state.setCursor("at", { last_value: 5 }));
    const rows = await query(
      connection,
      "SELECT version, engine_version, pipeline_name, _dlt_load_id, length(_dlt_id) FROM data._dlt_pipeline_state ORDER BY 1",
    );
    assert.equal(rows, [
      ["1", "4", "test", ids[0], "14"],
      ["2", "4", "test", ids[2], "14"],
    ]);
    const [first, second] = await storedStates(connection);
    assert.is(first?.["_state_version"], 1);
    assert.equal(first?.["schema_names"], ["test"]);
    assert.is(second?.["_version_hash"], second && stateHash(second));
    assert.equal(await cursorOf(connection), { last_value: 5 });
  }));

test("a failed load stores no state", () =>
  withDatabase(async (connection) => {
    await loadSources(
      connection,
      stateful((state) => state.setCursor("at", { last_value: 5 })),
    );
    const failing: LoadSource = {
      ...source({}),
      async *pages(state) {
        state.setCursor("at", { last_value: 6 });
        yield pageOf('[{"id": 2}]');
        throw new Error("the API is gone");
      },
    };
    await failureOf(loadSources(connection, failing));
    assert.equal(await cursorOf(connection), { last_value: 5 });
  }));

test("a state of dlt is read, and what belongs to others in it stays", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, []));
    const add = (load: string, status: number, json: string) =>
      connection.run(
        `INSERT INTO data._dlt_loads VALUES ('${load}', 'mysrc', ${status}, now(), NULL);
         INSERT INTO data._dlt_pipeline_state VALUES (2, 4, 'pipe', '${encodeDocument(decodeDocument(json))}', now(), 'h', '${load}', 'x')`,
      );
    await add("1795383746.980215", 0, FROM_DLT.json);
    await add("1795383747.1", 1, FROM_DLT.json.replace("2024-02-02", "2024-03-03"));
    const names = { pipelineName: "pipe", schemaName: "mysrc" };
    let found: StateObject | undefined;
    const work = (state: ResourceState) => {
      found = state.cursor("updated_at");
      state.setCursor("page", { last_value: 1 });
    };
    await loadSources(connection, stateful(work), names);
    assert.is(found?.["last_value"], "2024-02-02T00:00:00Z");
    const newest = (await storedStates(connection)).at(-1);
    assert.is(newest?.["_state_version"], 3);
    assert.is(newest?.["destination_name"], null);
    assert.match(JSON.stringify(newest), /"incremental":\{"updated_at":.*"page":\{"last_value":1\}/);
  }));

test("a full refresh forgets the cursors of its resources only", () =>
  withDatabase(async (connection) => {
    const set = (state: ResourceState) => state.setCursor("at", { last_value: 5 });
    await loadSources(connection, [stateful(set), stateful(set, { table: "others" })]);
    await loadSources(connection, source({}, [{ id: 1 }]), { fullRefresh: true });
    const state = JSON.stringify((await storedStates(connection)).at(-1)?.["sources"]);
    assert.is(state, '{"test":{"resources":{"others":{"incremental":{"at":{"last_value":5}}}}}}');
  }));

test("pipelines of one dataset have states of their own", () =>
  withDatabase(async (connection) => {
    await loadSources(
      connection,
      stateful((state) => state.setCursor("at", { last_value: 5 })),
    );
    assert.is(await cursorOf(connection, { pipelineName: "nightly" }), undefined);
    assert.equal(await cursorOf(connection), { last_value: 5 });
  }));

test("the only pipeline and schema of a dataset are continued, else the connector's own", () =>
  withDatabase(async (connection) => {
    const destination = duckDbDestination({ connection });
    const identify = (pipeline?: string) => identifyLoad(destination, { name: "My Shop", dataset: DATASET, pipeline });
    assert.equal(await identify(), { pipelineName: "My Shop", schemaName: "my_shop" });
    await loadSources(connection, source({}, [{ a: 1 }]), { schemaName: "rest_api", pipelineName: "nightly" });
    assert.equal(await identify(), { pipelineName: "nightly", schemaName: "rest_api" });
    await loadSources(connection, source({}, [{ a: 1 }]), { schemaName: "crm", pipelineName: "hourly" });
    assert.equal(await identify(), { pipelineName: "My Shop", schemaName: "my_shop" });
    assert.equal(await identify("hourly"), { pipelineName: "hourly", schemaName: "crm" });
  }));

test("a state of another layout and one that is not readable are clear errors", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, []));
    await connection.run("UPDATE data._dlt_pipeline_state SET engine_version = 5");
    const other = await failureOf(loadSources(connection, source({}, [])));
    assert.match(other.message, /state of pipeline test has layout 5/);
    await connection.run("UPDATE data._dlt_pipeline_state SET engine_version = 4, state = 'eJxx'");
    const broken = await failureOf(loadSources(connection, source({}, [])));
    assert.match(broken.message, /state of pipeline test in _dlt_pipeline_state is not readable/);
  }));

test("a load's id is greater than any of the dataset, whatever the clock says", () =>
  withDatabase(async (connection) => {
    await loadSources(connection, source({}, [{ a: 1 }]));
    await connection.run("INSERT INTO data._dlt_loads VALUES ('3000000000.1234567', 'test', 0, now(), NULL)");
    const { loadId } = await loadSources(connection, source({}, [{ a: 1 }]));
    assert.ok(loadId !== null && loadId > "3000000000.1234567", String(loadId));
  }));

test.run();

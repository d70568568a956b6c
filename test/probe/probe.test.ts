import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Finding } from "../../generator/probe/finding.js";
import type { ResourceReport } from "../../generator/probe/report.js";
import { type CommandResult, runCommand } from "../support/command.js";
import { json, type Reply, status } from "../support/faulty-replies.js";
import { type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("probe");

const SECRET = "k3y/with+signs=";
const ENV = { SHOP__KEY: SECRET };

/** A resource, what the API answers when it is read, and what a probe of two pages has to find. */
interface Case {
  readonly resource: object;
  readonly reply: (request: LoggedRequest) => Reply;
  readonly finds: readonly string[];
}

const rows = (from: number, count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ id: from + index, ...more }));

const keyed = { primary_key: "id", schema: { type: "object", properties: { id: { type: "integer" } } } };

const CASES: Readonly<Record<string, Case>> = {
  fine: {
    resource: { ...keyed, endpoint: { data_selector: "data", paginator: { type: "offset", limit: 3 } } },
    reply: ({ query }) => json({ data: rows(Number(query.get("offset")), 3), total: 100 }),
    finds: [],
  },
  "clamped limit": {
    resource: { ...keyed, endpoint: { data_selector: "data", paginator: { type: "offset", limit: 500 } } },
    reply: ({ query }) => json({ data: query.get("offset") === "0" ? rows(0, 10) : [], total: 25 }),
    finds: ['error page-size-clamped: "limit": 10'],
  },
  "wrong selector": {
    resource: { ...keyed, endpoint: { data_selector: "data", paginator: "single_page" } },
    reply: () => json({ result: { orders: rows(1, 2) } }),
    finds: ['error selector-finds-nothing: "data_selector": "result.orders"'],
  },
  "unread pages": {
    resource: { ...keyed, endpoint: { data_selector: "data", paginator: "single_page" } },
    reply: () => json({ data: rows(1, 2), links: { next: "/more?page=2" } }),
    finds: ['error ends-too-early: "paginator": {"type":"json_link","next_url_path":"links.next"}'],
  },
  "wrong cursor path": {
    resource: { ...keyed, endpoint: { data_selector: "data", paginator: { type: "cursor", cursor_path: "next" } } },
    reply: () => json({ data: rows(1, 2), meta: { next_cursor: "abc" } }),
    finds: [
      'error ends-too-early: "paginator": {"type":"cursor","cursor_path":"meta.next_cursor","cursor_param":"cursor"}',
    ],
  },
  "a total that is no count": {
    resource: { ...keyed, endpoint: { data_selector: "data", paginator: "single_page" } },
    reply: () => json({ data: rows(1, 2), summary: { total: 1840, count: 7 } }),
    finds: [],
  },
  "a total of the pages' object": {
    resource: { ...keyed, endpoint: { data_selector: "data", paginator: "single_page" } },
    reply: () => json({ data: rows(1, 2), page_info: { total: 1840 } }),
    finds: ["error ends-too-early: "],
  },
  "one record": {
    resource: { ...keyed, endpoint: { data_selector: "$", paginator: "single_page" } },
    reply: () => json({ id: 1, total: 120, next: "/visits/2" }),
    finds: ["note field-unknown: "],
  },
  "no key values": {
    resource: { ...keyed, endpoint: { data_selector: "data", paginator: "single_page" } },
    reply: () => json({ data: [{ id: 1, uuid: "a" }, { uuid: "b" }] }),
    finds: ['error key-null: "primary_key": "uuid"', "note field-unknown: "],
  },
  "repeated keys": {
    resource: { ...keyed, endpoint: { data_selector: "data", paginator: "single_page" } },
    reply: () => json({ data: [...rows(1, 2), { id: 1, state: "other" }] }),
    finds: ["error key-repeats: ", "note field-unknown: "],
  },
  "repeated pages": {
    resource: { ...keyed, endpoint: { data_selector: "data", paginator: { type: "page_number", total_path: null } } },
    reply: () => json({ data: rows(1, 2) }),
    finds: ["error page-repeats: see in the API's documentation how pages are asked for"],
  },
  drift: {
    resource: {
      primary_key: "id",
      endpoint: { data_selector: "data", paginator: "single_page" },
      schema: {
        type: "object",
        required: ["id", "name"],
        properties: { id: { type: "integer" }, name: { type: "string" }, gone: { type: "string" } },
      },
    },
    reply: () =>
      json({
        data: [
          { id: 1, name: null },
          { id: 2, lines: [{ sku: "a" }] },
        ],
      }),
    finds: [
      "warning type-differs: let the schema say what name is, too",
      "note field-unknown: ",
      "note field-never-seen: ",
    ],
  },
  "texts of another format": {
    resource: {
      primary_key: "id",
      columns: { hinted: { data_type: "text" } },
      endpoint: { data_selector: "data", paginator: "single_page" },
      schema: {
        type: "object",
        properties: {
          id: { type: "integer" },
          at: { type: ["string", "null"], format: "date-time" },
          hinted: { type: "string", format: "date" },
          any: { anyOf: [{ type: "string", format: "date" }, { type: "string" }] },
          lines: {
            type: "array",
            items: { type: "object", properties: { price: { type: "string", format: "decimal" } } },
          },
        },
      },
    },
    reply: () =>
      json({
        data: [
          { id: 1, at: "2024-01-02T03:04:05Z", any: "soon", lines: [{ price: "1.50" }, { price: "1,50" }] },
          { id: 2, at: "02/01/2024", hinted: "soon", any: "2024-01-02", lines: [] },
          { id: 3, at: null, any: "2024-01-02" },
          { id: 4, at: "1704164645", any: "2024-01-02" },
        ],
      }),
    finds: [
      "warning format-differs: take the format of lines[].price out of the schema, if the texts are right",
      "warning format-differs: take the format of at out of the schema, if the texts are right",
    ],
  },
  frozen: {
    resource: { ...keyed, schema_contract: "freeze", endpoint: { data_selector: "data", paginator: "single_page" } },
    reply: () => json({ data: [{ id: 1, added: 1 }] }),
    finds: ["error field-unknown: "],
  },
  "mixed types": {
    resource: { primary_key: "id", endpoint: { data_selector: "data", paginator: "single_page" } },
    reply: () =>
      json({
        data: [
          { id: 1, price: 1 },
          { id: 2, price: 1.5 },
        ],
      }),
    finds: [
      'warning type-mixed: "columns": { "price": { "data_type": "double" } }',
      "note no-schema: --write infers one from the samples",
    ],
  },
  "missing cursor": {
    resource: {
      ...keyed,
      endpoint: { data_selector: "data", paginator: "single_page", incremental: { cursor_path: "at" } },
    },
    reply: () => json({ data: [{ id: 1, at: "2024-01-01" }, { id: 2 }] }),
    finds: ['error cursor-missing: "on_cursor_value_missing": "include"', "note field-unknown: "],
  },
  "unsorted cursor": {
    resource: {
      ...keyed,
      endpoint: {
        data_selector: "data",
        paginator: "single_page",
        incremental: { cursor_path: "at", row_order: "desc", initial_value: "2024-01-01" },
      },
    },
    reply: () =>
      json({
        data: [
          { id: 1, at: "2024-01-02" },
          { id: 2, at: "2024-01-03" },
        ],
      }),
    finds: ['error cursor-order: take "row_order" out, or ask the API for this order', "note field-unknown: "],
  },
  detected: {
    resource: { endpoint: { paginator: "auto" } },
    reply({ query }) {
      if (query.has("page")) return json({ data: rows(3, 2) });
      return json({ data: rows(1, 2) }, { headers: { link: '</detected?page=2>; rel="next"' } });
    },
    finds: [
      'note selector-detected: "data_selector": "data"',
      'note no-key: "primary_key": "id"',
      'note paginator-detected: "paginator": {"type":"header_link"}',
      "note no-schema: --write infers one from the samples",
    ],
  },
  refused: {
    resource: { endpoint: { data_selector: "data", paginator: "single_page" } },
    reply: ({ query }) => json({ error: `no access for ${query.get("key")}` }, { status: 401 }),
    finds: ["error reading-fails: check SHOP__KEY, and client.auth"],
  },
};

test("each fault is found with what to do about it, and nothing where all is well", () =>
  withTemporaryFolder(async (folder) => {
    const names = Object.keys(CASES);
    const resources = names.map((name) => {
      const { endpoint, ...resource } = CASES[name]?.resource as { readonly endpoint: object };
      return { name, ...resource, endpoint: { path: encodeURIComponent(name), ...endpoint } };
    });
    const { result, reports } = await probe(folder, { resources }, ["--pages", "2"], (request) => {
      return CASES[decodeURIComponent(request.path).slice(1)]?.reply(request) ?? status(404);
    });
    const found = reports.map(({ resource, findings }) => [
      resource,
      findings.map(({ severity, code, suggestion = "" }) => `${severity} ${code}: ${suggestion}`),
    ]);
    assert.equal(
      found,
      names.map((name) => [name, CASES[name]?.finds]),
    );
    assert.is(result.code, 1);
    assert.not.match(result.stdout + result.stderr, SECRET);
    assert.not.match(result.stdout + result.stderr, encodeURIComponent(SECRET));
  }));

test("children of the first records are read, each parent's page once, and keys are compared across parents", () =>
  withTemporaryFolder(async (folder) => {
    const endpoint = { data_selector: "data", paginator: "single_page" };
    const resources = [
      { name: "orders", primary_key: "id", endpoint },
      { name: "lines", primary_key: "line", endpoint: { ...endpoint, path: "orders/{resources.orders.id}/lines" } },
      { name: "parts", endpoint: { ...endpoint, path: "lines/{resources.lines.line}/parts" } },
    ];
    const { result, reports, paths } = await probe(folder, { resources }, ["--parents", "2"], ({ path }) => {
      if (path === "/orders") return json({ data: rows(1, 5) });
      return json({
        data: [
          { line: 1, of: path },
          { line: 2, of: path },
        ],
      });
    });
    assert.is(result.code, 1);
    assert.equal(paths, ["/orders", "/orders/1/lines", "/orders/2/lines", "/lines/1/parts", "/lines/2/parts"]);
    assert.equal(
      reports.map(({ records, complete }) => [records, complete]),
      [
        [5, true],
        [4, false],
        [4, false],
      ],
    );
    const repeats = reports[1]?.findings.find(({ code }) => code === "key-repeats");
    assert.is(repeats?.suggestion, '"include_from_parent": ["id"], "primary_key": ["_orders_id","line"]');
  }));

test("an answer that comes after a retry is read, and only notes are no failure", () =>
  withTemporaryFolder(async (folder) => {
    const client = { retry: { initial_delay: 0.001 } };
    const resources = [{ name: "orders", endpoint: { data_selector: "data", paginator: "single_page" } }];
    let asked = 0;
    const probed = await probe(folder, { client, resources }, [], () => {
      return asked++ === 0 ? status(503) : json({ data: rows(1, 2) });
    });
    assert.is(probed.result.code, 0, probed.result.stderr);
    assert.equal(
      probed.reports[0]?.findings.map(({ severity, code }) => `${severity} ${code}`),
      ["note no-key", "note no-schema"],
    );
  }));

test("without --json a table tells what was read and found", () =>
  withTemporaryFolder(async (folder) => {
    const resources = [{ name: "orders", endpoint: { data_selector: "rows", paginator: "single_page" } }];
    const { result } = await probe(folder, { resources }, null, () => json({ data: rows(1, 2) }));
    assert.is(result.code, 1);
    assert.is(result.stdout, "");
    assert.match(result.stderr, /^resource +pages +records +requests\norders +1 +0 +1 +all\n/m);
    assert.match(
      result.stderr,
      /^error +orders +shop\.json:\d+:\d+ +endpoint\.data_selector +nothing is at rows, .*\n +→ "data_selector": "data"$/m,
    );
  }));

test("each finding has its place in the config: of the key, of what would hold it, of what the client gives", () =>
  withTemporaryFolder(async (folder) => {
    const client = { paginator: { type: "offset", limit: 500 } };
    const resources = [
      { name: "orders", primary_key: "uid", endpoint: { data_selector: "data" } },
      { name: "lines", endpoint: { paginator: "single_page" } },
    ];
    const { reports } = await probe(folder, { client, resources }, [], () => json({ data: rows(1, 10), total: 25 }));
    const text = readFileSync(join(folder, "shop.json"), "utf8");
    const placed = reports.flatMap(({ findings }) =>
      findings.map(
        ({ code, at = "" }) => `${code}: ${text.slice(Number(/^shop\.json:1:(\d+)$/.exec(at)?.[1]) - 1).slice(0, 9)}`,
      ),
    );
    assert.ok(placed.includes(`key-null: ${text.slice(text.indexOf('"uid"')).slice(0, 9)}`), placed.join("; "));
    assert.ok(placed.includes(`page-size-clamped: ${text.slice(text.indexOf("500")).slice(0, 9)}`), placed.join("; "));
    assert.ok(placed.includes('selector-detected: "lines","'), placed.join("; "));
  }));

test("a missing secret, a wrong name and a wrong number are refused before any request", () =>
  withTemporaryFolder(async (folder) => {
    const resources = ["orders"];
    const refused: readonly (readonly [readonly string[], string, Readonly<Record<string, string | undefined>>])[] = [
      [[], "set the environment variable SHOP__KEY (query parameter key)", { SHOP__KEY: undefined }],
      [["--resources", "order"], '--resources: there is no "order"; there are: orders', ENV],
      [["--pages", "0"], "--pages: a number from 1 to 100 is needed", ENV],
    ];
    for (const [args, problem, env] of refused) {
      const { result, paths } = await probe(folder, { resources }, args, () => json([]), env);
      assert.is(result.code, 2);
      assert.match(result.stderr, problem);
      assert.equal(paths, []);
    }
  }));

test("a setting is asked for where a resource is probed that needs it, or whose parent does", () =>
  withTemporaryFolder(async (folder) => {
    const resources = [
      "orders",
      { name: "teams", primary_key: "id", endpoint: { params: { region: { $config: "region" } } } },
      { name: "members", endpoint: { path: "teams/{resources.teams.id}/members" } },
    ];
    const reply = () => json(rows(1, 2));
    const orders = await probe(folder, { resources }, ["--resources", "orders"], reply);
    assert.is(orders.result.code, 0, orders.result.stderr);
    const members = await probe(folder, { resources }, ["--resources", "members"], reply);
    assert.is(members.result.code, 2);
    assert.match(members.result.stderr, "set the environment variable REGION (query parameter region)");
    assert.equal(members.paths, []);
  }));

test.run();

interface Probed {
  readonly result: CommandResult;
  readonly reports: readonly (ResourceReport & { readonly findings: readonly Finding[] })[];
  /** Of the requests, in order. */
  readonly paths: readonly string[];
}

/** Runs `gen-connector probe` against a server; `args` null: without `--json`. */
async function probe(
  folder: string,
  { client = {}, resources }: { readonly client?: object; readonly resources: readonly unknown[] },
  args: readonly string[] | null,
  reply: (request: LoggedRequest) => Reply,
  env: Readonly<Record<string, string | undefined>> = ENV,
): Promise<Probed> {
  const server = await startFaultyServer(reply);
  try {
    const auth = { type: "api_key", name: "key", location: "query", api_key: { $secret: "shop.key" } };
    const config = { client: { base_url: server.origin, auth, ...client }, resources };
    writeFileSync(join(folder, "shop.json"), JSON.stringify(config));
    const flags = args === null ? [] : ["--json", ...args];
    const result = await runCommand(["probe", "shop.json", ...flags], { cwd: folder, env });
    const document = result.stdout === "" ? { resources: [] } : (JSON.parse(result.stdout) as Pick<Probed, never>);
    const { resources: reports } = document as { readonly resources: Probed["reports"] };
    return { result, reports, paths: server.requests.map(({ path }) => path) };
  } finally {
    await server.close();
  }
}

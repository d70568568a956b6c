import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseCassette, SECRET } from "../../generator/cassette/cassette.js";
import { type CommandResult, runCommand } from "../support/command.js";
import { json, raw, type Reply, status } from "../support/faulty-replies.js";
import { type LoggedRequest, startFaultyServer } from "../support/faulty-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

const test = suite("probe --write");

const KEY = "k3y/with+signs=";
const TOKEN = "t0ken.of-the-api";
const ENDPOINT = { data_selector: "data", paginator: "single_page" };

test("a cassette has every request and answer of a reading, and no secret in any spelling", () =>
  withTemporaryFolder(async (folder) => {
    const auth = {
      type: "oauth2_client_credentials",
      access_token_url: "{origin}/token",
      client_id: "me",
      client_secret: { $secret: "shop.secret" },
    };
    const params = { key: { $secret: "shop.key" }, pin: { $secret: "shop.pin" } };
    const paginator = { type: "json_link", next_url_path: "next" };
    const resources = [{ name: "orders", endpoint: { data_selector: "data", paginator, params } }];
    const { result, requests } = await probe(folder, { client: { auth }, resources }, ({ path, query, headers }) => {
      if (path === "/token") return json({ access_token: TOKEN, token_type: "bearer", refresh_token: "another one" });
      if (query.get("page") === "2") return json({ data: [{ id: 2, total: 1.0 }], next: null });
      const key = query.get("key") ?? "";
      const echoes = [
        key,
        encodeURIComponent(key),
        Buffer.from(`user:${key}`).toString("base64"),
        headers.authorization,
      ];
      return json(
        { data: [{ id: 1, echoes, [`of ${key}`]: { pin: query.get("pin") } }], next: "/orders?page=2" },
        { headers: { link: `</orders?key=${encodeURIComponent(key)}>; rel="self"`, "set-cookie": `a=${key}` } },
      );
    });
    assert.is(result.code, 0, result.stderr);
    assert.equal(requests, ["/token", "/orders"]);
    const text = readFileSync(join(folder, "cassettes/orders.json"), "utf8");
    const spellings = [
      KEY,
      encodeURIComponent(KEY),
      Buffer.from(`user:${KEY}`).toString("base64"),
      TOKEN,
      "another one",
    ];
    for (const secret of [...spellings, "s3cret", "pin=12", '"12"', "Bearer t", "set-cookie", "authorization"]) {
      assert.not.ok(text.includes(secret), `${secret} in\n${text}`);
      assert.not.ok((result.stdout + result.stderr).includes(secret), secret);
    }
    const cassette = parseCassette(text);
    assert.is(cassette.complete, false);
    assert.equal(
      cassette.exchanges.map(({ request }) => `${request.method} ${request.url.replace(/^.*?:\d+/, "")}`),
      ["POST /token", `GET /orders?key=${SECRET}&pin=${SECRET}`],
    );
    assert.match(cassette.exchanges[0]?.request.body ?? "", `client_secret=${SECRET}`);
    assert.equal(JSON.parse(cassette.exchanges[0]?.response.body ?? ""), {
      access_token: SECRET,
      token_type: "bearer",
      refresh_token: SECRET,
    });
    assert.equal(Object.keys(cassette.exchanges[1]?.response.headers ?? {}), ["content-type", "link"]);
  }));

test("what was answered to a request that was tried again is left out, and a whole reading is said to be one", () =>
  withTemporaryFolder(async (folder) => {
    let asked = 0;
    const config = { client: { retry: { initial_delay: 0.001 } }, resources: [{ name: "orders", endpoint: ENDPOINT }] };
    await probe(folder, config, () => (asked++ === 0 ? status(503) : json({ data: [{ id: 1 }] })));
    const { complete, exchanges } = parseCassette(readFileSync(join(folder, "cassettes/orders.json"), "utf8"));
    assert.is(complete, true);
    assert.equal(
      exchanges.map(({ response }) => response.status),
      [200],
    );
  }));

test("an inferred schema learns from every probe, and a schema of a person stays as it is", () =>
  withTemporaryFolder(async (folder) => {
    const resources = [
      { name: "orders", primary_key: "id", endpoint: ENDPOINT },
      { name: "mine", endpoint: ENDPOINT },
    ];
    mkdirSync(join(folder, "schemas"));
    writeFileSync(join(folder, "schemas/mine.json"), '{ "type": "object" }\n');
    const answers = (records: readonly object[]) => (): Reply => json({ data: records });
    const first = { id: 1, at: "2024-01-02T03:04:05Z", note: null, tags: [], home: { city: "Ulm" }, total: 1 };
    const { result } = await probe(folder, { resources }, answers([first, { ...first, id: 2 }]));
    assert.match(result.stderr, "schemas/mine.json was left as it is");
    assert.match(result.stderr, /shop\.json:1 add to orders: "schema": "schemas\/orders\.json"\n/);
    assert.not.match(result.stderr, "add to mine");
    const second = '{"data":[{"id":9007199254740993,"at":null,"note":"x","tags":["a"],"total":1.5}]}';
    await probe(folder, { resources }, () => raw(second));
    const text = readFileSync(join(folder, "schemas/orders.json"), "utf8");
    const { $comment, $schema, ...schema } = JSON.parse(text) as Record<string, unknown>;
    assert.match(String($comment), /^Inferred by gen-connector probe/);
    assert.is($schema, "https://json-schema.org/draft/2020-12/schema");
    assert.equal(schema, {
      type: "object",
      properties: {
        id: { type: "integer", format: "int64" },
        at: { type: ["string", "null"], format: "date-time" },
        note: { type: ["string", "null"] },
        tags: { type: "array", items: { type: "string" } },
        home: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
        total: { type: "number" },
      },
      required: ["id", "at", "note", "tags", "total"],
    });
    assert.is(readFileSync(join(folder, "schemas/mine.json"), "utf8"), '{ "type": "object" }\n');
    const typed = [{ ...resources[0], schema: "schemas/orders.json" }];
    const again = await probe(folder, { resources: typed }, answers([first]));
    assert.is(again.result.code, 0, again.result.stderr);
    assert.not.match(again.result.stderr, /type-differs|add to/);
    assert.is(readFileSync(join(folder, "schemas/orders.json"), "utf8"), text);
  }));

test("without --write no file is written", () =>
  withTemporaryFolder(async (folder) => {
    const resources = [{ name: "orders", endpoint: ENDPOINT }];
    await probe(folder, { resources }, () => json({ data: [{ id: 1 }] }), []);
    assert.not.ok(existsSync(join(folder, "schemas")) || existsSync(join(folder, "cassettes")));
  }));

test.run();

/** Runs `gen-connector probe` against a server; `{origin}` in the config stands for its address. */
async function probe(
  folder: string,
  { client = {}, resources }: { readonly client?: object; readonly resources: readonly unknown[] },
  reply: (request: LoggedRequest) => Reply,
  flags: readonly string[] = ["--write"],
): Promise<{ readonly result: CommandResult; readonly requests: readonly string[] }> {
  const server = await startFaultyServer(reply);
  try {
    const config = JSON.stringify({ client: { base_url: "{origin}", ...client }, resources });
    writeFileSync(join(folder, "shop.json"), config.replaceAll("{origin}", server.origin));
    const env = { SHOP__SECRET: "s3cret", SHOP__KEY: KEY, SHOP__PIN: "12" };
    const result = await runCommand(["probe", "shop.json", ...flags], { cwd: folder, env });
    return { result, requests: server.requests.map(({ path }) => path) };
  } finally {
    await server.close();
  }
}

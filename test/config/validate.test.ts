import { suite } from "uvu";
import * as assert from "uvu/assert";
import { flag, integer, list, map, number, text } from "../../generator/config/reader.js";
import { secretName, settingName } from "../../generator/config/references.js";
import { AUTH } from "../../generator/config/schema/auth.js";
import { CONFIG } from "../../generator/config/schema/config.js";
import { PAGINATOR } from "../../generator/config/schema/paginator.js";
import type { Key, Shape } from "../../generator/config/schema/shapes.js";
import { validateConfig } from "../../generator/config/validate.js";
import type { Diagnostic } from "../../generator/diagnostics/diagnostic.js";
import { valueOf, type ConfigNode } from "../../generator/read/document.js";
import { readConfig } from "../../generator/read/read.js";
import { cpuTimeOf } from "../support/cpu-time.js";

const test = suite("judging configs");

function rootOf(config: unknown): ConfigNode {
  const { document } = readConfig("config.json", JSON.stringify(config));
  if (document === undefined) throw new Error("the config cannot be read");
  return document.root;
}

function judge(config: unknown, notEmitted: "error" | "warning" = "error"): Diagnostic[] {
  const { document } = readConfig("config.json", JSON.stringify(config));
  if (document === undefined) throw new Error("the config cannot be read");
  return validateConfig(document, { notEmitted });
}

const CLIENT = { base_url: "https://api.example.com", paginator: "single_page" };

test("what no connector can be emitted from has the severity asked for, and says so", () => {
  const config = {
    client: CLIENT,
    resources: [
      { name: "a", columns: { id: { row_key: true } }, endpoint: { path: "a", data_selector: "a[" } },
      { name: "b", endpoint: { path: "b", paginator: { type: "offset", limit: 0 } } },
    ],
  };
  for (const severity of ["error", "warning"] as const) {
    const found = judge(config, severity);
    assert.equal(
      found.map(({ kind }) => kind),
      ["linking-column", "json-path-syntax", "out-of-range"],
    );
    for (const diagnostic of found) {
      assert.is(diagnostic.severity, severity);
      assert.is(diagnostic.blocksEmission, true);
    }
  }
});

test("everything that is emitted now is valid without a word", () => {
  assert.equal(
    judge({
      $schema: "x",
      client: {
        base_url: { $config: "base_url" },
        headers: { "X-Team": "red", Authorization: { $secret: "header" } },
        auth: { type: "api_key", api_key: 'dlt.secrets["key"]', name: "X-Key", location: "query" },
        paginator: { type: "offset", limit: true, offset: 2, offset_param: "o", limit_param: "l", total_path: null },
        retry: {
          max_retries: 0,
          status_codes: [],
          initial_delay: 0,
          backoff_factor: 1,
          max_delay: 0,
          max_retry_after: 0,
        },
        timeout: 1.5,
        max_response_bytes: 1,
        max_pages: 1,
        allowed_origins: ["https://b.example.com"],
      },
      resource_defaults: { primary_key: "id", write_disposition: "merge", max_table_nesting: 0, max_columns: 5 },
      resources: [
        "plain",
        {
          name: "all",
          table_name: "t",
          selected: false,
          write_disposition: { disposition: "merge", strategy: "delete-insert" },
          schema_contract: { columns: "evolve" },
          merge_key: [],
          columns: {},
          endpoint: {
            path: "x/{id}?y=1",
            method: "GET",
            params: { id: 7, n: 1.5, b: true, z: null, l: [1, "a", null], brace: "{{x}}", s: { $secret: "p" } },
            headers: { "X-A": null, "X-B": "{{b}}" },
            paginator: { type: "offset", limit: 1, has_more_path: "m", maximum_offset: 5, stop_on_short_page: true },
            data_selector: "$.a[*].(b|c)",
            incremental: null,
            response_actions: [],
            data: null,
          },
        },
      ],
    }),
    [],
  );
});

test("dlt takes column hints apart when it reads the config, but looks into them when the first record arrives", () => {
  const severities = (resource: object) => {
    const judged = judge({ client: CLIENT, resources: [{ name: "a", ...resource }] }, "warning");
    return judged.map(({ severity, message }) => `${severity}: ${message}`);
  };
  assert.equal(severities({ columns: { id: "bigint" } }), ['error: expected an object, found the text "bigint"']);
  assert.equal(severities({ columns: [{ data_type: "text" }] }), ['error: column needs the key "name"']);
  assert.equal(severities({ columns: { id: { data_type: "x" } } }), ['warning: unknown data_type "x"']);
  assert.equal(severities({ columns: [{ name: "id", data_type: "x" }] }), ['warning: unknown data_type "x"']);
  for (const columns of [{ id: { sort: true } }, [{ name: "id", sort: true }]]) {
    const [found, ...more] = severities({ columns });
    assert.is(found, 'warning: "sort" has no effect: neither DuckDB nor Postgres lays tables out by it');
    assert.equal(more, []);
    const config = { client: CLIENT, resources: [{ name: "a", columns }] };
    assert.equal(
      judge(config, "error").map(({ severity }) => severity),
      ["warning"],
    );
  }
  const nested = severities({ nested_hints: { lines: { columns: { id: "bigint" } } } });
  assert.equal(nested, ['warning: expected an object, found the text "bigint"']);
});

test("hostile keys are ordinary unknown keys", () => {
  const text = '{"client": {"__proto__": {"base_url": 1}, "constructor": 1, "hasOwnProperty": 2}, "resources": []}';
  const { document } = readConfig("config.json", text);
  if (document === undefined) throw new Error("the config cannot be read");
  const found = validateConfig(document, { notEmitted: "error" }).filter(({ kind }) => kind === "unknown-key");
  assert.equal(
    found.map(({ path }) => path),
    ["client.__proto__", "client.constructor", "client.hasOwnProperty"],
  );
});

test("long chains, wide lists and many references are judged in time", () => {
  const chain = Array.from({ length: 5_000 }, (_, index) => ({
    name: `r${index}`,
    endpoint: { path: `x/{resources.r${(index + 1) % 5_000}.id}`, params: { a: 1 } },
  }));
  let cycles = 0;
  const spent = cpuTimeOf(() => {
    const found = judge({ client: CLIENT, resource_defaults: { endpoint: { params: { b: 2 } } }, resources: chain });
    cycles = found.filter(({ kind }) => kind === "parent-cycle").length;
  });
  assert.is(cycles, 1);
  assert.ok(spent < 10_000, `${spent} ms`);
});

test("every key of the vocabulary tells what it means, in one line, with an example that is valid", () => {
  const problems: string[] = [];
  const keys = keysOf(CONFIG, "");
  assert.ok(keys.length > 100);
  for (const [path, key] of keys) {
    if (!/^[^\n]{5,140}\.$/.test(key.about)) problems.push(`${path}: ${key.about}`);
    if (key.shape.kind === "unusable") continue;
    const found = judge(wrap(path, key.example), "warning").filter(
      ({ severity, path: at }) => severity === "error" && at.startsWith(path.replaceAll("[]", "[0]")),
    );
    problems.push(...found.map(({ message }) => `${path}: ${message}`));
  }
  assert.equal(problems, []);
});

test("every type of auth and paginator takes its keys as their examples show them", () => {
  for (const [part, { variants }] of [
    ["auth", AUTH],
    ["paginator", PAGINATOR],
  ] as const) {
    for (const [type, { keys }] of Object.entries(variants)) {
      for (const [name, { shape, about, example }] of Object.entries(keys)) {
        assert.match(about, /^[^\n]{5,140}\.$/, `${type}.${name}`);
        if (shape.kind === "unusable") continue;
        const required = Object.entries(keys).filter(([, key]) => key.required === true);
        const given = {
          type,
          ...Object.fromEntries(required.map(([key, value]) => [key, value.example])),
          [name]: example,
        };
        const config = { client: { ...CLIENT, [part]: given }, resources: ["a"] };
        const errors = judge(config, "warning").filter(({ severity }) => severity === "error");
        assert.equal(
          errors.map(({ message }) => message),
          [],
          `${type}.${name}`,
        );
      }
    }
  }
});

test("secrets and settings are known in both forms", () => {
  const root = rootOf({
    a: { $secret: "x" },
    b: { $config: "y" },
    c: 'dlt.secrets["z.w"]',
    d: " dlt.config [ 'v' ] ",
    e: "plain",
    f: { $secret: "x", more: 1 },
    g: { $secret: "" },
    h: { $secret: 5 },
    i: "dlt.secrets[x]",
  });
  const names = (read: (node: ConfigNode | undefined) => string | undefined) =>
    [..."abcdefghi"].map((key) => read(valueOf(root, key)) ?? "");
  assert.equal(names(secretName), ["x", "", "z.w", "", "", "", "", "", ""]);
  assert.equal(names(settingName), ["", "y", "", "v", "", "", "", "", ""]);
});

test("the reader gives typed values, nothing for null, and fails on what the validator refuses", () => {
  const root = rootOf({ t: "x", i: 5, n: 1.5, f: true, l: [1], m: {}, z: null });
  assert.equal(
    [
      text(root, "t"),
      integer(root, "i"),
      number(root, "n"),
      flag(root, "f"),
      list(root, "l")?.length,
      map(root, "m")?.kind,
    ],
    ["x", 5, 1.5, true, 1, "map"],
  );
  assert.is(integer(root, "f"), 1);
  for (const read of [text, integer, number, flag, list, map]) {
    assert.is(read(root, "z"), undefined);
    assert.is(read(root, "absent"), undefined);
    assert.is(read(undefined, "t"), undefined);
  }
  for (const read of [
    () => text(root, "i"),
    () => integer(root, "n"),
    () => number(root, "t"),
    () => flag(root, "i"),
  ]) {
    assert.throws(read, /the validator lets none through/);
  }
});

test.run();

/** The keys of the objects that stand where a config can be built around them: no variants, no map values. */
function keysOf(shape: Shape, path: string): (readonly [string, Key])[] {
  switch (shape.kind) {
    case "object":
      return Object.entries(shape.keys).flatMap(([name, key]) => {
        const at = path === "" ? name : `${path}.${name}`;
        return [[at, key] as const, ...keysOf(key.shape, at)];
      });
    case "list":
      return keysOf(shape.items, `${path}[]`);
    case "either":
      return shape.shapes.flatMap((inner) => keysOf(inner, path));
    default:
      return [];
  }
}

/** A config with a value at `resources[].endpoint.path`, and nothing else there. */
function wrap(path: string, value: unknown): unknown {
  const config: unknown = path
    .split(".")
    .reduceRight((inner, name) => (name.endsWith("[]") ? { [name.slice(0, -2)]: [inner] } : { [name]: inner }), value);
  return config;
}

import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import type { DataType, DeclaredColumn } from "../../templates/load/declared.js";
import * as duckdb from "../../templates/load/duckdb-types.js";
import { normalizeKey } from "../../templates/load/naming.js";
import * as postgres from "../../templates/load/postgres-types.js";
import { runCommand } from "../support/command.js";
import { projectPath } from "../support/project.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";

/** Each field of the documents, with its interface and its columns in one row of one file, for a reader's eye. */
const test = suite("types side by side");

const FOLDER = projectPath("fixtures/side-by-side");
const GOLDEN = join(FOLDER, "types.md");
const DIALECTS = ["3.0", "3.1", "2.0"];

const HEAD = `# Types side by side

What a field of each kind becomes, in the interface and in the table, as \`test/types/side-by-side.test.ts\` takes it from
emitted connectors of the documents beside this file (\`UPDATE=1\` writes it anew). A column without a type gets that of its
first value, all but those of keys may be null; \`x__y\` is \`y\` of the object \`x\`, \`samples__x.y\` the column \`y\` of the child table of the list \`x\`.
`;

test("every primitive, format, nullability and nesting kind", async () => {
  const sections = await Promise.all(DIALECTS.map(section));
  const text = `${[HEAD, ...sections].join("\n")}`;
  if (process.env["UPDATE"] !== undefined) writeFileSync(GOLDEN, text);
  assert.fixture(text, readFileSync(GOLDEN, "utf8"));
});

test.run();

async function section(dialect: string): Promise<string> {
  const spec = `openapi-${dialect}.yaml`;
  const emitted = await emit(spec);
  const fields = interfaceFields(emitted, "Samples");
  const columns = declaredColumns(emitted);
  const rows = Object.entries(properties(spec)).map(([name, schema]) => {
    const field = fields.get(name);
    const own = columns.filter(({ path }) => isOf(path, normalizeKey(name)));
    const shown = own.map(({ path, column }) => {
      return `\`${path.join(".")}\` ${column.dataType}: ${sqlType(duckdb, column)}, ${sqlType(postgres, column)}`;
    });
    const columnsText = shown.length > 0 ? shown.join("<br>") : field === undefined ? "none" : "of its first value";
    const cells = [flow(schema), field === undefined ? "left out" : `\`${field}\``, columnsText];
    return `| ${[name, ...cells].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  const others = [...emitted.matchAll(/^(?:\/\*\*.*\n)?export interface (?!Samples )[^]*?\n\}/gm)].map(
    ([code]) => code,
  );
  return [
    `## OpenAPI ${dialect}`,
    "",
    "| field | schema | interface | columns: type, in DuckDB, in Postgres |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    ...(others.length === 0 ? [] : ["```ts", others.join("\n\n"), "```", ""]),
  ].join("\n");
}

/** The emitted `samples.ts` of a connector with one resource, and behind it the files of other schemas. */
function emit(spec: string): Promise<string> {
  return withTemporaryFolder(async (cwd) => {
    cpSync(join(FOLDER, spec), join(cwd, spec));
    const config = {
      client: { base_url: "https://api.example.com", openapi: spec },
      resources: [{ name: "samples", endpoint: { path: "samples", paginator: "single_page" } }],
    };
    writeFileSync(join(cwd, "shop.json"), JSON.stringify(config));
    const { code, stderr } = await runCommand(["shop.json", "--typecheck"], { cwd });
    assert.is(code, 0, stderr);
    const folder = join(cwd, "generated/shop");
    const schemas = existsSync(join(folder, "schemas")) ? readdirSync(join(folder, "schemas")).sort() : [];
    // A record that holds itself has its own schema below it, with the same fields.
    const others = schemas.filter((file) => file !== "sample.ts");
    const files = ["samples.ts", ...others.map((file) => `schemas/${file}`)];
    return files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
  });
}

function properties(spec: string): Readonly<Record<string, unknown>> {
  const document = parse(readFileSync(join(FOLDER, spec), "utf8")) as {
    readonly components?: { readonly schemas: Schemas };
    readonly definitions?: Schemas;
  };
  return (document.components?.schemas ?? document.definitions)?.Sample.properties ?? {};
}

interface Schemas {
  readonly Sample: { readonly properties: Readonly<Record<string, unknown>> };
}

/** The members of an interface, by name: `text?: string`. */
function interfaceFields(code: string, name: string): ReadonlyMap<string, string> {
  const [, body = ""] = new RegExp(`^export interface ${name} \\{\\n([^]*?)^\\}`, "m").exec(code) ?? [];
  const members = body.matchAll(/^ {2}("(?:[^"\\]|\\.)*"|\w+)(\??:[^]*?);$/gm);
  return new Map(
    [...members].map(([, key = "", type]) => [key.replaceAll('"', ""), `${key}${type}`.replace(/\s+/g, " ")]),
  );
}

interface PlacedColumn {
  /** The table, unless it is the root's, and the column. */
  readonly path: readonly string[];
  readonly column: DeclaredColumn;
}

function declaredColumns(code: string): readonly PlacedColumn[] {
  const tables = code.matchAll(/table: "(\w+)",\s+columns: \[([^]*?)\]/g);
  return [...tables].flatMap(([, table = "", columns = ""]) => {
    return [...columns.matchAll(/name: "(\w+)", dataType: "(\w+)"/g)].map(([, name = "", dataType]): PlacedColumn => {
      const path = table === "samples" ? [name] : [table, name];
      return { path, column: { name, dataType: dataType as DataType } };
    });
  });
}

function isOf(path: readonly string[], field: string): boolean {
  const place = path.length === 1 ? path[0] : path[0]?.replace(/^samples__/, "");
  return place === field || (place?.startsWith(`${field}__`) ?? false);
}

function sqlType({ declaredType, sqlTypeOf }: typeof duckdb | typeof postgres, column: DeclaredColumn): string {
  const type = declaredType(column);
  return type === undefined ? "none" : sqlTypeOf(type as never);
}

/** A schema as YAML in a line. */
function flow(schema: unknown): string {
  return `\`${JSON.stringify(schema)
    .replace(/"(\w+)":/g, "$1: ")
    .replaceAll(",", ", ")}\``;
}

import { Node, Project, type SourceFile } from "ts-morph";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { validateConfig } from "../../generator/config/validate.js";
import { type EmittedFiles, generate } from "../../generator/generate.js";
import { resolveSource } from "../../generator/model/resolve.js";
import { readConfig } from "../../generator/read/read.js";

/** Closes quotes, templates and comments of every kind, and runs code if any of it gets out. */
const MARKER = "M'\"`${globalThis.PWNED=1}*/;globalThis.PWNED=1;//\n\u2028\\";

/** Every text of a config that reaches the output, all of them holding `marker`. */
function config(marker: string): object {
  return {
    client: {
      base_url: { $config: `base.${oneLine(marker)}` },
      auth: { type: "api_key", name: "X-Key", location: "query", api_key: { $secret: `key.${oneLine(marker)}` } },
      headers: { "X-A": oneLine(marker) },
      paginator: { type: "offset", limit: 10, offset_param: `o${marker}`, limit_param: `l${marker}` },
    },
    resources: [
      {
        name: `rows ${oneLine(marker)}`,
        table_name: `table ${marker}`,
        primary_key: [`id ${marker}`, "constructor"],
        write_disposition: "merge",
        endpoint: {
          path: `a/${oneLine(braceless(marker))}/b`,
          params: { [`p${braceless(marker)}`]: `v${braceless(marker)}`, list: [braceless(marker)] },
          headers: { "X-B": oneLine(braceless(marker)) },
          data_selector: `['${pathText(marker)}'].b[*]['${pathText(marker)}','c']`,
        },
      },
      {
        name: "filtered",
        endpoint: {
          data_selector: `a[?(@.x == "${pathText(marker)}")]`,
          paginator: { type: "offset", limit: 5, total_path: `['${pathText(marker)}']`, has_more_path: "more" },
        },
      },
      {
        name: "searched",
        endpoint: {
          method: "POST",
          json: {
            [`j${braceless(marker)}`]: [braceless(marker), { $secret: `body.${oneLine(marker)}` }],
            window: { first: 1 },
          },
          paginator: {
            type: "cursor",
            cursor_path: `['${pathText(marker)}']`,
            cursor_body_path: `window.${dotless(marker)}.${dotless(marker)}`,
          },
        },
      },
      {
        name: "form",
        endpoint: {
          method: "POST",
          data: [[`f${braceless(marker)}`, braceless(marker)]],
          paginator: { type: "page_number", page_param: `p${marker}`, total_path: null },
        },
      },
      { name: "raw", endpoint: { method: "POST", data: braceless(marker), paginator: "single_page" } },
      {
        name: "typed",
        rename_fields: { [oneLine(`w${marker}`)]: oneLine(`n${marker}`) },
        schema: {
          title: marker,
          description: marker,
          type: "object",
          tsType: marker,
          required: [marker, `${marker}]: never; [k: string`],
          properties: {
            [marker]: { title: marker, description: marker, enum: [marker, `e${marker}`], tsEnumNames: [marker] },
            [`${marker}]: never; [k: string`]: { const: marker },
            [oneLine(`w${marker}`)]: { type: "string", description: `*/${marker}/*` },
            list: { type: "array", items: { title: marker, properties: { [`p${marker}`]: { type: "number" } } } },
            named: { $ref: `#/$defs/d${pathText(marker).replace(/[^a-z]/gi, "")}` },
          },
          $defs: { [`d${pathText(marker).replace(/[^a-z]/gi, "")}`]: { properties: { x: { default: marker } } } },
        },
      },
      { name: "linked", endpoint: { paginator: { type: "header_link", links_next_key: marker } } },
      { name: "chained", endpoint: { paginator: { type: "json_link", next_url_path: `['${pathText(marker)}']` } } },
      {
        name: "sought",
        endpoint: { paginator: { type: "header_cursor", cursor_key: "X-Next", cursor_param: `c${marker}` } },
      },
    ],
  };
}

/** Line breaks are refused in names, paths and header values. */
function oneLine(text: string): string {
  return text.replace(/[\n\u2028]/g, " ");
}

/** Braces are placeholders there. */
function braceless(text: string): string {
  return text.replace(/[{}]/g, "");
}

/** Dots part the keys of a body path. */
function dotless(text: string): string {
  return text.replaceAll(".", "");
}

/** What a quoted name of a path may hold. */
function pathText(text: string): string {
  return text.replace(/['"\\]/g, "");
}

async function emit(marker: string): Promise<EmittedFiles> {
  const { document } = readConfig("config.json", JSON.stringify(config(marker)));
  assert.ok(document !== undefined);
  const errors = validateConfig(document, { notEmitted: "error" }).filter(({ severity }) => severity === "error");
  assert.equal(
    errors.map(({ message }) => message),
    [],
  );
  return generate(resolveSource(document, "test", `config ${marker}.json`).model);
}

/** How many nodes of each kind a file has; whether a name needs quotes, and the order of imports, are left out. */
function shape(file: SourceFile): Record<string, number> {
  const counts: Record<string, number> = {};
  file.forEachDescendant((node) => {
    const named = Node.isIdentifier(node) || Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node);
    const kind = named
      ? "name or text"
      : Node.isElementAccessExpression(node)
        ? "PropertyAccessExpression"
        : node.getKindName();
    counts[kind] = (counts[kind] ?? 0) + 1;
  });
  return counts;
}

const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });

function parse(files: EmittedFiles, folder: string): ReadonlyMap<string, SourceFile> {
  const own = [...files].filter(([file]) => !file.includes("/"));
  return new Map(own.map(([file, code]) => [file, project.createSourceFile(`${folder}/${file}`, code)]));
}

const test = suite("hostile configs");

test("no text of a config becomes code: the syntax tree is that of a harmless config", async () => {
  const hostile = [...parse(await emit(MARKER), "hostile").values()];
  const harmless = [...parse(await emit("M"), "harmless").values()];
  assert.is(hostile.length, harmless.length);
  const shapes = (files: readonly SourceFile[]) =>
    files.map((file) => JSON.stringify(Object.entries(shape(file)).sort()));
  assert.equal(shapes(hostile).sort(), shapes(harmless).sort());
});

test("the canary stands within literals and comments only", async () => {
  let found = 0;
  for (const [name, file] of parse(await emit(MARKER), "canary")) {
    found += file.getFullText().split("PWNED").length - 1;
    file.forEachDescendant((node) => {
      const code = Node.isIdentifier(node) || Node.isTemplateExpression(node);
      assert.not(code && node.getText().includes("PWNED"), name);
    });
  }
  assert.ok(found > 20, "it should be in many places");
});

test.run();

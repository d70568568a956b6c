import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createImports } from "../../generator/emit/imports.js";
import { createLaidOut } from "../../generator/emit/laid-out.js";
import { createShapes } from "../../generator/emit/shapes.js";
import { layOutFunction, type Statement, statementCode } from "../../generator/emit/layout.js";
import { layOutTables, type TableCode } from "../../generator/emit/layout-tables.js";
import { interfacesCode } from "../../generator/emit/type-code.js";
import { formatTypeScript } from "../../generator/output/format.js";
import { projectPath } from "../support/project.js";

/** What is laid out here has to be what Prettier would make of it. */
const test = suite("layout");

const name = fc
  .stringMatching(/^[a-z][A-Za-z0-9_]{0,30}$/)
  .filter((text) => !/^(?:do|if|in|of|for|let|new|try|var)$/.test(text));
const quoted = fc
  .string({ unit: fc.constantFrom(..."ab'\" .\\|(){}[];,0".split("")), maxLength: 40 })
  .map((text) => JSON.stringify(text));
const value = name.map((field) => `value.${field}`);
const testCode = fc.oneof(
  value.map((one) => `typeof ${one} !== "string"`),
  value.map((one) => `!Array.isArray(${one})`),
  fc.tuple(value, quoted).map(([one, text]) => `${one} !== ${text}`),
);
const call = fc
  .tuple(name, quoted, value)
  .map(([field, text, one]): Statement => ({ kind: "call", name: "misfit", args: [`[...at, "${field}"]`, text, one] }));
function statementOf(depth: number): fc.Arbitrary<Statement> {
  if (depth === 0) return call;
  const inner = fc.array(statementOf(depth - 1), { minLength: 1, maxLength: 2 });
  const block = inner.map((body): Statement => ({ kind: "block", body }));
  const loop = fc.tuple(value, block).map(([one, body]): Statement => {
    return { kind: "for", head: `const [index, item] of ${one}.entries()`, body };
  });
  const tests = fc.array(testCode, { minLength: 1, maxLength: 4 });
  const last = fc.option(call, { nil: null });
  const branch = (otherwise: fc.Arbitrary<Statement | null>) =>
    fc.record({ kind: fc.constant("if" as const), tests, then: fc.oneof(block, call), otherwise });
  return fc.oneof(call, loop, branch(fc.oneof(last, branch(last))));
}

test("functions of checks are laid out as Prettier would", async () => {
  let laidOut = 0;
  const parameters = ["value: Unchecked<Orders>", "at: ValuePath", "misfit: ReportMisfit"];
  await fc.assert(
    fc.asyncProperty(name, fc.array(statementOf(3), { minLength: 1, maxLength: 3 }), async (type, body) => {
      const code = layOutFunction(`check${type}`, parameters, body);
      if (code === undefined) return;
      laidOut++;
      const plain = `function check${type}(${parameters.join(", ")}): void { ${body.map(statementCode).join("\n")} }`;
      assert.is(`${code}\n`, await formatTypeScript("test.ts", plain));
    }),
    { numRuns: 150, seed: 8 },
  );
  assert.ok(laidOut > 20, String(laidOut));
});

const memberType = fc.oneof(name, quoted, fc.constantFrom("null", "string", "number"));
const type = fc.oneof(
  fc.array(memberType, { minLength: 1, maxLength: 9 }).map((members) => members.join(" | ")),
  fc.array(memberType, { minLength: 2, maxLength: 9 }).map((members) => `(${members.join(" | ")})[]`),
  memberType.map((one) => `{ [field: string]: ${one} }`),
);

test("interfaces are laid out as Prettier would", async () => {
  const property = fc.record({
    ...{ name: fc.oneof(name, fc.string({ maxLength: 8 })), type, required: fc.boolean() },
    comment: fc.constantFrom(
      "",
      "What it is.",
      "A comment that ends no line and is a good deal longer than a line of code may be here, with 'quotes' and é.",
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(property, { selector: (one) => one.name, maxLength: 5 }), async (properties) => {
      const parts = createLaidOut("test.ts", createShapes());
      const code = { name: "Orders", comment: "One record.", properties, otherFields: null };
      const other = { ...code, name: "Lines", otherFields: "unknown" };
      const text = await parts.file(await interfacesCode([code, other], parts));
      assert.is(text, await formatTypeScript("test.ts", text));
      assert.is(text.match(/^ {2}.*;$|^ {4}.*;$/gm)?.length, 2 * properties.length + 1);
    }),
    { numRuns: 200, seed: 8 },
  );
});

test("tables are laid out as Prettier would", async () => {
  const column = fc
    .tuple(quoted, fc.constantFrom("text", "timestamp"))
    .map(([key, dataType]) => [`name: ${key}`, `dataType: "${dataType}"`]);
  const table: fc.Arbitrary<TableCode> = fc.record({
    table: fc.oneof(
      quoted,
      quoted.map((text) => JSON.stringify(text.repeat(5))),
    ),
    columns: fc.array(column, { minLength: 1, maxLength: 3 }),
    contract: fc.constant(null),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(table, { minLength: 1, maxLength: 4 }), async (tables) => {
      const laid = layOutTables(tables);
      if (laid === undefined) return;
      const text = `const plan: LoadPlan = {\n  declared: ${laid},\n};\n`;
      const plain = tables.map(
        (one) =>
          `{ table: ${one.table}, columns: [${one.columns.map((each) => `{ ${each.join(", ")} }`).join(", ")}] }`,
      );
      assert.is(
        text,
        await formatTypeScript("test.ts", `const plan: LoadPlan = {\n  declared: [${plain.join(", ")}],\n};`),
      );
    }),
    { numRuns: 200, seed: 8 },
  );
});

test("files of one shape are printed as Prettier would, however long their names are", async () => {
  const shapes = createShapes();
  for (const connector of ["auto", "parents", "incremental-windows", "request-bodies", "openapi"]) {
    const folder = join(projectPath("generated"), connector);
    for (const file of readdirSync(folder).filter((name) => /^(?!client|run).*\.ts$/.test(name))) {
      const code = readFileSync(join(folder, file), "utf8");
      for (const more of ["", "WithAName", "WithANameThatIsAGoodDealLongerThanOthers", "Name".repeat(25)]) {
        const renamed = code.replace(/\b(?:read|create|check)[A-Z]\w*|(?<=name: ")\w+|(?<="\/)\w+/g, `$&${more}`);
        assert.is(
          await shapes.format(file, renamed),
          await formatTypeScript(file, renamed),
          `${connector}/${file} ${more}`,
        );
      }
    }
  }
  const marked = 'const options = { "zq0q": someName, zq1q: "a text" };\n';
  assert.is(await shapes.format("test.ts", marked), await formatTypeScript("test.ts", marked));
});

test("imports are laid out as Prettier would", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(name, { minLength: 1, maxLength: 9 }), async (names) => {
      const imports = createImports();
      names.forEach((one, index) => (index % 3 === 0 ? imports.type : imports.value)("./http/module.js", one));
      assert.is(`${imports.code()}\n`, await formatTypeScript("test.ts", imports.code()));
    }),
    { numRuns: 100, seed: 8 },
  );
});

test("all emitted files are as Prettier would print them", async () => {
  const root = projectPath("generated");
  for (const connector of readdirSync(root)) {
    for (const file of readdirSync(join(root, connector)).filter((one) => one.endsWith(".ts"))) {
      const text = readFileSync(join(root, connector, file), "utf8");
      assert.is(text, await formatTypeScript(file, text), `${connector}/${file}`);
    }
  }
});

test.run();

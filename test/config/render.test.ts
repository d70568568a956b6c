import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { validateConfig } from "../../generator/config/validate.js";
import type { Diagnostic } from "../../generator/diagnostics/diagnostic.js";
import { render, toJson } from "../../generator/diagnostics/render.js";
import { readConfig } from "../../generator/read/read.js";

const test = suite("showing diagnostics");

/** A diagnostic on the first occurrence of `part`. */
function on(text: string, part: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const start = text.indexOf(part);
  const span = { start, end: start + part.length };
  return { kind: "k", severity: "error", span, path: "a.b", message: "found it", hints: [], ...more };
}

function shown(text: string, ...diagnostics: readonly Diagnostic[]): string {
  return render({ file: "config.json", text, diagnostics }, { color: false });
}

test("nothing is shown where nothing is wrong", () => {
  assert.is(shown("{}"), "");
});

test("the part in question is underlined, with hints beside it from the line downwards", () => {
  const text = '{\n  "limit": ten\n}';
  assert.is(
    shown(text, on(text, "ten", { hints: ["did you mean 10?", "known: numbers", "a third"] })),
    [
      "config.json:2:12 error: found it (a.b)",
      '    2 |   "limit": ten     did you mean 10?',
      "      |            ^^^     known: numbers",
      "      |                    a third",
      "",
      "config.json: 1 error",
      "",
    ].join("\n"),
  );
});

test("problems stand by place, errors before warnings, and are counted", () => {
  const text = "one two";
  const output = shown(
    text,
    on(text, "two", { message: "second" }),
    on(text, "one", { message: "minor", severity: "warning" }),
    on(text, "one", { message: "first" }),
  );
  assert.equal(
    output.split("\n").filter((line) => line.startsWith("config.json")),
    [
      "config.json:1:1 error: first (a.b)",
      "config.json:1:1 warning: minor (a.b)",
      "config.json:1:5 error: second (a.b)",
      "config.json: 2 errors, 1 warning",
    ],
  );
});

test("of several lines the first is underlined to its end, and nothing at all gets one mark", () => {
  assert.match(shown("[1,\n2]", on("[1,\n2]", "[1,\n2]")), "    1 | [1,\n      | ^^^\n");
  assert.match(shown("ab", on("ab", "")), "    1 | ab\n      | ^\n");
});

test("what concerns the whole file is shown without a line", () => {
  const whole = on("x", "", { path: "", hints: ["known: y"] });
  assert.is(shown("x", whole), "config.json:1:1 error: found it\n      = known: y\n\nconfig.json: 1 error\n");
});

test("a long line is cut around the part in question, which may itself be longer", () => {
  const text = `${"a".repeat(5_000)}HERE${"b".repeat(5_000)}`;
  const [, source = "", marks = ""] = shown(text, on(text, "HERE")).split("\n");
  assert.ok(source.length < 120);
  assert.is(source.indexOf("HERE"), marks.indexOf("^^^^"));
  const [, whole = "", under = ""] = shown(text, on(text, text)).split("\n");
  assert.is(whole.length - 1, under.lastIndexOf("^"));
});

test("tabs, wide and combining characters keep the marks in place", () => {
  const text = '\t"日本🎉e\u0301": HERE';
  const [, source = "", marks = ""] = shown(text, on(text, "HERE")).split("\n");
  assert.is(source, '    1 |   "日本🎉e\u0301": HERE');
  assert.is(marks, "      |              ^^^^");
});

test("nothing in a file, its name or a message controls the terminal", () => {
  const hostile = "\u001b[2J\u0007\u202e\u2028\r\u0000\ud800";
  const output = render(
    {
      file: `${hostile}.json`,
      text: hostile,
      diagnostics: [on(hostile, "[2J", { message: hostile, path: hostile, hints: [hostile] })],
    },
    { color: false },
  );
  assert.not.match(output.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Cs}]/u);
});

test("colours surround, and change nothing else", () => {
  const text = '{ "a": 1 }';
  const problems = { file: "config.json", text, diagnostics: [on(text, "1", { hints: ["h"] })] };
  const colored = render(problems, { color: true });
  assert.match(colored, "\u001b[1;31merror:\u001b[0m");
  assert.is(colored.replace(/\u001b\[[\d;]*m/g, ""), render(problems, { color: false }));
});

test("programs get places that count from 1, with an exclusive end", () => {
  const text = "\uFEFFa\r\nbcd";
  const json = toJson({ file: "f", text, diagnostics: [on(text, "cd", { severity: "warning" })] });
  assert.equal(json, {
    errors: 0,
    warnings: 1,
    diagnostics: [
      {
        kind: "k",
        severity: "warning",
        file: "f",
        line: 2,
        column: 2,
        endLine: 2,
        endColumn: 4,
        path: "a.b",
        message: "found it",
        hints: [],
      },
    ],
  });
});

/** Places where a credential is written down, in configs that are otherwise right, wrong or broken. */
const LEAKS: readonly (readonly [string, string])[] = [
  ["config.json", '{"client":{"base_url":"https://a.example","auth":{"token":"SECRET","locaton":1}},"resources":[5]}'],
  ["config.json", '{"client":{"auth":{"type":"api_key","api_key":"SECRET" "x"}}}'],
  [
    "config.json",
    '{"client":{"auth":{"type":"apikey","key":["SECRET"]}, "headers":{"authorization":"Basic SECRET","X":5}}}',
  ],
  [
    "config.json",
    '{"client":{"base_url":"https://u:SECRET@a.example","auth":"SECRET","x":1},"resources":["https://u:SECRET@b"]}',
  ],
  [
    "config.json",
    '{"client":{"auth":{"token":{"$secret":"a","value":"SECRET"},"tokn":"SECRET"}},"resources":[{"x":1}]}',
  ],
  ["config.json", '{"client":{"auth":{"token":"SECRET'],
  ["config.json", '{"client":{"api_key":"SECRET","auth":{"token":"SECRET"},"auth":{"password":"SECRET"}}}'],
  ["config.py", 'rest_api_source({"client": {"auth": {"token": "SECRET" + x}, "headers": {"Cookie": f"{a}SECRET"}}})'],
  ["config.py", 'T = "SECRET"\nrest_api_source({"client": {"auth": {"token": T, "x": 1}}})'],
  ["config.py", 'rest_api_source({"client": {"auth": BearerTokenAuth("SECRET"), **{"token": "SECRET"}}})'],
  ["config.md", '```json\n{"client":{"auth":{"token":SECRET}}}\n```'],
  ["config.md", '```json\n{"client":{"auth":{"type":"http_basic","password":"SECRET"}},,}\n```'],
];

test("a credential appears in no output, whatever it holds and whatever else is wrong", () => {
  const letters = [..."abcXYZ019-_.~+/="];
  const credential = fc
    .array(fc.constantFrom(...letters), { minLength: 8, maxLength: 40 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(credential, fc.constantFrom(...LEAKS), (secret, [file, template]) => {
      const text = template.replaceAll("SECRET", secret);
      const { document, diagnostics } = readConfig(file, text);
      const judged = document === undefined ? [] : validateConfig(document, { notEmitted: "warning" });
      const problems = { file, text, diagnostics: [...diagnostics, ...judged] };
      assert.ok(problems.diagnostics.length > 0);
      const output = render(problems, { color: false }) + JSON.stringify(toJson(problems));
      assert.not.ok(output.includes(secret), output);
    }),
    { numRuns: 300 },
  );
});

test.run();

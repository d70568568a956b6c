import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseTemplate, placeholdersOf } from "../../generator/config/templates.js";

const test = suite("placeholders in texts");

test("texts and placeholders come in order, doubled braces as single ones", () => {
  assert.equal(parseTemplate("a{{b}}/{resources.x.id!r:>{w}}/{}"), {
    kind: "template",
    pieces: [
      { kind: "text", text: "a{b}/", escaped: true },
      { kind: "placeholder", name: "resources.x.id", conversion: "r", format: ">{w}", start: 7, end: 30 },
      { kind: "text", text: "/", escaped: false },
      { kind: "placeholder", name: "", conversion: "", format: "", start: 31, end: 33 },
    ],
  });
});

test("brackets shelter what would end a name, as in Python", () => {
  assert.equal(
    placeholdersOf("{a[}:!]}{b:c}").map(({ name, format }) => [name, format]),
    [
      ["a[}:!]", ""],
      ["b", "c"],
    ],
  );
});

/** The part in question between « and »: what Python's string.Formatter().parse refuses. */
for (const marked of ["a«}»b", "a«{»b", "{a«{»b}}", "{{«}»", "«{»a:{b}", "{a«!»}", "{a«!rs»}", "«{»a[}"]) {
  test(`${marked} is refused`, () => {
    const parsed = parseTemplate(marked.replace(/[«»]/g, ""));
    if (parsed.kind === "template") throw new Error("the text was read");
    assert.equal([parsed.start, parsed.end], [marked.indexOf("«"), marked.indexOf("»") - 1]);
  });
}

test.run();

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createRedactor } from "../../templates/http/redact.js";

const SECRET = 'SENTINEL-q2/"é +x';
const redact = createRedactor([SECRET, "SENTINEL-hdr"]);

const test = suite("redactor");

const SPELLINGS: Readonly<Record<string, string>> = {
  "as it is": SECRET,
  "percent-encoded": encodeURIComponent(SECRET),
  "percent-encoded to the last character": Array.from(Buffer.from(SECRET), (byte) => `%${byte.toString(16)}`).join(""),
  "form-encoded": new URLSearchParams({ key: SECRET }).toString().slice("key=".length),
  "JSON-escaped": JSON.stringify(SECRET).slice(1, -1),
  "JSON with every character escaped": Array.from(SECRET, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  }).join(""),
  "in another case": SECRET.toUpperCase(),
};

for (const [spelling, text] of Object.entries(SPELLINGS)) {
  test(`a secret ${spelling} is taken out, and what stands around it stays`, () => {
    assert.is(redact(`before ${text} after`), "before [secret] after");
  });
}

for (const before of ["", "u", "us", "use", "user:"]) {
  test(`a secret in Base64 behind ${before.length} other bytes cannot be read any more`, () => {
    const encoded = Buffer.from(`${before}${SECRET}`).toString("base64");
    const shown = Buffer.from(redact(encoded).replaceAll("[secret]", ""), "base64").toString();
    assert.not.match(shown, /SENT|INEL|q2/);
    assert.match(redact(Buffer.from(`${before}${SECRET}`).toString("base64url")), "[secret]");
  });
}

test("a longer secret is taken out whole although a shorter one begins like it", () => {
  assert.is(createRedactor(["abcd", "abcdefgh"])("x abcdefgh y"), "x [secret] y");
});

test("characters that mean something in patterns are searched for as they are", () => {
  assert.is(createRedactor(["a.c*[d]"])("abc a.c*[d]"), "abc [secret]");
});

test("a secret of fewer than four characters is not searched for", () => {
  assert.is(createRedactor(["id"])("an idea"), "an idea");
});

test.run();

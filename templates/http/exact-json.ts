/** A number literal with a fraction or an exponent: `1.0` is one, `1` is not. */
export class JsonDouble {
  readonly value: number;
  /** The literal as it stood in the text. */
  readonly text: string;

  constructor(text: string) {
    this.value = Number(text);
    this.text = text;
  }
}

/** JSON with every number literal kept: an integer is a number, or a bigint beyond ±(2^53−1); others are `JsonDouble`. */
export type ExactValue =
  null | boolean | number | bigint | string | JsonDouble | ExactValue[] | { [key: string]: ExactValue };

/** Levels of lists and objects that are read; more is refused, since most programs fail on them. */
export const MAX_JSON_DEPTH = 1_000;

/** JSON that is nested more deeply than `MAX_JSON_DEPTH`. */
export class JsonDepthError extends Error {
  override readonly name = "JsonDepthError";

  constructor() {
    super(`JSON is nested more deeply than ${MAX_JSON_DEPTH} levels`);
  }
}

/**
 * Parses JSON (RFC 8259) without losing a number literal. Of a repeated key the last value counts, at the place of the
 * first; `__proto__` is an ordinary key.
 *
 * @throws SyntaxError when the text is not JSON
 * @throws JsonDepthError when it is nested too deeply
 */
export function parseExact(text: string): ExactValue {
  return parseWith(text, (literal) => new JsonDouble(literal));
}

type Value<Double> =
  null | boolean | number | bigint | string | Double | Value<Double>[] | { [key: string]: Value<Double> };

interface Reader<Double> {
  readonly text: string;
  readonly toDouble: (literal: string) => Double;
  position: number;
  depth: number;
}

/** `parseExact` with `toDouble` in place of `JsonDouble` for literals with a fraction or an exponent. */
export function parseWith<Double>(text: string, toDouble: (literal: string) => Double): Value<Double> {
  const reader: Reader<Double> = { text, toDouble, position: 0, depth: 0 };
  skipBlanks(reader);
  const value = readValue(reader);
  if (reader.position < text.length) throw unexpected(reader);
  return value;
}

/** Reads a value and the white space after it. */
function readValue<Double>(reader: Reader<Double>): Value<Double> {
  switch (reader.text[reader.position]) {
    case "{":
      return readObject(reader);
    case "[":
      return readList(reader);
    case '"':
      return readString(reader);
    case "t":
      return readWord(reader, "true", true);
    case "f":
      return readWord(reader, "false", false);
    case "n":
      return readWord(reader, "null", null);
    default:
      return readNumber(reader);
  }
}

function readObject<Double>(reader: Reader<Double>): Value<Double> {
  const object: { [key: string]: Value<Double> } = {};
  enter(reader);
  if (!accept(reader, "}")) {
    do {
      if (reader.text[reader.position] !== '"') throw unexpected(reader);
      const key = readString(reader);
      expect(reader, ":");
      setOwn(object, key, readValue(reader));
    } while (accept(reader, ","));
    expect(reader, "}");
  }
  reader.depth--;
  return object;
}

function setOwn<V>(object: { [key: string]: V }, key: string, value: V): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function readList<Double>(reader: Reader<Double>): Value<Double> {
  const list: Value<Double>[] = [];
  enter(reader);
  if (!accept(reader, "]")) {
    do list.push(readValue(reader));
    while (accept(reader, ","));
    expect(reader, "]");
  }
  reader.depth--;
  return list;
}

/** A string that means what it shows: no escapes, no control characters. */
const PLAIN_STRING = /"[^"\\\x00-\x1f]*"/y;

function readString<Double>(reader: Reader<Double>): string {
  const { text } = reader;
  const start = reader.position;
  PLAIN_STRING.lastIndex = start;
  if (PLAIN_STRING.test(text)) {
    reader.position = PLAIN_STRING.lastIndex;
    skipBlanks(reader);
    return text.slice(start + 1, PLAIN_STRING.lastIndex - 1);
  }
  const end = endOfString(text, start + 1);
  if (end === -1) throw new SyntaxError(`JSON text ends within a string that starts at position ${start}`);
  reader.position = end;
  skipBlanks(reader);
  // JSON.parse resolves escapes and refuses control characters.
  return JSON.parse(text.slice(start, end)) as string;
}

/** The position after the quote that closes a string, or -1. `start` is the position after the opening one. */
export function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 0x5c && quote - 1 - backslashes >= start) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return -1;
}

function readWord<Double, Word>(reader: Reader<Double>, word: string, value: Word): Word {
  if (!reader.text.startsWith(word, reader.position)) throw unexpected(reader);
  reader.position += word.length;
  skipBlanks(reader);
  return value;
}

const NUMBER = /-?(?:0|[1-9]\d*)((?:\.\d+)?(?:[eE][-+]?\d+)?)/y;

function readNumber<Double>(reader: Reader<Double>): number | bigint | Double {
  NUMBER.lastIndex = reader.position;
  const match = NUMBER.exec(reader.text);
  if (match === null) throw unexpected(reader);
  const [literal, fraction] = match;
  reader.position += literal.length;
  skipBlanks(reader);
  if (fraction !== "") return reader.toDouble(literal);
  const integer = Number(literal);
  return Number.isSafeInteger(integer) ? integer + 0 : BigInt(literal); // + 0: the integer -0 is 0
}

function enter<Double>(reader: Reader<Double>): void {
  if (++reader.depth > MAX_JSON_DEPTH) throw new JsonDepthError();
  reader.position++;
  skipBlanks(reader);
}

function accept<Double>(reader: Reader<Double>, character: string): boolean {
  if (reader.text[reader.position] !== character) return false;
  reader.position++;
  skipBlanks(reader);
  return true;
}

function expect<Double>(reader: Reader<Double>, character: string): void {
  if (!accept(reader, character)) throw unexpected(reader);
}

function skipBlanks<Double>(reader: Reader<Double>): void {
  const { text } = reader;
  for (; ; reader.position++) {
    const code = text.charCodeAt(reader.position);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
  }
}

function unexpected<Double>({ text, position }: Reader<Double>): SyntaxError {
  if (position >= text.length) return new SyntaxError("JSON text ends too early");
  return new SyntaxError(`unexpected character in JSON at position ${position}`);
}

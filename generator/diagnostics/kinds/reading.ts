import { enumeration, count, quote, shorten } from "../show.js";
import { error } from "./kind.js";

/** Problems of the file and of its language; the config itself was not looked at. */
export const READING_KINDS = {
  "file-extension": ({ extension, read }: { extension: string; read: readonly string[] }) =>
    error(`cannot tell from ${quote(extension)} what this file is`, `known: ${read.join(", ")}`),
  "file-too-large": ({ bytes, limit }: { bytes: number; limit: number }) =>
    error(`the file has ${bytes} bytes, more than the ${limit} that are read`),
  "nested-too-deep": ({ limit }: { limit: number }) => error(`nested more than ${limit} levels deep`),
  "duplicate-key": ({ key, firstLine }: { key: string; firstLine: number }) =>
    error(`key ${quote(key)} stands here twice, first in line ${firstLine}`, "remove one of them"),

  "json-empty": () => error("the config is empty", `write { "client": { … }, "resources": [ … ] }`),
  "json-expected": ({ expected, found }: { expected: string; found: string }) =>
    error(`expected ${expected}, found ${found}`),
  "json-missing-comma": () => error("a comma is missing before this"),
  "json-extra-comma": () => error("nothing stands before this comma", "remove it"),
  "json-missing-colon": ({ key }: { key: string }) => error(`a colon is missing after the key ${quote(key)}`),
  "json-missing-value": ({ key }: { key: string }) => error(`a value is missing after the key ${quote(key)}`),
  "json-unquoted-key": () => error("a key needs double quotes"),
  "json-unclosed": ({ bracket, line }: { bracket: string; line: number }) =>
    error(`${bracket} of line ${line} is never closed`),
  "json-wrong-bracket": ({ found, open, line }: { found: string; open: string; line: number }) =>
    error(`${found} does not close the ${open} of line ${line}`),
  "json-unclosed-text": () => error("a text is not closed in its line", 'end it with ", write line breaks as \\n'),
  "json-unclosed-comment": () => error("a comment is never closed", "end it with */"),
  "json-escape": () =>
    error("this text holds an escape JSON does not know", 'known: \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000'),
  "json-control-character": () =>
    error("this text holds a control character", "write it as an escape: \\t for a tab, \\n for a line break"),
  "json-single-quotes": () => error("JSON texts need double quotes"),
  "json-other-language": ({ word, json }: { word: string; json: string }) =>
    error(`${word} is no JSON value`, `write ${json}`),
  "json-ellipsis": () => error("... is no JSON value", "write what it stands for, or leave it out"),
  "json-comment": () => error("# begins no comment in JSON", "write //, or /* and */"),
  "json-number": () => error("this is no JSON number", "known: -1, 0, 1.5, 2e10"),
  "json-unknown-word": () => error("this is no JSON value", "texts need double quotes"),
  "json-after-end": () => error("something stands after the end of the config", "remove it"),

  "yaml-syntax": ({ problem, hint = "" }: { problem: string; hint?: string }) =>
    error(`this YAML cannot be read: ${shorten(problem)}`, hint),
  "yaml-empty": () => error("the config is empty", "write the keys client and resources"),
  "yaml-key": () => error("a key must be a text", 'write it in quotes: "name"'),
  "yaml-value": ({ found }: { found: string }) => error(`${shorten(found)} is no value of a config`),
  "yaml-aliases": ({ limit }: { limit: number }) => error(`aliases stand for more than ${limit} values`),

  "python-syntax": () =>
    error("this Python cannot be read", "a comma, a quote or a bracket may be missing here or before"),
  "python-no-config": () =>
    error(
      "found no config in this Python code",
      "write rest_api_source({ … }), rest_api_resources({ … }) or config: RESTAPIConfig = { … }",
    ),
  "python-several-configs": ({ lines }: { lines: readonly number[] }) =>
    error(`found ${lines.length} configs, in lines ${enumeration(lines.map(String))}`, "keep one of them in this file"),
  "python-config-not-literal": ({ found }: { found: string }) =>
    error(
      `the config is ${found}; Python is read, never run, so it must be a literal dict`,
      "write rest_api_source({ … }) or give the name of a dict that is assigned once",
    ),
  "python-config-changed": ({ name }: { name: string }) =>
    error(
      `${shorten(name)} is changed here; Python is read, never run, so the change would be lost`,
      "write the whole config into the dict",
    ),
  "python-unpacking": ({ stars }: { stars: string }) =>
    error(`what ${stars} unpacks cannot be read: Python is read, never run`, "write its content out"),
  "python-key": () => error("a key must be a text", 'write it in quotes: "name"'),

  "markdown-no-config": () =>
    error(
      "found no config in this Markdown",
      "put it between a line ```json (or jsonc, yaml, python, py) and a line ```",
    ),
  "markdown-several-configs": ({ lines }: { lines: readonly number[] }) =>
    error(
      `found ${count(lines.length, "block")} that may be the config, in lines ${enumeration(lines.map(String))}`,
      "keep one of them in this file",
    ),
};

import type { HeaderModel, TextModel } from "../model/model.js";
import { access, type Code, literal, propertyName } from "./encode.js";

/** A text where it is used: a literal, or the option it is given by. `options` is the code of the client's options. */
export function textCode(text: TextModel, options: Code): Code {
  switch (text.kind) {
    case "literal":
      return literal(text.text);
    case "secret":
      return access(`${options}.secrets`, text.option);
    case "setting":
      return access(`${options}.settings`, text.option);
  }
}

/** Headers as the entries of an object literal, one a line. */
export function headerEntries(headers: readonly HeaderModel[], options: Code): Code {
  return headers
    .map(({ name, value }) => `${propertyName(name)}: ${value ? textCode(value, options) : "null"},`)
    .join("\n");
}

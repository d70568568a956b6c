import type { BodyModel, JsonMapModel, JsonModel, PagingValue, PlacedModel } from "../model/body-model.js";
import { mayClash, paramGroups, withValues } from "../model/params.js";
import { type Code, listLiteral, literal, numberLiteral } from "./encode.js";
import type { Imports } from "./imports.js";
import { pagingCode } from "./paging-code.js";
import { distinctCode, groupPair } from "./query-code.js";
import { keyCode, nameCode, requestTextCode, runtimeCode } from "./value-code.js";

const REQUEST_BODY = "./http/request-body.js";

/** The expression of a request's body; `options` is the code of the client's options. */
export function bodyCode(body: BodyModel, options: Code, imports: Imports): Code {
  switch (body.kind) {
    case "json": {
      const own = mapCode({ ...body.value, laterOnly: body.laterOnly }, options, imports);
      const value = body.placed.length === 0 ? own : placedCode(own, body.placed, imports);
      const code = `${imports.value(REQUEST_BODY, "jsonBody")}(${value})`;
      return body.laterOnly ? `cursor === undefined ? undefined : ${code}` : code;
    }
    case "form": {
      const fields = fieldsCode(body, options, imports);
      return `${imports.value(REQUEST_BODY, "formBody")}(${fields})`;
    }
    case "text":
      return `${imports.value(REQUEST_BODY, "textBody")}(${requestTextCode(body.text, options, imports)})`;
  }
}

function fieldsCode({ fields, isMap }: Extract<BodyModel, { kind: "form" }>, options: Code, imports: Imports): Code {
  const groups = paramGroups(fields);
  if (isMap && mayClash(groups)) {
    return distinctCode(
      groups.map((group) => groupPair(group, options, imports)),
      imports,
    );
  }
  return listLiteral(
    withValues(fields).map(
      ({ name, value }) => `[${nameCode(name, imports)}, ${requestTextCode(value, options, imports)}]`,
    ),
  );
}

/** Whether the body differs from page to page. */
export function isPaged(body: BodyModel): boolean {
  return body.kind === "json" && (body.placed.length > 0 || holdsSlot(body.value));
}

function placedCode(body: Code, placed: readonly PlacedModel[], imports: Imports): Code {
  const values = placed.map(({ path, value }) => listLiteral([listLiteral(path.map(literal)), pagingCode(value)]));
  return `${imports.value("./http/placed-values.js", "placeValues")}(${body}, ${listLiteral(values)})`;
}

function holdsSlot(value: JsonModel): boolean {
  if (value.kind === "map") return value.entries.some((entry) => holdsSlot(entry.value));
  return value.kind === "paging";
}

export function jsonCode(value: JsonModel, options: Code, imports: Imports): Code {
  switch (value.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(value.value);
    case "number":
      return jsonNumberCode(value.text, imports);
    case "text":
      return requestTextCode(value.text, options, imports);
    case "list":
      return listLiteral(value.items.map((item) => jsonCode(item, options, imports)));
    case "map":
      return mapCode(value, options, imports);
    case "runtime":
      return runtimeCode(value.value, imports);
    case "paging":
      return slotCode(value.value, value.first, options, imports);
  }
}

function mapCode({ entries, laterOnly }: JsonMapModel, options: Code, imports: Imports): Code {
  const fields = entries.map(({ key, value }) => {
    const code = jsonCode(value, options, imports);
    const later = value.kind === "map" && value.laterOnly && !laterOnly;
    return `${keyCode(key, imports)}: ${later ? `cursor === undefined ? undefined : ${code}` : code}`;
  });
  return `{ ${fields.join(", ")} }`;
}

function slotCode(value: PagingValue, first: JsonModel | null, options: Code, imports: Imports): Code {
  return first === null ? pagingCode(value) : `${pagingCode(value)} ?? ${jsonCode(first, options, imports)}`;
}

/** A number that JavaScript writes otherwise than the config, such as `1.0`, keeps its spelling. */
function jsonNumberCode(text: string, imports: Imports): Code {
  if (String(Number(text)) === text) return numberLiteral(Number(text));
  return `new ${imports.value("./http/exact-json.js", "JsonDouble")}(${literal(text)})`;
}

import type { CursorModel, CursorScalar, DurationModel } from "../model/cursor-model.js";
import type { ResourceModel } from "../model/model.js";
import { type Code, docComment, listLiteral, literal, numberLiteral } from "./encode.js";
import type { Imports } from "./imports.js";
import { firstMatchCode } from "./path-code.js";

/** What a resource's file shows of its cursor: the function that makes it, and its parts in the reader. */
export function cursorView({ name, cursor }: ResourceModel, imports: Imports): object | null {
  if (cursor === null) return null;
  const { dedup, end, initialValue, lag, lastValueFunc, onCursorValueMissing, rangeStart, rowOrder, selector } = cursor;
  imports.value("./incremental/cursor.js", "createCursor");
  imports.type("./incremental/cursor.js", "Cursor");
  imports.type("./incremental/cursor-state.js", "CursorState");
  const options: readonly Code[] = [
    `resource: ${literal(name)}`,
    `path: ${literal(selector.text)}`,
    `find: (record) => ${firstMatchCode(selector.path, "record", imports)}`,
    `initialValue: ${initialValue === null ? "null" : scalarCode(initialValue, imports)}`,
    ...(end === null ? [] : [`end: { value: ${scalarCode(end.value, imports)}, range: ${literal(end.range)} }`]),
    `lastValueFunc: ${literal(lastValueFunc)}`,
    `onCursorValueMissing: ${literal(onCursorValueMissing)}`,
    `rangeStart: ${literal(rangeStart)}`,
    ...(rowOrder === null ? [] : [`rowOrder: ${literal(rowOrder)}`]),
    ...(lag === null ? [] : [`lag: ${lagCode(cursor, lag, imports)}`]),
    ...(dedup.kind === "none" ? [] : [`hash: ${hashCode(dedup, imports)}`]),
  ];
  return {
    comment: docComment([`Where a run stands: the cursor of a record is at \`${selector.text}\`.`]),
    options: `{ ${options.join(", ")} }`,
  };
}

/** The options of the windows that a resource is read in; null: there are none. */
export function cursorWindowsCode({ cursor }: ResourceModel, imports: Imports): Code | null {
  if (cursor === null || cursor.windows === null) return null;
  imports.value("./incremental/windows.js", "cursorWindows");
  imports.type("./incremental/windows.js", "CursorWindow");
  const { end, selector } = cursor;
  const { dedup, granularity, step } = cursor.windows;
  const parts: readonly Code[] = [
    `find: (record) => ${firstMatchCode(selector.path, "record", imports)}`,
    `step: ${durationCode(step)}`,
    ...(granularity === null ? [] : [`granularity: ${durationCode(granularity)}`]),
    ...(end === null ? [] : [`end: ${scalarCode(end.value, imports)}`]),
    ...(dedup.kind === "none" ? [] : [`hash: ${hashCode(dedup, imports)}`]),
  ];
  return `{ ${parts.join(", ")} }`;
}

function durationCode({ months, seconds }: DurationModel): Code {
  return `{ months: ${numberLiteral(months)}, seconds: ${numberLiteral(seconds)} }`;
}

/** A cursor value: a number whose spelling JavaScript would lose keeps it. */
export function scalarCode({ kind, text }: CursorScalar, imports: Imports): Code {
  if (kind === "text") return literal(text);
  if (String(Number(text)) === text && !/e/.test(text)) return numberLiteral(Number(text));
  if (/^-?\d+$/.test(text)) return `${BigInt(text)}n`;
  return `new ${imports.value("./http/exact-json.js", "JsonDouble")}(${literal(text)})`;
}

function lagCode({ lastValueFunc, initialValue }: CursorModel, lag: number, imports: Imports): Code {
  const initial = initialValue === null ? "null" : scalarCode(initialValue, imports);
  const options = `{ lag: ${numberLiteral(lag)}, lastValueFunc: ${literal(lastValueFunc)}, initialValue: ${initial} }`;
  return `(last) => ${imports.value("./incremental/lag.js", "lagBehind")}(last, ${options})`;
}

function hashCode(dedup: Exclude<CursorModel["dedup"], { kind: "none" }>, imports: Imports): Code {
  const helper = (name: string) => imports.value("./incremental/row-hash.js", name);
  if (dedup.kind === "record") return helper("hashRecord");
  const key = typeof dedup.key === "string" ? literal(dedup.key) : listLiteral(dedup.key.map(literal));
  return `${helper("hashKey")}(${key})`;
}

import type { ResourceModel } from "../model/model.js";
import type { NameModel, ParamModel } from "../model/request-model.js";
import { mayClash, type ParamGroup, paramGroups, withValues } from "../model/params.js";
import { type Code, listLiteral, literal } from "./encode.js";
import type { Imports } from "./imports.js";
import { type PagingPart, pagingCode, pagingParts } from "./paging-code.js";
import { nameCode, requestTextCode } from "./value-code.js";

/** The query parameters of a resource's requests; null: there are none. */
export function queryCode({ params, paginator }: ResourceModel, options: Code, imports: Imports): Code | null {
  const paging = pagingParts(paginator).filter(({ carrier }) => carrier.kind === "param");
  const groups = paramGroups(params);
  const counted = paging.flatMap(({ carrier }) => (carrier.kind === "param" ? [carrier.name] : []));
  if (mayClash(groups, counted)) {
    return distinctCode(
      [...groups.map((group) => groupPair(group, options, imports)), ...later(groups, paging)],
      imports,
    );
  }
  const cursor = paging.find(({ value }) => value === "cursor");
  const sent = withValues(params);
  const own = sent.map((param, index) => paramPair(param, cursor, sent.slice(0, index), options, imports));
  const added = paging.filter((part) => !sent.some(({ name }) => carries(part, name)));
  const pairs = [...own, ...added.flatMap(pagingPair)];
  return pairs.length === 0 ? null : listLiteral(pairs);
}

/** The same for parameters or fields some of which get their names from a record. */
export function distinctCode(pairs: readonly Code[], imports: Imports): Code {
  return `${imports.value("./http/distinct-params.js", "distinctParams")}(${listLiteral(pairs)})`;
}

export function groupPair({ name, values }: ParamGroup, options: Code, imports: Imports): Code {
  const texts = values.map((value) => requestTextCode(value, options, imports));
  return pair(nameCode(name, imports), listLiteral(texts));
}

/** What pages counts whatever name a record brings; a cursor from the second request on. */
function later(groups: readonly ParamGroup[], paging: readonly PagingPart[]): readonly Code[] {
  const lastOfRecord = groups.findLastIndex(({ name }) => typeof name !== "string");
  return paging.flatMap((part) => {
    const isLast = groups.findIndex(({ name }) => carries(part, name)) > lastOfRecord;
    if (part.carrier.kind !== "param") return [];
    const name = literal(part.carrier.name);
    if (part.value === "cursor") return [pair(name, "cursor === undefined ? undefined : [cursor]")];
    return isLast ? [] : [pair(name, `[String(${pagingCode(part.value)})]`)];
  });
}

/** A parameter of the config under the cursor's name is its first value. */
function paramPair(
  { name, value }: ParamModel,
  cursor: PagingPart | undefined,
  before: readonly ParamModel[],
  options: Code,
  imports: Imports,
): Code {
  const text = requestTextCode(value, options, imports);
  const named = nameCode(name, imports);
  if (!carries(cursor, name)) return pair(named, text);
  if (before.some((param) => param.name === name)) return pair(named, `cursor === undefined ? ${text} : undefined`);
  return pair(named, `cursor ?? ${text}`);
}

function carries(part: PagingPart | undefined, name: NameModel): boolean {
  return part?.carrier.kind === "param" && part.carrier.name === name;
}

function pagingPair({ carrier, value }: PagingPart): readonly Code[] {
  if (carrier.kind !== "param") return [];
  return [pair(literal(carrier.name), value === "cursor" ? "cursor" : `String(${pagingCode(value)})`)];
}

function pair(name: Code, value: Code): Code {
  return `[${name}, ${value}]`;
}

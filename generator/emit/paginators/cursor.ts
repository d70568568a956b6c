import type { CarrierModel, CursorPaginatorModel, HeaderCursorPaginatorModel } from "../../model/paginator-model.js";
import { type Code, literal } from "../encode.js";
import type { Imports } from "../imports.js";
import type { PaginatorView } from "../paginator.js";
import { firstMatchCode } from "../path-code.js";
import { flagEnds, hasMoreCode } from "./range.js";

const NEXT_CURSOR = "./http/next-cursor.js";

export function cursorView(paginator: CursorPaginatorModel, imports: Imports): PaginatorView {
  const { carrier, cursor, from, hasMore, stopAfterEmptyPage, stopOnShortPage } = paginator;
  const inBody = carrier.kind === "body";
  const found = firstMatchCode(cursor.path, from === "body" ? "response.body" : "page.records.at(-1)", imports);
  const place = from === "body" ? "" : " of the last record";
  const ends = ["there is none", ...flagEnds(paginator)];
  return {
    manner: ` by the cursor at \`${cursor.text}\`${place}, until ${ends.join(" or ")}`,
    partial: "paginator/cursor",
    constants: [],
    view: {
      ...guardView(carrier, imports),
      next: inBody
        ? `${imports.value(NEXT_CURSOR, "nextCursor")}(${found})`
        : `${imports.value(NEXT_CURSOR, "nextCursorText")}(${found}, client.redact, request)`,
      hasMore: hasMoreCode(hasMore, imports),
      stopAfterEmptyPage,
      stopOnShortPage,
    },
  };
}

/** dlt: a header without text is a cursor too; only an absent one is the end. */
export function headerCursorView(paginator: HeaderCursorPaginatorModel, imports: Imports): PaginatorView {
  return {
    manner: ` by the cursor in the header \`${paginator.header}\`, until there is none`,
    partial: "paginator/cursor",
    constants: [],
    view: {
      ...guardView(paginator.carrier, imports),
      next: `response.headers.get(${literal(paginator.header)}) ?? undefined`,
      hasMore: null,
      stopAfterEmptyPage: false,
      stopOnShortPage: false,
    },
  };
}

/** A cursor in a body keeps its type; elsewhere it is a text. */
function guardView({ kind }: CarrierModel, imports: Imports): { cursorType: Code; guardedText: Code } {
  imports.value("./http/cursor-guard.js", "createCursorGuard");
  if (kind !== "body") return { cursorType: "string | undefined", guardedText: "cursor" };
  return { cursorType: "unknown", guardedText: `${imports.value("./http/request-body.js", "jsonText")}(cursor) ?? ""` };
}

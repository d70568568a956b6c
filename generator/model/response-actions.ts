import { integer, list, text } from "../config/reader.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import type { ResponseActionModel } from "./model.js";

/** As in dlt, an action without status and content never applies, nor does one whose status is written as a text. */
export function resolveActions(endpoint: ConfigNode | undefined): readonly ResponseActionModel[] {
  return (list(endpoint, "response_actions") ?? []).flatMap((item) => {
    if (valueOf(item, "status_code")?.kind === "string") return [];
    const status = integer(item, "status_code") ?? null;
    const content = text(item, "content") ?? null;
    return status === null && content === null ? [] : [{ status, content, action: resolveAction(item) }];
  });
}

function resolveAction(item: ConfigNode): ResponseActionModel["action"] {
  const word = text(item, "action");
  if (word === "ignore" || word === "retry") return { kind: word };
  return { kind: "fail", message: text(item, "message") ?? null };
}

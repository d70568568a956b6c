import { integer, list, text } from "../config/reader.js";
import type { Modules } from "../modules/modules.js";
import { type ConfigNode, valueOf } from "../read/document.js";
import type { ResponseActionModel } from "./model.js";

/**
 * As in dlt, a word without status and content never applies, nor does an action whose status is written as a text; a
 * function without them sees every response.
 */
export function resolveActions(endpoint: ConfigNode | undefined, modules: Modules): readonly ResponseActionModel[] {
  return (list(endpoint, "response_actions") ?? []).flatMap((item): readonly ResponseActionModel[] => {
    if (valueOf(item, "status_code")?.kind === "string") return [];
    const status = integer(item, "status_code") ?? null;
    const content = text(item, "content") ?? null;
    const functions = moduleNodes(valueOf(item, "action"));
    if (functions.length > 0) {
      return functions.map((node) => ({
        status,
        content,
        action: { kind: "function", function: modules.reference(node) },
      }));
    }
    return status === null && content === null ? [] : [{ status, content, action: resolveWord(item) }];
  });
}

/** The references among what an action may be. */
function moduleNodes(action: ConfigNode | undefined): readonly ConfigNode[] {
  if (action?.kind === "list") return action.items;
  return action?.kind === "string" && action.value.includes("#") ? [action] : [];
}

function resolveWord(item: ConfigNode): ResponseActionModel["action"] {
  const word = text(item, "action");
  if (word === "ignore" || word === "retry") return { kind: word };
  return { kind: "fail", message: text(item, "message") ?? null };
}

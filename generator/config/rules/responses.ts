import { entryOf, valueOf } from "../../read/document.js";
import { isMisspelt } from "../check/misspelt.js";
import { RESPONSE_ACTION_KEYS } from "../schema/response-actions.js";
import { isFalsy, type RuleInput } from "./rule.js";

/** Response actions that dlt fails on or never applies. */
export function checkResponses({ check, resources }: RuleInput): void {
  for (const { node } of resources) {
    const actions = valueOf(valueOf(node, "endpoint"), "response_actions");
    if (actions?.kind !== "list") continue;
    for (const item of actions.items) {
      if (item.kind !== "map") continue;
      const action = valueOf(item, "action");
      const status = valueOf(item, "status_code");
      const missing = (key: string) => !isMisspelt(item, key, RESPONSE_ACTION_KEYS);
      if (isFalsy(action) && missing("action")) check.report("action-missing", check.at.opening(item), {});
      if (status?.kind === "string") {
        const digits = /^\d{3}$/.test(status.value) ? status.value : "";
        check.report("status-text", check.at.node(status), { digits });
      }
      const isWord = action?.kind === "string" && !action.value.includes("#");
      const message = entryOf(item, "message");
      if (isWord && message !== undefined && message.value.kind !== "null" && action.value !== "fail") {
        check.report("no-effect", check.at.key(message), { what: '"message"', reason: "only fail shows it" });
      }
      const bare = status === undefined && valueOf(item, "content") === undefined;
      if (isWord && bare && missing("status_code") && missing("content")) {
        check.report("action-never-matches", check.at.opening(item), {});
      }
    }
  }
}

import type { ResourceModel, ResponseActionModel } from "../model/model.js";
import { type Code, literal, numberLiteral } from "./encode.js";
import type { Imports } from "./imports.js";

export const RESPONSE_ACTIONS = "./http/response-actions.js";

/** The function that decides about a resource's responses; null when its config has no actions. */
export function actionsView({ actions }: ResourceModel, imports: Imports): object | null {
  if (actions.length === 0) return null;
  for (const name of ["ActionResponse", "ResponseAction"]) imports.type(RESPONSE_ACTIONS, name);
  imports.value(RESPONSE_ACTIONS, "unlessIgnored");
  const uses = [
    ...(actions.some(({ status }) => status !== null) ? ["status"] : []),
    ...(actions.some(({ content }) => content !== null) ? ["text"] : []),
  ];
  return { uses: uses.join(", "), cases: actions.map(caseView) };
}

function caseView({ status, content, action }: ResponseActionModel): { condition: Code; action: Code } {
  const conditions = [
    ...(status === null ? [] : [`status === ${numberLiteral(status)}`]),
    ...(content === null ? [] : [`text.includes(${literal(content)})`]),
  ];
  return { condition: conditions.join(" && "), action: actionCode(action) };
}

function actionCode(action: ResponseActionModel["action"]): Code {
  if (action.kind !== "fail") return literal(action.kind);
  return `{ fail: ${action.message === null ? "null" : literal(action.message)} }`;
}

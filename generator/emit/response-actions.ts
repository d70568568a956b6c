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
  const asksFunctions = actions.some(({ action }) => action.kind === "function");
  const names = `{ ${uses.join(", ")} }`;
  return {
    parameter: asksFunctions ? "response" : names,
    asksFunctions,
    names: asksFunctions && uses.length > 0 ? names : null,
    statements: actions.map((action) => statementCode(action, imports)),
  };
}

function statementCode({ status, content, action }: ResponseActionModel, imports: Imports): Code {
  const conditions = [
    ...(status === null ? [] : [`status === ${numberLiteral(status)}`]),
    ...(content === null ? [] : [`text.includes(${literal(content)})`]),
  ];
  const condition = conditions.join(" && ");
  if (action.kind !== "function") return `if (${condition}) return ${wordCode(action)};`;
  const code = `action = ${imports.user(action.function)}(response);\nif (action !== undefined) return action;`;
  return condition === "" ? code : `if (${condition}) ${code}`;
}

function wordCode(action: Exclude<ResponseActionModel["action"], { kind: "function" }>): Code {
  if (action.kind !== "fail") return literal(action.kind);
  return `{ fail: ${action.message === null ? "null" : literal(action.message)} }`;
}

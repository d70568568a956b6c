import type { Component, Import } from "./component.js";
import { plainText, type Value } from "./texts.js";

export interface ImportedErrors {
  readonly responseActions: readonly Value[];
  /** How often a request is repeated, for `client.retry`. */
  readonly maxRetries: number | undefined;
}

const ACTIONS: ReadonlyMap<string, string> = new Map([
  ["IGNORE", "ignore"],
  ["SUCCESS", "ignore"],
  ["RETRY", "retry"],
  ["RATE_LIMITED", "retry"],
  ["FAIL", "fail"],
]);

/** The `response_actions` for an error handler. */
export function errorsOf(context: Import, handler: Component | undefined): ImportedErrors {
  if (handler === undefined) return { responseActions: [], maxRetries: undefined };
  if (handler.type === "CompositeErrorHandler") {
    const all = handler.parts("error_handlers").map((inner) => errorsOf(context, inner));
    handler.done();
    const retries = all.flatMap(({ maxRetries }) => maxRetries ?? []);
    return {
      responseActions: all.flatMap(({ responseActions }) => responseActions),
      maxRetries: retries.length === 0 ? undefined : Math.max(...retries),
    };
  }
  if (handler.type !== "DefaultErrorHandler" && handler.type !== "") {
    context.note(handler.span, `error handler ${handler.type} has no counterpart in a config`);
    return { responseActions: [], maxRetries: undefined };
  }
  const responseActions = handler.parts("response_filters").flatMap((filter) => actionsOf(context, filter));
  const retries = handler.take("max_retries");
  for (const strategy of handler.parts("backoff_strategies")) {
    if (
      strategy.type === "WaitTimeFromHeader" &&
      /retry-after/i.test(plainText(strategy.take("header"), strategy.parameters) ?? "")
    )
      continue;
    context.note(
      strategy.span,
      `${strategy.type || "this backoff"} was left out: client.retry waits exponentially and heeds Retry-After`,
    );
  }
  handler.done();
  return { responseActions, maxRetries: retries?.kind === "number" ? retries.value : undefined };
}

function actionsOf(context: Import, filter: Component): readonly Value[] {
  const word = plainText(filter.take("action"), filter.parameters) ?? "FAIL";
  const action = ACTIONS.get(word);
  const codes = filter.take("http_codes");
  const content = plainText(filter.take("error_message_contains"), filter.parameters);
  const message = plainText(filter.take("error_message"), filter.parameters);
  filter.ignore("failure_type");
  const predicate = filter.take("predicate");
  filter.done();
  if (predicate !== undefined) {
    context.note(predicate.span, "a predicate is an expression: use content, or a function as action");
  }
  if (action === undefined) {
    context.note(filter.span, `the action ${word} has no counterpart in a config`);
    return [];
  }
  const common = {
    ...(content !== undefined && { content }),
    action,
    ...(action === "fail" && message !== undefined && { message }),
  };
  const statuses =
    codes?.kind === "list" ? codes.items.flatMap((item) => Number(plainText(item, filter.parameters))) : [];
  const usable = statuses.filter((status) => Number.isInteger(status));
  if (usable.length > 0) return usable.map((status) => ({ status_code: status, ...common }));
  return content === undefined ? [] : [common];
}

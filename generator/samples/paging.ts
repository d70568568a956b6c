import { NEXT_CURSORS } from "../init/paging-words.js";
import { proposePaging, type ProposedPaging } from "../init/paginator.js";
import { plain } from "../init/words.js";
import { operationsOf } from "../openapi/operations.js";
import { responseHeaders, responseSchema } from "../openapi/response.js";
import { type SampleAnswer, scalarsIn, specOfSamples } from "./sample-spec.js";

/** The paginator that an answer speaks for; undefined where nothing in it tells of more pages. */
export function pagingOfSample(answer: SampleAnswer): ProposedPaging | undefined {
  const spec = specOfSamples(answer.url.origin, [answer]);
  const [operation] = operationsOf(spec);
  const response = operation && responseSchema(spec, operation.node);
  if (operation === undefined || response === undefined) return undefined;
  const proposed = proposePaging(spec, operation.parameters, response, responseHeaders(spec, operation.node));
  const { value } = proposed.paginator;
  return value === "single_page" || value === "auto" ? cursorOf(answer) : proposed;
}

/** A cursor without a parameter of that name in sight: what takes it is guessed by its name. */
function cursorOf({ body }: SampleAnswer): ProposedPaging | undefined {
  const cursor = scalarsIn(body).find(({ name, value }) => {
    return NEXT_CURSORS.includes(plain(name)) && typeof value === "string" && value !== "";
  });
  if (cursor === undefined) return undefined;
  const rest = cursor.name.replace(/^next[_-]?/i, "");
  const param = rest === "" ? "cursor" : rest.charAt(0).toLowerCase() + rest.slice(1);
  return {
    paginator: {
      value: { type: "cursor", cursor_path: cursor.path, cursor_param: param },
      because: `the field ${cursor.path}; the parameter ${param} is a guess by its name`,
    },
    params: {},
    used: [],
  };
}

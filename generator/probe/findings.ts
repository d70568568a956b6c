import { printable } from "../../templates/http/printable.js";
import type { RuntimeValueModel, SourceModel } from "../model/model.js";
import { pagingOfSample } from "../samples/paging.js";
import { checkCursor } from "./checks/cursor.js";
import { checkFormats } from "./checks/formats.js";
import { checkKeys } from "./checks/keys.js";
import { checkPaging } from "./checks/paging.js";
import { checkSelector } from "./checks/selector.js";
import { checkTypes } from "./checks/types.js";
import { type Finding, SEVERITIES } from "./finding.js";
import type { Probed, RawPage } from "./probed.js";

/** What a sample tells about a resource, the worst first; secrets and control characters are taken out. */
export function findingsOf(probed: Probed, model: SourceModel): readonly Finding[] {
  const { redact } = probed.sample;
  const clean = (text: string): string => redact(printable(text));
  const paging = checkPaging(probed);
  // The connector warns of what is told here with its cause.
  const isTold = ({ found }: Finding): boolean => paging.some(isError) && found.startsWith("the API's total says");
  return [
    ...checkReading(probed, model).filter((finding) => !isTold(finding)),
    ...checkSelector(probed),
    ...checkKeys(probed),
    ...checkCursor(probed),
    ...paging,
    ...checkTypes(probed),
    ...checkFormats(probed),
  ]
    .map(({ found, suggestion, ...finding }) => ({
      ...finding,
      found: clean(found),
      ...(suggestion === undefined ? {} : { suggestion: clean(suggestion) }),
    }))
    .sort((left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity));
}

function isError({ severity }: Finding): boolean {
  return severity === "error";
}

/** What kept the connector from reading on, and what it warns of itself. */
function checkReading({ sample, pages }: Probed, { client }: SourceModel): readonly Finding[] {
  const { error, usage } = sample;
  const warnings = usage.warnings.texts().map((found): Finding => ({
    ...ABOUT_PAGES,
    severity: "warning",
    code: "reader",
    found,
  }));
  if (error === undefined) return warnings;
  const first = pages[0];
  if (error.name === "PaginationLoopError") {
    const suggestion = first === undefined ? {} : otherPaging(first, sample.resource.paginator.kind);
    return [
      { ...ABOUT_PAGES, severity: "error", code: "page-repeats", found: error.message, ...suggestion },
      ...warnings,
    ];
  }
  // What is wrong with cursors of records is told with their number.
  if (error.name === "CursorError" && pages.length > 0) return warnings;
  const hint = hintAt(statusOf(error), client.secrets);
  const suggestion = hint === undefined ? {} : { suggestion: hint };
  return [
    { severity: "error", code: "reading-fails", where: "endpoint", found: error.message, ...suggestion },
    ...warnings,
  ];
}

/** The paginator that the answer speaks for, unless it is the one that failed: then the API does not know its parameter. */
function otherPaging(page: RawPage, kind: string): Pick<Finding, "suggestion"> {
  const proposed = pagingOfSample(page)?.paginator.value;
  const isOther = typeof proposed === "object" && proposed !== null && "type" in proposed && proposed["type"] !== kind;
  if (isOther) return { suggestion: `"paginator": ${JSON.stringify(proposed)}` };
  return { suggestion: "see in the API's documentation how pages are asked for" };
}

const ABOUT_PAGES = { where: "endpoint.paginator" };

function statusOf(error: Error): unknown {
  return "status" in error ? error.status : undefined;
}

function hintAt(status: unknown, secrets: readonly RuntimeValueModel[]): string | undefined {
  const variables = secrets.map(({ variable }) => variable).join(", ");
  switch (status) {
    case 401:
    case 403:
      return variables === "" ? "the API asks for credentials: client.auth" : `check ${variables}, and client.auth`;
    case 404:
      return "check base_url and endpoint.path";
    case 400:
    case 422:
      return "check endpoint.params";
    default:
      return undefined;
  }
}

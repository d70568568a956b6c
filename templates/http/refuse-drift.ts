import { type Check, describe, pathText } from "./drift.js";
import { SchemaContractError } from "./errors.js";
import type { Page } from "./page.js";
import { printable } from "./printable.js";
import type { Redact } from "./redact.js";
import type { Usage } from "./usage.js";

/**
 * Compares the records of a page with their type.
 *
 * @throws SchemaContractError at the first value that does not fit
 */
export function refuseMisfits<Row>(
  page: Page<Row>,
  check: Check<Row>,
  usage: Usage,
  { resource, redact }: { readonly resource: string; readonly redact: Redact },
): Page<Row> {
  for (const record of page.records) {
    usage.checked++;
    check(record, [], (path, expected, value) => {
      const place = pathText(path);
      const problem =
        `${resource}: in record ${usage.checked} ${place === "" ? "the record" : place} should be ${expected}, ` +
        `but is ${describe(value)}: the schema contract does not allow that (data_type: freeze)`;
      throw new SchemaContractError(redact(printable(problem)));
    });
  }
  return page;
}

import { indexLines } from "../../diagnostics/lines.js";
import { entryOf } from "../../read/document.js";
import { checkPlaceholders, type ParentReference } from "./placeholders.js";
import { isFalsy, type RuleInput } from "./rule.js";

/** Placeholders, and the parents they lead to: known, one per resource, no cycles. */
export function checkParents(input: RuleInput): void {
  const { check, resources } = input;
  const names = resources.map(({ name }) => name);
  const known = new Set(names);
  const lines = indexLines(check.document.text);
  const parentOf = new Map<string, ParentReference>();
  for (const resource of resources) {
    const references = checkPlaceholders(check, resource, names);
    const [first] = references;
    const included = entryOf(resource.node, "include_from_parent");
    if (first === undefined) {
      if (included !== undefined && !isFalsy(included.value)) check.report("no-parent", check.at.key(included), {});
      continue;
    }
    for (const reference of references) {
      const { parent, place } = reference;
      if (!known.has(parent)) {
        const dotted = names.some((name) => name.startsWith(`${parent}.`));
        check.report("unknown-parent", place, { parent, known: names, dotted });
      } else if (parent !== first.parent) {
        const line = lines.position(first.place.span.start).line;
        check.report("two-parents", place, { first: first.parent, second: parent, line });
      }
    }
    if (known.has(first.parent)) parentOf.set(resource.name, first);
  }
  reportCycles(input, parentOf);
}

/** Every resource has at most one parent, so a walk up either ends or comes back to where it was. */
function reportCycles({ check }: RuleInput, parentOf: ReadonlyMap<string, ParentReference>): void {
  const judged = new Set<string>();
  for (const start of parentOf.keys()) {
    const walk: string[] = [];
    const walked = new Set<string>();
    let name = start;
    while (parentOf.has(name) && !walked.has(name) && !judged.has(name)) {
      walk.push(name);
      walked.add(name);
      name = parentOf.get(name)?.parent ?? "";
    }
    for (const passed of walk) judged.add(passed);
    if (!walked.has(name)) continue;
    const cycle = walk.slice(walk.indexOf(name));
    const place = parentOf.get(name)?.place;
    const names = cycle.length === 1 ? cycle : [...cycle, name];
    if (place !== undefined) check.report("parent-cycle", place, { names });
  }
}

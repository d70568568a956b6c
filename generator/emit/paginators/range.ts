import type { SelectorModel } from "../../model/request-model.js";
import type { RangeRules } from "../../model/paginator-model.js";
import { type Code, literal } from "../encode.js";
import type { Imports } from "../imports.js";
import { firstMatchCode } from "../path-code.js";

const PAGING_VALUES = "./http/paging-values.js";

/** What the partials of numbered pages show of their stop rules. */
export function rangeView(rules: RangeRules, imports: Imports): object {
  const { total, maximum } = rules;
  const guarded = rules.hasMore === null && total?.required !== true;
  if (guarded) imports.value("./http/loop-guard.js", "createLoopGuard");
  return {
    guarded,
    unlessTotal: guarded && total !== null,
    total: total !== null,
    knownTotal: total?.required === false ? knownTotalCode(total.selector, imports) : null,
    requiredTotal: total?.required === true ? requiredCode("requireTotal", total.selector, imports) : null,
    maximum: maximum !== null,
    stopAfterEmptyPage: rules.stopAfterEmptyPage,
    stopOnShortPage: rules.stopOnShortPage,
    hasMore: hasMoreCode(rules.hasMore, imports),
  };
}

export function hasMoreCode(hasMore: SelectorModel | null, imports: Imports): Code | null {
  return hasMore && requiredCode("requireFlag", hasMore, imports);
}

/** Up to where pages may be asked for before their turn: the nearest of the ends that are known. */
export function aheadCode(ends: readonly Code[], imports: Imports): Code {
  imports.value("./http/pages-ahead.js", "openList");
  return ends.length === 1 ? (ends[0] ?? "") : `Math.min(${ends.join(", ")})`;
}

/** The ends of a reading, as parts of a sentence. */
export function rangeEnds(rules: RangeRules, maximum: string): readonly string[] {
  return [
    ...(rules.total === null ? [] : [`the total at \`${rules.total.selector.text}\` is reached`]),
    ...(rules.maximum === null ? [] : [`${maximum} ${rules.maximum} is reached`]),
    ...flagEnds(rules),
  ];
}

/** The ends that numbered pages and cursors share. */
export function flagEnds(rules: Pick<RangeRules, "hasMore" | "stopAfterEmptyPage" | "stopOnShortPage">): string[] {
  return [
    ...(rules.hasMore === null ? [] : [`\`${rules.hasMore.text}\` is false`]),
    ...(rules.stopOnShortPage ? ["a page is short"] : []),
    ...(rules.stopAfterEmptyPage ? ["a page is empty"] : []),
  ];
}

function knownTotalCode({ path }: SelectorModel, imports: Imports): Code {
  return `${imports.value(PAGING_VALUES, "knownTotal")}(${firstMatchCode(path, "response.body", imports)})`;
}

function requiredCode(helper: string, { path, text }: SelectorModel, imports: Imports): Code {
  const found = firstMatchCode(path, "response.body", imports);
  return `${imports.value(PAGING_VALUES, helper)}(${found}, client.redact, request, ${literal(text)})`;
}

import { isObject } from "../../../templates/http/select.js";
import { type BodyList, detectedList, listsIn } from "../../samples/lists.js";
import type { Finding } from "../finding.js";
import type { Probed } from "../probed.js";

const WHERE = "endpoint.data_selector";

/** Whether the records are where the config looks for them. */
export function checkSelector(probed: Probed): readonly Finding[] {
  const { sample, paths, pages } = probed;
  const first = pages.find(({ rows }) => rows.length > 0) ?? pages[0];
  if (first === undefined) return [];
  const lists = listsIn(first.body).filter(({ length, ofObjects }) => length > 0 && ofObjects);
  const { selector } = sample.resource;
  if (first.rows.length > 0 && !first.rows.every(isObject)) {
    return [
      { ...note("rows-no-objects"), found: "the rows are no objects: each becomes a record with the field value" },
    ];
  }
  if (selector === null) return checkDetection(lists, first.rows.length);
  const selected = paths.selected?.(first.body);
  if (first.rows.length === 0) return checkEmpty(selector.text, selected, lists, keysOf(first.body));
  if (selector.path.length === 0) return [];
  const inside = isObject(selected)
    ? lists.find(({ selector: place }) => place.startsWith(`${selector.text}.`))
    : undefined;
  if (inside !== undefined) {
    const found = `${selector.text} is one object, which holds a list: each page is one record`;
    return [{ ...about("warning", "selector-one-object"), found, suggestion: selectorLine(inside) }];
  }
  const other = detectedList(lists);
  if (other === undefined || other.selector === selector.text || other.length <= first.rows.length) return [];
  const found = `${first.rows.length} records at ${selector.text}, and a longer list at ${describe(other)}`;
  return [{ ...note("other-list"), found }];
}

function checkDetection(lists: readonly BodyList[], rows: number): readonly Finding[] {
  const taken = detectedList(lists);
  if (taken === undefined) {
    const found = "the answer holds no list of objects: as a whole it is one record";
    return rows === 0 ? [] : [{ ...note("no-list"), found }];
  }
  const others = lists.filter((list) => list !== taken);
  if (others.length > 0) {
    const found = `no selector, and several lists: ${describe(taken)} is taken, not ${others.map(describe).join(", ")}`;
    return [{ ...about("warning", "several-lists"), found, suggestion: selectorLine(taken) }];
  }
  const found = `no selector: the list at ${describe(taken)} is taken, as long as no other comes before it`;
  return [{ ...note("selector-detected"), found, suggestion: selectorLine(taken) }];
}

function checkEmpty(
  selector: string,
  selected: unknown,
  lists: readonly BodyList[],
  keys: readonly string[],
): readonly Finding[] {
  const other = detectedList(lists);
  if (selected !== undefined) {
    const found = `no records at ${selector} in this sample: types, keys and paging could not be compared`;
    const beside = other === undefined ? "" : `; there is a list at ${describe(other)}`;
    return [{ ...note("no-records"), found: found + beside }];
  }
  if (other !== undefined) {
    const found = `nothing is at ${selector}, and no record would be read; there is a list at ${describe(other)}`;
    return [{ ...about("error", "selector-finds-nothing"), found, suggestion: selectorLine(other) }];
  }
  const there = keys.length === 0 ? "" : `; the answer has ${keys.join(", ")}`;
  return [{ ...about("warning", "selector-finds-nothing"), found: `nothing is at ${selector}${there}` }];
}

function selectorLine({ selector }: BodyList): string {
  return `"data_selector": ${JSON.stringify(selector)}`;
}

function describe({ selector, length }: BodyList): string {
  return `${selector} (${length === 1 ? "one object" : `${length} objects`})`;
}

function keysOf(body: unknown): readonly string[] {
  return isObject(body) ? Object.keys(body).slice(0, 10) : [];
}

function note(code: string) {
  return about("note", code);
}

function about(severity: Finding["severity"], code: string) {
  return { severity, code, where: WHERE };
}

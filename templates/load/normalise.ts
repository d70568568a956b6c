import { JsonDepthError, JsonDouble, MAX_JSON_DEPTH } from "../http/exact-json.js";
import type { Page } from "../http/page.js";
import { addEmptyList, addList, type RowLists } from "./found-lists.js";
import { addId, idAt, type IdList } from "./id-list.js";
import { addChildRow, addRootRow } from "./page-rows.js";
import { exactPage, exactValue, type Place } from "./place.js";
import { valueText, wellFormed } from "./python-text.js";
import { SYSTEM_COLUMNS } from "./schema.js";
import {
  fieldAt,
  INNER_LIST_KEY,
  listSiteOf,
  objectSiteOf,
  VALUE_KEY,
  type Field,
  type ListSite,
  type ObjectSite,
} from "./sites.js";
import { dropRow, typeFor } from "./slots.js";
import { endRow, type StagedTable } from "./staged-table.js";
import { openIdColumn, systemColumnsOf } from "./system-columns.js";
import { count, type Tally } from "./tally.js";
import { literalMatters, writeNull, writePlain, writeValue } from "./write-value.js";

/** What turning the records of one resource into rows needs to know. */
export interface Normaliser {
  readonly root: ObjectSite;
  /** The child table that a path of keys within a row of `parent` leads to. */
  readonly childTable: (parent: StagedTable, names: readonly string[]) => StagedTable;
  /** What goes with the rows of root tables that are found at a place. */
  readonly rootRows: (site: ObjectSite) => RootRows;
  readonly tally: Tally;
  /** Objects of the current row that are still to be flattened. */
  readonly pending: { readonly site: ObjectSite; readonly object: JsonObject }[];
}

/** What goes with the rows of a table that stands on its own. */
export interface RootRows {
  /** Adds the id of the row of a record that brings none along. */
  readonly makeId: (ids: IdList, record: JsonObject, place: Place) => void;
  /** Called after each row, while its values can still be looked at. */
  readonly check: () => void;
}

type JsonObject = { readonly [key: string]: unknown };

/** The row a child row hangs on; undefined for a root row. */
interface Parent {
  /** Its place, and that of its root row, among those that the page brought to their tables. */
  readonly row: number;
  readonly root: number;
  /** The ids of those of the root table. */
  readonly rootIds: IdList;
  /** How many rows of the root table were staged before its root row. */
  readonly rootRow: number;
}

/** Writes the records of a page as rows of the resource's table and its child tables. */
export function normalisePage(normaliser: Normaliser, page: Page): void {
  const { root, tally } = normaliser;
  if (root.table.contract?.refusesTable(root.table, page.records.length, tally) === true) return;
  const place: Place = { kind: "record", page: exactPage(page), index: 0, isWrapped: false };
  for (const [index, record] of page.records.entries()) {
    place.index = index;
    place.isWrapped = !isObject(record);
    writeRow(normaliser, normaliser.root, isObject(record) ? record : { [VALUE_KEY]: record }, place, undefined, 0);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonDouble);
}

/**
 * One object as a row, then its lists as rows of child tables. Columns come into being in dlt's order: the scalars of a
 * level first, then its objects, the last one first; then the system columns.
 */
function writeRow(
  normaliser: Normaliser,
  site: ObjectSite,
  record: JsonObject,
  place: Place,
  parent: Parent | undefined,
  depth: number,
): void {
  if (depth > MAX_JSON_DEPTH) throw new JsonDepthError();
  const row: OpenRow = { record, place, id: undefined, lists: undefined };
  const { pending } = normaliser;
  const { table } = site;
  const columnsBefore = table.table.columns.size;
  writeMembers(normaliser, site, record, row);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    writeMembers(normaliser, next.site, next.object, row);
  }
  if (table.isRowRefused) return dropRow(table, columnsBefore);
  writeSystemColumns(normaliser, site, row, parent);
  endRow(table);
  if (row.lists === undefined) return;
  const own = table.page.count - 1;
  const isRoot = parent === undefined || table.role.kind === "root";
  const below = isRoot
    ? { row: own, root: own, rootIds: table.page.ids, rootRow: table.rows - 1 }
    : { row: own, root: parent.root, rootIds: parent.rootIds, rootRow: parent.rootRow };
  for (const { site: list, elements, keys } of row.lists) {
    const inside: Place = { kind: "element", parent: place, keys, index: 0, isWrapped: false };
    writeElements(normaliser, list, elements, inside, below, depth + 1);
  }
}

/** The same for a child row of which nothing is known but one scalar. */
function writeScalarRow(normaliser: Normaliser, site: ObjectSite, value: unknown, place: Place, parent: Parent): void {
  const { table } = site;
  const record = table.role.kind === "root" ? { [VALUE_KEY]: value } : NO_RECORD;
  const row: OpenRow = { record, place, id: undefined, lists: undefined };
  const field = site.expected[0]?.key === VALUE_KEY ? site.expected[0] : fieldAt(site, 0, VALUE_KEY);
  const columnsBefore = table.table.columns.size;
  if (!writePlain(table, field.slot, value)) writeMember(normaliser, field, value, row);
  if (table.isRowRefused) return dropRow(table, columnsBefore);
  writeSystemColumns(normaliser, site, row, parent);
  endRow(table);
}

const NO_RECORD: JsonObject = {};
const { hasOwnProperty } = Object.prototype;

interface OpenRow extends RowLists {
  readonly record: JsonObject;
  readonly place: Place;
  /** The `_dlt_id` that the data brings along. */
  id: string | undefined;
}

function writeMembers(normaliser: Normaliser, site: ObjectSite, object: JsonObject, row: OpenRow): void {
  const { table, expected } = site;
  let index = 0;
  // In this form V8 reads members by their place; with Object.keys it looks each of them up.
  for (const key in object) {
    if (!hasOwnProperty.call(object, key)) continue;
    const guess = expected[index];
    const field = guess !== undefined && guess.key === key ? guess : fieldAt(site, index, key);
    const value = object[key];
    index++;
    if (field.isSystem ? !isNested(value) : !writePlain(table, field.slot, value)) {
      writeMember(normaliser, field, value, row);
    }
  }
}

function isNested(value: unknown): value is JsonObject | readonly unknown[] {
  return typeof value === "object" && value !== null && !(value instanceof JsonDouble);
}

/** A member that needs more than to be put where its like went before. */
function writeMember(normaliser: Normaliser, field: Field, value: unknown, row: OpenRow): void {
  const { tally } = normaliser;
  const { slot, site } = field;
  if (value === null || value === undefined) {
    if (field.isSystem) return;
    if (slot.column === undefined) field.nulls++;
    writeNull(site.table, slot, tally);
  } else if (isNested(value)) {
    writeNested(normaliser, field, value, row);
  } else if (field.isSystem) {
    keepSystemValue(normaliser, field, value, row);
  } else {
    writeValue(site.table, slot, exactly(field, value, row), tally);
  }
}

/** The value with its literal, looked up only where the literal makes a difference. */
function exactly(field: Field, value: unknown, { place }: OpenRow): unknown {
  if (typeof value !== "number") return value;
  if (!Number.isInteger(value)) return new JsonDouble(String(value));
  if (!literalMatters(value, typeFor(field.site.table, field.slot))) return value;
  return exactValue(place, field.path) ?? value;
}

/** An object or a list: unpacked while levels are left, stored whole as JSON below, or where the column is JSON. */
function writeNested(normaliser: Normaliser, field: Field, value: JsonObject | readonly unknown[], row: OpenRow): void {
  const { site, slot } = field;
  if (site.levels <= 0 || slot.column?.column.type.kind === "json") {
    const whole = holdsInteger(value, 0) ? exactValue(row.place, field.path) : value;
    writeValue(site.table, slot, whole ?? value, normaliser.tally);
  } else if (isObject(value)) {
    normaliser.pending.push({ site: objectSiteOf(field), object: value });
  } else if (Array.isArray(value)) {
    if (value.length > 0) writeList(normaliser, field, value, row);
    else if (slot.shared) addEmptyList(row, field, normaliser.tally);
  }
}

/** Whether a value that is stored as JSON holds a number whose literal `JSON.parse` may have lost. */
function holdsInteger(value: unknown, depth: number): boolean {
  if (typeof value === "number") return Number.isInteger(value);
  if (typeof value !== "object" || value === null) return false;
  if (depth > MAX_JSON_DEPTH) throw new JsonDepthError();
  const members = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => holdsInteger(member, depth + 1));
}

/** Keeps a list for when its row has been written, unless the contract refuses its table. */
function writeList({ childTable, tally }: Normaliser, field: Field, elements: readonly unknown[], row: OpenRow): void {
  const { table } = field.site;
  const site = listSiteOf(field, (names) => childTable(table, names));
  if (site.table.contract?.refusesTable(site.table, elements.length, tally) === true) return;
  addList(row, field, site, elements, tally);
}

/** Keeps an id of the data as dlt does; the other system columns are the loader's. */
function keepSystemValue({ tally }: Normaliser, field: Field, value: unknown, row: OpenRow): void {
  const { slot, site } = field;
  if (slot.name === SYSTEM_COLUMNS.id) {
    const isFalsy = value === "" || value === false || value === 0 || value === 0n;
    const exact = exactly(field, value, row);
    const id = isFalsy ? "" : wellFormed(valueText(exact).replaceAll("\0", ""));
    if (id === "") return;
    row.id = id;
    openIdColumn(site.table);
  } else {
    count(
      tally,
      `${site.table.table.name}: ${slot.name} is a column of the loader's, the API's value was left out`,
      value,
    );
  }
}

/** Ids of child rows are not among them: they are made of their parents' when the page has been read (`giveIds`). */
function writeSystemColumns(
  normaliser: Normaliser,
  site: ObjectSite,
  { record, place, id }: OpenRow,
  parent: Parent | undefined,
): void {
  const { table } = site;
  const { foundIn, child } = systemColumnsOf(table);
  const { batchRows: at, page } = table;
  if (parent === undefined || child === undefined) {
    const { makeId, check } = normaliser.rootRows(site);
    if (id === undefined) makeId(page.ids, record, place);
    else addId(page.ids, id);
    addRootRow(page);
    if (foundIn !== undefined && parent !== undefined) foundIn.values[at] = idAt(parent.rootIds, parent.root);
    check();
    return;
  }
  const { index } = place;
  child.listIndex.values[at] = index;
  if (child.rootRow !== undefined) child.rootRow.values[at] = parent.rootRow;
  addChildRow(page, parent.row, parent.root, index, id);
}

/** The elements of a list: objects as rows, lists as rows with a child table of their own, anything else as `value`. */
function writeElements(
  normaliser: Normaliser,
  { elements, innerLists }: ListSite,
  list: readonly unknown[],
  place: Extract<Place, { kind: "element" }>,
  parent: Parent,
  depth: number,
): void {
  for (let index = 0; index < list.length; index++) {
    const element = list[index];
    place.index = index;
    place.isWrapped = !isObject(element);
    if (typeof element !== "object") writeScalarRow(normaliser, elements, element, place, parent);
    else if (isObject(element)) writeRow(normaliser, elements, element, place, parent, depth);
    else if (Array.isArray(element))
      writeRow(normaliser, innerLists, { [INNER_LIST_KEY]: element }, place, parent, depth);
    else writeRow(normaliser, elements, { [VALUE_KEY]: element }, place, parent, depth);
  }
}

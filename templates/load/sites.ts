import { joinNames, normalizeKey } from "./naming.js";
import { isFilledByLoader } from "./system-columns.js";
import { shareSlot, slotOf, type Slot } from "./slots.js";
import type { StagedTable } from "./staged-table.js";
import { countAll, type Tally } from "./tally.js";

/**
 * A place where objects are found in the rows of a table: the row itself, or the path of a flattened object. What its
 * keys mean is worked out once and kept.
 */
export interface ObjectSite {
  readonly table: StagedTable;
  /** The keys that lead here from the row, as the record spells them. */
  readonly keys: readonly string[];
  /** The same keys in the destination's spelling. */
  readonly names: readonly string[];
  /** Levels of objects and lists that may still be unpacked below. */
  readonly levels: number;
  readonly row: RowSite;
  /** Fields in the order of the last object seen: the next one mostly has the same. */
  readonly expected: (Field | undefined)[];
  readonly fields: Map<string, Field>;
}

/** What the sites of one row have in common. */
interface RowSite {
  /** The levels of the row itself: child rows count from there. */
  readonly levels: number;
  /** The column names that fields of the row stand for. */
  readonly names: Set<string>;
  /** The child tables of the row's lists, one for each normalized path. */
  readonly lists: Map<string, ListSite>;
}

/** A key of the objects of one place. */
export interface Field {
  readonly key: string;
  readonly site: ObjectSite;
  /** The keys that lead to its value from the row. */
  readonly path: readonly string[];
  /** The same in the destination's spelling. */
  readonly names: readonly string[];
  readonly slot: Slot;
  /** Whether the loader fills the column of this name itself. */
  readonly isSystem: boolean;
  /** Where objects under this key are flattened. */
  object: ObjectSite | undefined;
  /** Where the elements of lists under this key go. */
  list: ListSite | undefined;
  /** Records in which the key held null while it had no column. */
  nulls: number;
}

/** A list that becomes a child table: elements are objects, lists (one level deeper) or scalars. */
export interface ListSite {
  readonly table: StagedTable;
  readonly elements: ObjectSite;
  readonly innerLists: ObjectSite;
  /** The row of the parent table that last had this list, to notice a second one in the same row. */
  lastRow: number;
}

/** The key under which dlt puts a value that is no object. */
export const VALUE_KEY = "value";
/** The key under which dlt puts a list that is an element of a list. */
export const INNER_LIST_KEY = "list";

/** The site of a table's rows that have `levels` levels left to unpack. */
export function rowSite(table: StagedTable, levels: number): ObjectSite {
  return objectSite({ table, keys: [], names: [], levels, row: { levels, names: new Set(), lists: new Map() } });
}

type SiteOrigin = Omit<ObjectSite, "expected" | "fields">;

function objectSite(origin: SiteOrigin): ObjectSite {
  return { ...origin, expected: [], fields: new Map() };
}

/** The field of a key, remembered as the one to expect at this index. */
export function fieldAt(site: ObjectSite, index: number, key: string): Field {
  const field = site.fields.get(key) ?? addField(site, key);
  site.expected[index] = field;
  return field;
}

function addField(site: ObjectSite, key: string): Field {
  const names = [...site.names, normalizeKey(key, site.table.nameLimit)];
  const name = joinNames(names, site.table.nameLimit);
  const slot = slotOf(site.table, name);
  if (site.row.names.has(name)) shareSlot(site.table, slot);
  site.row.names.add(name);
  const isSystem = isFilledByLoader(site.table.role, name);
  const path = [...site.keys, key];
  const field: Field = { key, site, path, names, slot, isSystem, object: undefined, list: undefined, nulls: 0 };
  site.fields.set(key, field);
  return field;
}

/** Where objects under a field are flattened. */
export function objectSiteOf(field: Field): ObjectSite {
  const { site, path, names } = field;
  field.object ??= objectSite({ ...site, keys: path, names, levels: site.levels - 1 });
  return field.object;
}

/** Where lists under a field go; `openTable` finds the child table by the names that lead to it. */
export function listSiteOf(field: Field, openTable: (names: readonly string[]) => StagedTable): ListSite {
  field.list ??= sharedListSite(field, openTable);
  return field.list;
}

/** The site of the lists under a field, if there were any, of its own or of a field whose path is spelled alike. */
export function knownListSite({ site: { row }, names }: Field): ListSite | undefined {
  return row.lists.get(JSON.stringify(names));
}

/** Fields whose paths are spelled alike in the destination share the list's site. */
function sharedListSite(field: Field, openTable: (names: readonly string[]) => StagedTable): ListSite {
  const known = knownListSite(field);
  if (known !== undefined) return known;
  const {
    site: { row },
    names,
  } = field;
  const table = openTable(names);
  const levels = row.levels - 1;
  const list: ListSite = {
    table,
    elements: rowSite(table, levels),
    innerLists: rowSite(table, levels - 1),
    lastRow: -1,
  };
  row.lists.set(JSON.stringify(names), list);
  return list;
}

/** Tells the keys that held nothing but null: as in dlt they have no column, since nothing says which type. */
export function countNullColumns(site: ObjectSite, tally: Tally): void {
  for (const { slot, nulls, object, list } of site.fields.values()) {
    const isUnknown = nulls > 0 && slot.column === undefined && object === undefined && list === undefined;
    if (isUnknown)
      countAll(tally, `${site.table.table.name}.${slot.name}: only null so far, no column was made`, nulls);
    if (object !== undefined) countNullColumns(object, tally);
    if (list !== undefined) {
      countNullColumns(list.elements, tally);
      countNullColumns(list.innerLists, tally);
    }
  }
}

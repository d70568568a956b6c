import { knownListSite, type Field, type ListSite } from "./sites.js";
import { count, type Tally } from "./tally.js";

/** A list that becomes rows of a child table once the row it was found in has ended. */
export interface FoundList {
  readonly site: ListSite;
  elements: readonly unknown[];
  keys: readonly string[];
}

/** What is known of the lists of a row that is being written. */
export interface RowLists {
  lists: FoundList[] | undefined;
}

/** Two keys that are spelled alike in the destination make one list: the last one, as in dlt. */
export function addList(row: RowLists, field: Field, site: ListSite, elements: readonly unknown[], tally: Tally): void {
  const found: FoundList = { site, elements, keys: field.path };
  const earlier = earlierList(row, field, site);
  site.lastRow = field.site.table.rows;
  if (earlier !== undefined) replaceList(earlier, found, field.key, tally);
  else if (row.lists === undefined) row.lists = [found];
  else row.lists.push(found);
}

/** An empty list is nothing, but it takes the place of one that is spelled alike. */
export function addEmptyList(row: RowLists, field: Field, tally: Tally): void {
  const site = knownListSite(field);
  const earlier = site && earlierList(row, field, site);
  if (earlier !== undefined) replaceList(earlier, { ...earlier, elements: [] }, field.key, tally);
}

/** What another key of the record has found for the same child table. */
function earlierList({ lists }: RowLists, { site: { table } }: Field, site: ListSite): FoundList | undefined {
  return site.lastRow === table.rows ? lists?.find((list) => list.site === site) : undefined;
}

function replaceList(earlier: FoundList, found: FoundList, key: string, tally: Tally): void {
  Object.assign(earlier, found);
  const { name } = found.site.table.table;
  count(tally, `${name}: several keys of one record become this table, the last one is kept`, key);
}

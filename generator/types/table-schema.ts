import type { DataType, DeclaredColumn, DeclaredTable } from "../../templates/load/declared.js";
import { joinNames, normalizeKey, wholeName } from "../../templates/load/naming.js";
import {
  membersOf,
  type ObjectTypes,
  objectTypes,
  type RecordTypes,
  type StringFormat,
  type TypeModel,
} from "./type-model.js";

/** Where a record's values go. */
export interface TableTarget {
  /** The root table, in the destination's spelling. */
  readonly table: string;
  /** Levels of objects and lists that are unpacked. */
  readonly maxTableNesting: number;
  /** Longest name of a table or column. */
  readonly nameLimit: number;
  /** Columns that a table may have. */
  readonly maxColumns: number;
}

/**
 * Fields that are looked at for one record. Types that lead to one another unpack without end: Stripe's charge has a
 * customer, who has invoices, which have charges.
 */
const MOST_FIELDS = 5_000;
/** Of the columns that a table may have, those that are declared: the others are for what else records bring. */
const DECLARED_SHARE = 0.5;

/**
 * The tables of a record: nested objects are flattened, lists are child tables, as the loader does with what arrives. A
 * column whose types do not agree, or that only holds what is not known, is left to its first value. So is the inside of
 * an object that holds itself, and what is nested deepest where there is more than `MOST_FIELDS`, or than a table may
 * have: a record has few of the columns that its types could make.
 */
export function tableSchema({ record, objects }: RecordTypes, target: TableTarget): readonly DeclaredTable[] {
  const known = objectTypes(objects);
  const names = new Map<string, string>();
  const walkTo = (deepest: number): Walk => {
    const walk: Walk = {
      ...{ objects: known, names, tables: new Map(), nameLimit: target.nameLimit },
      ...{ deepest, fields: 0 },
    };
    addRow(walk, record, target.table, target.maxTableNesting, []);
    return walk;
  };
  const mostColumns = Math.floor(target.maxColumns * DECLARED_SHARE);
  const isTooMuch = ({ fields, tables }: Walk) =>
    fields > MOST_FIELDS || [...tables.values()].some(({ size }) => size > mostColumns);
  let walk = walkTo(Infinity);
  if (isTooMuch(walk)) {
    walk = walkTo(1);
    for (let deeper = walkTo(2); !isTooMuch(deeper); deeper = walkTo(walk.deepest + 1)) walk = deeper;
  }
  return Array.from(walk.tables, ([table, columns]) => {
    return { table, columns: [...columns].flatMap(declared).slice(0, mostColumns) };
  }).filter(({ columns }) => columns.length > 0);
}

interface Walk {
  readonly nameLimit: number;
  readonly objects: ObjectTypes;
  /** The names of columns, by the fields that they are made of: the same fields are met again and again. */
  readonly names: Map<string, string>;
  /** By table and column, the types its values may have; null: some that no column type is for. */
  readonly tables: Map<string, Map<string, (DataType | null)[]>>;
  /** Objects within objects that are looked into. */
  readonly deepest: number;
  fields: number;
}

/** A row, and the objects flattened into it. */
interface Row {
  /** Before it is cut to what the destination takes. */
  readonly table: string;
  /** Levels left below the row itself, and here. */
  readonly rowLevels: number;
  readonly levels: number;
  readonly names: readonly string[];
  /** The object types around. */
  readonly within: readonly string[];
}

function addRow(walk: Walk, type: TypeModel, table: string, levels: number, within: readonly string[]): void {
  addMembers(walk, type, { table, rowLevels: levels, levels, names: [], within });
}

/** The fields of every object that a value may be. */
function addMembers(walk: Walk, type: TypeModel, row: Row): void {
  for (const member of membersOf(type)) {
    if (member.kind !== "object" || row.within.length >= walk.deepest) continue;
    const key = walk.objects.keyOf(member);
    if (row.within.includes(key)) continue;
    const below = { ...row, within: [...row.within, key] };
    for (const field of walk.objects.get(member)?.fields ?? []) {
      addField(walk, field.type, { ...below, names: [...row.names, columnName(walk, field.name)] });
    }
  }
}

function columnName({ names, nameLimit }: Walk, field: string): string {
  const name = names.get(field) ?? normalizeKey(field, nameLimit);
  names.set(field, name);
  return name;
}

/** `row.names` end in the field's. */
function addField(walk: Walk, type: TypeModel, row: Row): void {
  if (++walk.fields > MOST_FIELDS) return;
  for (const member of membersOf(type)) {
    if (member.kind === "null") continue;
    const isNested = member.kind === "object" || member.kind === "map" || member.kind === "list";
    if (!isNested) note(walk, row, scalarType(member));
    else if (row.levels <= 0) note(walk, row, "json");
    else if (member.kind === "list") addList(walk, member.items, row);
    else addMembers(walk, member, { ...row, levels: row.levels - 1 });
  }
}

function addList(walk: Walk, items: TypeModel, { table, rowLevels, names, within }: Row): void {
  const child = wholeName([table, ...names]);
  const levels = rowLevels - 1;
  addRow(walk, items, child, levels, within);
  for (const item of membersOf(items)) {
    const value: Row = { table: child, rowLevels: levels, levels, names: ["value"], within };
    if (item.kind === "list") addList(walk, item.items, { ...value, rowLevels: levels - 1, names: ["list"] });
    else if (item.kind !== "object" && item.kind !== "map" && item.kind !== "null") note(walk, value, scalarType(item));
  }
}

function note({ tables, nameLimit }: Walk, { table, names }: Row, type: DataType | null): void {
  const tableName = joinNames([table], nameLimit);
  const columns = tables.get(tableName) ?? new Map<string, (DataType | null)[]>();
  tables.set(tableName, columns);
  const name = joinNames(names, nameLimit);
  columns.set(name, [...(columns.get(name) ?? []), type]);
}

/** Null: no column type is for it, or any may be. */
function scalarType(type: TypeModel): DataType | null {
  switch (type.kind) {
    case "boolean":
      return "bool";
    case "integer":
      return "bigint";
    case "number":
      return type.decimal ? "decimal" : "double";
    case "string":
      return type.format === null ? "text" : FORMAT_TYPES[type.format];
    case "literal":
      return literalType(type.value);
    case "any":
    case "never":
    case "null":
    case "list":
    case "map":
    case "object":
    case "union":
      return null;
  }
}

/** The types of the columns that texts of a format go to. */
export const FORMAT_TYPES: Readonly<Record<StringFormat, DataType>> = {
  "date-time": "timestamp",
  date: "date",
  time: "time",
  decimal: "decimal",
};

function literalType(value: string | number | boolean): DataType {
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "bool";
  return Number.isInteger(value) ? "bigint" : "double";
}

function declared([name, types]: readonly [string, readonly (DataType | null)[]]): readonly DeclaredColumn[] {
  const distinct = new Set(types);
  if (distinct.has("double")) distinct.delete("bigint");
  const [dataType, ...others] = distinct;
  return dataType === undefined || dataType === null || others.length > 0 ? [] : [{ name, dataType }];
}

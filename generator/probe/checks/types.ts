import type { Misfit } from "../../../templates/http/usage.js";
import type { ResourceModel } from "../../model/model.js";
import { type FieldShape, type Shape, typeWords } from "../../samples/shape.js";
import { membersOf, objectTypes, type RecordTypes, type TypeModel } from "../../types/type-model.js";
import type { Finding } from "../finding.js";
import type { Probed } from "../probed.js";

const WHERE = "schema";
/** Findings of one kind that are listed one by one. */
const MOST_LISTED = 20;

/** Whether the records have the types that the schema or the OpenAPI document declares. */
export function checkTypes({ sample, shape }: Probed): readonly Finding[] {
  const { resource, usage } = sample;
  if (shape.object === undefined) return [];
  if (resource.types === null) return checkMixed(shape);
  const places = declaredPlaces(resource.types);
  const seen = seenFields(renamed(shape, resource), "");
  const unknown = [...seen.fields].filter(([path, { parent }]) => places.open.has(parent) && !places.fields.has(path));
  const unseen = [...places.fields].filter(([path, parent]) => !seen.fields.has(path) && seen.objects.has(parent));
  return [
    ...listed([...usage.drift.values()].map((misfit) => driftFinding(misfit, usage.checked, resource))),
    ...unknownFinding(
      unknown.map(([path, { words }]) => `${path} (${words})`),
      resource,
    ),
    ...(unseen.length === 0
      ? []
      : [{ ...note("field-never-seen"), found: `declared and in no record: ${names(unseen.map(([path]) => path))}` }]),
  ];
}

function driftFinding(
  { path, expected, found, record, count }: Misfit,
  checked: number,
  resource: ResourceModel,
): Finding {
  const { contract } = resource.table;
  const refused = contract.dataType !== undefined && contract.dataType !== "evolve";
  const place = path === "" ? "the record" : path;
  return {
    severity: refused ? "error" : "warning",
    code: "type-differs",
    where: WHERE,
    found: `${place} should be ${expected}; ${count} times in ${checked} records it is not (first: ${found} in record ${record})`,
    suggestion: found === "nothing" ? `take ${place} out of "required"` : `let the schema say what ${place} is, too`,
  };
}

function unknownFinding(unknown: readonly string[], { table }: ResourceModel): readonly Finding[] {
  if (unknown.length === 0) return [];
  const mode = table.contract.columns ?? "evolve";
  const found = `the schema does not know ${names(unknown)}`;
  if (mode === "evolve")
    return [{ ...note("field-unknown"), found: `${found}: each gets a column of its first value's type` }];
  const effect =
    mode === "freeze"
      ? "a load into a table without these columns fails"
      : "they are discarded where the table has no column for them";
  return [{ severity: "error", code: "field-unknown", where: "schema_contract", found: `${found}: ${effect}` }];
}

/** Without a schema: fields that change their type get a second column. */
function checkMixed(shape: Shape): readonly Finding[] {
  const mixed = [...seenFields(shape, "").fields].filter(([, { kinds }]) => kinds.length > 1);
  const differing = mixed.map(([path, { parent, words, kinds }]): Finding => {
    const found = `${path} is ${words}: values of another type than the first get a column of their own`;
    const isNumber = kinds.every((kind) => kind === "integer" || kind === "number");
    const finding = { severity: "warning", code: "type-mixed", where: "columns", found } as const;
    if (!isNumber || parent !== "") return finding;
    return { ...finding, suggestion: `"columns": { ${JSON.stringify(path)}: { "data_type": "double" } }` };
  });
  const found = "no schema: a record is typed by what the config tells of it";
  return [...listed(differing), { ...note("no-schema"), found, suggestion: "--write infers one from the samples" }];
}

interface SeenField {
  /** The path of the object that has it; empty for the record. */
  readonly parent: string;
  readonly words: string;
  /** The types of its values, null aside. */
  readonly kinds: readonly string[];
}

interface Seen {
  /** By their paths: `lines[].sku`. */
  readonly fields: Map<string, SeenField>;
  /** The paths of objects. */
  readonly objects: Set<string>;
}

function seenFields(shape: Shape, path: string, seen: Seen = { fields: new Map(), objects: new Set() }): Seen {
  if (shape.object !== undefined) seen.objects.add(path);
  for (const [name, field] of shape.object ?? []) {
    const here = path === "" ? name : `${path}.${name}`;
    const kinds = typeWords(field.shape).filter((word) => word !== "null");
    seen.fields.set(here, { parent: path, words: wordsOf(field), kinds });
    seenFields(field.shape, here, seen);
  }
  if (shape.list !== undefined) seenFields(shape.list, `${path}[]`, seen);
  return seen;
}

function wordsOf({ shape, always }: FieldShape): string {
  const words = typeWords(shape).join(" or ");
  return always ? words : `${words}, not in all records`;
}

interface DeclaredPlaces {
  /** The path of the object that has it, by the path of a field. */
  readonly fields: ReadonlyMap<string, string>;
  /** Objects whose fields are declared: others there are unknown. */
  readonly open: ReadonlySet<string>;
}

function declaredPlaces({ record, objects }: RecordTypes): DeclaredPlaces {
  const known = objectTypes(objects);
  const fields = new Map<string, string>();
  const open = new Set<string>();
  const walk = (type: TypeModel, path: string, outer: ReadonlySet<string>): void => {
    for (const member of membersOf(type)) {
      if (member.kind === "list") walk(member.items, `${path}[]`, outer);
      const object = member.kind === "object" ? known.get(member) : undefined;
      const key = object && known.keyOf(object);
      if (object === undefined || key === undefined || outer.has(key)) continue;
      open.add(path);
      for (const { name, type: inner } of object.fields) {
        const here = path === "" ? name : `${path}.${name}`;
        fields.set(here, path);
        walk(inner, here, new Set([...outer, key]));
      }
    }
  };
  walk(record, "", new Set());
  return { fields, open };
}

/** The shape with the names that `rename_fields` gives. */
function renamed(shape: Shape, { renamedFields }: ResourceModel): Shape {
  const newNames = new Map(renamedFields.map(({ wireName, name }) => [wireName, name]));
  const fields = Array.from(shape.object ?? [], ([name, field]) => [newNames.get(name) ?? name, field] as const);
  return { ...shape, object: new Map(fields) };
}

function listed(findings: readonly Finding[]): readonly Finding[] {
  const left = findings.length - MOST_LISTED;
  if (left <= 0) return findings;
  const more: Finding = { ...note("more"), found: `and ${left} more of this kind` };
  return [...findings.slice(0, MOST_LISTED), more];
}

function names(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_LISTED).join(", ");
  return paths.length > MOST_LISTED ? `${shown} and ${paths.length - MOST_LISTED} more` : shown;
}

function note(code: string) {
  return { severity: "note", code, where: WHERE } as const;
}

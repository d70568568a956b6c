import type { ResourceModel, SourceModel } from "../model/model.js";
import type { CassetteFile } from "../cassette/find-cassettes.js";
import { type JsonObject, valueAt } from "../offline/json.js";
import { isRsaKey, optionValue } from "../offline/option-values.js";
import { type PlayedResource, playResource } from "../offline/played-resource.js";
import { Unplayable } from "../offline/unplayable.js";
import { type Code, jsonLiteral, listLiteral, literal, numberLiteral, propertyName } from "./encode.js";
import { createImports, type Imports } from "./imports.js";
import { ownObjects } from "../types/type-model.js";
import { rowType } from "./steps.js";
import { render } from "./templates.js";
import { header } from "./view.js";

/** `<resource>.test.ts`: proves without network that a resource is read and loaded, from its recording or made-up answers. */
export function emitOfflineTest(
  model: SourceModel,
  resource: ResourceModel,
  cassette: CassetteFile | undefined,
  configFolder: string,
): Code {
  if (cassette !== undefined) return cassetteTest(model, resource, cassette, configFolder);
  try {
    return answersTest(model, resource, playResource(model, resource));
  } catch (error) {
    if (!(error instanceof Unplayable)) throw error;
    const reason = `nothing is made up where ${error.message}: record it with gen-connector probe --write`;
    return render("skipped-test.ts", {
      header: header(model),
      title: literal(resource.name),
      reason: literal(reason),
    });
  }
}

const NAMES: readonly { readonly name: Code; readonly comment: Code }[] = [
  { name: "FULL", comment: "With all that a record may have." },
  { name: "SPARSE", comment: "With what a record must have." },
];

function answersTest(model: SourceModel, resource: ResourceModel, played: PlayedResource): Code {
  const imports = createImports();
  const { answers, included } = played;
  const isTyped = isTypedAsSent(resource, played.records);
  const records = played.records.map((record, index) => ({ ...NAMES[index], record }));
  const named = new Map(records.map(({ record, name = "" }) => [record, name]));
  const more = Object.entries(included).map(([name, value]) => `, ${propertyName(name)}: ${jsonLiteral(value)}`);
  const expected = records.map(({ name = "" }) => (more.length === 0 ? name : `{ ...${name}${more.join("")} }`));
  imports.value("./offline/play-answers.js", "playAnswers");
  imports.value("./offline/read-all.js", "readAll");
  const type = isTyped ? sentType(resource, included, imports) : null;
  return render("answers-test.ts", {
    ...commonView(model, resource, imports, (setting) => literal(setting)),
    records: records.map(({ record, ...names }) => ({ ...names, type, value: jsonLiteral(record) })),
    answersComment: "/** What the API answers. */",
    answers: listLiteral(
      answers.map(({ request, headers, body }) => {
        const withHeaders = Object.keys(headers).length === 0 ? "" : ` headers: ${jsonLiteral(headers)},`;
        return `{ request: ${literal(request)},${withHeaders} body: ${jsonLiteral(body, named)} }`;
      }),
    ),
    readTitle: literal(`${resource.name} is read to its end`),
    countOnly: isTyped ? null : numberLiteral(records.length),
    expected: listLiteral(expected),
    load: isLoadable(model, resource)
      ? { ...loadView(resource, imports), rows: numberLiteral(rowCount(resource, played.rows)) }
      : null,
    imports: imports.code(),
  });
}

function cassetteTest(
  model: SourceModel,
  resource: ResourceModel,
  { path, complete }: CassetteFile,
  configFolder: string,
): Code {
  const imports = createImports();
  const load = complete && isLoadable(model, resource) ? loadView(resource, imports) : null;
  imports.value("./offline/play-cassette.js", "playCassette");
  if (load === null) imports.value("./offline/read-recorded.js", "readRecorded");
  else {
    imports.value("./offline/read-all.js", "readAll");
    imports.value("./offline/loaded-rows.js", "loadedRows");
  }
  return render("cassette-test.ts", {
    ...commonView(model, resource, imports, null),
    cassette: literal(`${configFolder}/${path}`),
    readTitle: literal(`${resource.name} is read as it was recorded`),
    load,
    imports: imports.code(),
  });
}

function commonView(
  model: SourceModel,
  { names }: ResourceModel,
  imports: Imports,
  valueOf: ((text: string) => Code) | null,
): object {
  imports.value("./index.js", model.factory);
  return {
    header: header(model),
    method: names.method,
    connector: `${model.factory}({ ${connectOptions(model, imports, valueOf).join(", ")} })`,
  };
}

/** `valueOf`: null where a recording has the values. */
function connectOptions(
  model: SourceModel,
  imports: Imports,
  valueOf: ((text: string) => Code) | null,
): readonly Code[] {
  const { secrets, settings } = model.client;
  const secretCode = (option: string): Code => {
    if (isRsaKey(model, option)) return `${imports.value("./offline/rsa-key.js", "rsaKey")}()`;
    return valueOf === null
      ? imports.value("./offline/play-cassette.js", "SECRET")
      : valueOf(optionValue(model, { kind: "secret", option }));
  };
  const entries = (values: readonly (readonly [string, Code])[]): Code =>
    `{ ${values.map(([option, code]) => `${propertyName(option)}: ${code}`).join(", ")} }`;
  const settingCode = ({ name, option }: { readonly name: string; readonly option: string }): Code =>
    valueOf === null ? `api.setting(${literal(name)})` : valueOf(optionValue(model, { kind: "setting", option }));
  return [
    ...(secrets.length === 0 ? [] : [`secrets: ${entries(secrets.map(({ option }) => [option, secretCode(option)]))}`]),
    ...(settings.length === 0
      ? []
      : [`settings: ${entries(settings.map((setting) => [setting.option, settingCode(setting)]))}`]),
    ...(valueOf === null ? ["baseUrl: api.baseUrl"] : []),
    "fetch: api.fetch",
  ];
}

function loadView({ name, table }: ResourceModel, imports: Imports): object {
  imports.value("./offline/load-in-memory.js", "loadInMemory");
  return { title: literal(`${name} is loaded`), resource: literal(name), table: literal(table.name) };
}

/** Whether a load into an empty DuckDB makes a row of each record. */
function isLoadable({ destinations }: SourceModel, { selected, table }: ResourceModel): boolean {
  const { tables = "evolve" } = table.contract;
  const isFiltered = table.strategy !== null && Object.hasOwn(table.strategy.options, "sourceFilter");
  return selected && destinations.includes("duckdb") && tables === "evolve" && !isFiltered;
}

/** Of records with one key the last one stays. */
function rowCount({ table }: ResourceModel, records: PlayedResource["rows"]): number {
  if (table.strategy === null || table.keyFields.length === 0) return records.length;
  const keys = records.map((record) => table.keyFields.map((field) => valueAt(record, [field]) ?? null));
  return new Set(keys.map((key) => JSON.stringify(key))).size;
}

/** Whether the API's records are what the record's type says, the parent's fields aside. */
function isTypedAsSent(
  { names, renamedFields, types, sharedFields }: ResourceModel,
  records: readonly JsonObject[],
): boolean {
  if (renamedFields.length > 0) return false;
  if (types === null) return true;
  const objects = ownObjects(types).filter(({ name }) => name === names.type);
  const known = new Set([...objects.flatMap(({ fields }) => fields.map(({ name }) => name)), ...sharedFields]);
  return objects.length > 0 && records.every((record) => Object.keys(record).every((field) => known.has(field)));
}

function sentType(resource: ResourceModel, included: JsonObject, imports: Imports): Code {
  const type = imports.type(`./${resource.names.file}.js`, rowType(resource));
  const added = Object.keys(included).map(literal);
  return added.length === 0 ? type : `Omit<${type}, ${added.join(" | ")}>`;
}

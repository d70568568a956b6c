import type { ModuleReference } from "../modules/module-reference.js";
import type { CursorModel } from "../model/cursor-model.js";
import type { CustomAuthModel } from "../model/auth-model.js";
import type { ProcessingStepModel, ResourceModel, SourceModel } from "../model/model.js";
import { CUSTOM_AUTH, optionsType } from "./custom-auth.js";
import type { Code } from "./encode.js";
import { createImports } from "./imports.js";
import { outputType } from "./steps.js";

/** A function of the user's, and the type that the connector needs it to have. */
export interface ModuleUse {
  readonly reference: ModuleReference;
  /** What the config calls it: `filter`. */
  readonly role: string;
  /** The type of the function, as a file in the connector's folder can write it. */
  readonly needed: Code;
  /** The same for people, where that is not what is compared. */
  readonly shown?: string;
  /** The statements that import what `needed` names. */
  readonly imports: Code;
  /** What the result must be, for people. */
  readonly result: string;
}

/** Every use that an emitted connector makes of the user's functions. */
export function moduleUses({ client, resources }: SourceModel, configFolder: string): readonly ModuleUse[] {
  const auths = [client.auth, ...client.endpointAuths.map(({ auth }) => auth)];
  const ofAuths = auths.flatMap((auth) => (auth?.kind === "custom" ? [authUse(auth)] : []));
  const ofResources = resources.flatMap((resource) => [
    ...resource.steps.map((step, index) => stepUse(resource, step, resource.steps.slice(0, index), configFolder)),
    ...(resource.cursor?.convert ? [convertUse(resource.cursor, resource.cursor.convert)] : []),
    ...(resource.paginator.kind === "custom" ? [hookUse(resource.paginator.function, PAGINATOR)] : []),
    ...resource.actions.flatMap(({ action }) => (action.kind === "function" ? [hookUse(action.function, ACTION)] : [])),
  ]);
  const uses = [...ofAuths, ...ofResources];
  // What several resources use alike is looked at once.
  return uses.filter((use, index) => uses.findIndex((other) => sameUse(use, other)) === index);
}

export function sameUse(a: ModuleUse, b: ModuleUse): boolean {
  return a.reference.file === b.reference.file && a.reference.name === b.reference.name && a.needed === b.needed;
}

/** A role that asks the same of every function. */
interface Hook {
  readonly role: string;
  readonly module: string;
  readonly types: readonly string[];
  readonly needed: Code;
  readonly shown?: string;
  readonly result: string;
}

const PAGINATOR: Hook = {
  role: "paginator",
  module: "./http/custom-paginator.js",
  types: ["NextAddress", "PageRead"],
  needed: "(page: PageRead) => NextAddress | Promise<NextAddress>",
  result: "an address (a URL or a text) or null, or a promise of one",
};

const ACTION: Hook = {
  role: "response action",
  module: "./http/response-actions.js",
  types: ["ActionResponse", "ResponseAction"],
  needed: "(response: ActionResponse) => ResponseAction | undefined",
  result: '"ignore", "retry", { fail: message } or undefined',
};

const SIGNATURE = "Signature | undefined | Promise<Signature | undefined>";

const AUTH: Omit<Hook, "needed"> = {
  role: "auth",
  module: CUSTOM_AUTH,
  types: ["RequestToSign", "Signature"],
  result: "a signature ({ headers, query }, both optional) or undefined, or a promise of one",
};

const CONVERT: Omit<Hook, "needed"> = {
  role: "convert",
  module: "./incremental/convert.js",
  types: ["Converted"],
  result: "a text or a number",
};

function hookUse(reference: ModuleReference, { module, types, ...use }: Hook): ModuleUse {
  const imports = createImports();
  for (const type of types) imports.type(module, type);
  return { reference, imports: imports.code(), ...use };
}

function authUse({ function: reference, options }: CustomAuthModel): ModuleUse {
  const parameters =
    options === null ? "request: RequestToSign" : `request: RequestToSign, options: ${optionsType(options)}`;
  return hookUse(reference, { ...AUTH, needed: `(${parameters}) => ${SIGNATURE}` });
}

const CURSOR_TYPES = { text: "string", number: "number | bigint", unknown: "string | number | bigint" } as const;

function convertUse({ initialValue }: CursorModel, reference: ModuleReference): ModuleUse {
  const needed = `(value: ${CURSOR_TYPES[initialValue?.kind ?? "unknown"]}) => Converted`;
  return hookUse(reference, { ...CONVERT, needed });
}

/** What a processing step must return. */
const RESULTS = {
  filter: { type: "boolean", result: "a boolean" },
  map: { type: "object", result: "an object" },
  yield_map: { type: "Iterable<object>", result: "an iterable of objects" },
} as const;

function stepUse(
  { names }: ResourceModel,
  step: ProcessingStepModel,
  before: readonly ProcessingStepModel[],
  configFolder: string,
): ModuleUse {
  const imports = createImports({ configFolder, declared: [] });
  const functions = before.map((earlier) => imports.user(earlier.function));
  const record = outputType(before, functions, names.type, imports);
  if (record === names.type) imports.type(`./${names.file}.js`, names.type);
  const { type, result } = RESULTS[step.kind];
  return {
    reference: step.function,
    role: step.kind,
    needed: `(record: ${record}) => ${type}`,
    imports: imports.code(),
    result,
  };
}

/**
 * The use of a function by its place in a config that has other problems: what it is given is known where that is the
 * same in every config, else compared with nothing.
 */
export function useAt(path: string, reference: ModuleReference): ModuleUse | undefined {
  const [, key = ""] = /\.(\w+)(?:\[\d+\])?$/.exec(path) ?? [];
  if (key === "filter" || key === "map" || key === "yield_map") {
    const { type, result } = RESULTS[key];
    const [needed, shown] = [`(record: never) => ${type}`, `(record) => ${type}`];
    return { reference, role: key, needed, shown, imports: "", result };
  }
  if (key === "convert") {
    return hookUse(reference, { ...CONVERT, needed: "(value: never) => Converted", shown: "(value) => Converted" });
  }
  if (/\.response_actions\[\d+\]/.test(path)) return hookUse(reference, ACTION);
  if (/\.paginator\.module$/.test(path)) return hookUse(reference, PAGINATOR);
  if (!/\.auth\.module$/.test(path)) return undefined;
  return hookUse(reference, {
    ...AUTH,
    needed: `(request: RequestToSign, options: never) => ${SIGNATURE}`,
    shown: `(request: RequestToSign, options) => ${SIGNATURE}`,
  });
}

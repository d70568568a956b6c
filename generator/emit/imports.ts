import { type ModuleReference, moduleSpecifier } from "../modules/module-reference.js";
import { type Code, literal } from "./encode.js";
import { fits } from "./layout.js";
import { reservedWords } from "./reserved-words.js";

/** Collects what a module uses, so that its imports name just that, sorted and once. */
export interface Imports {
  /** Imports a value (or type) and returns its name, for use in code. */
  readonly value: (module: string, name: string) => Code;
  readonly type: (module: string, name: string) => Code;
  /** The name that something of a file in `schemas/` has here: its own one, where that is free. */
  readonly schemaType: (file: string, name: string) => Code;
  readonly schemaValue: (file: string, name: string) => Code;
  /** Imports a function of the user's and returns what it is called here: its own name, where that is free. */
  readonly user: (reference: ModuleReference) => Code;
  readonly code: () => Code;
}

/** Where the user's modules are, and which names the emitted file declares itself. */
export interface ImportContext {
  /** The path from the connector's folder to the config's, with `/`. */
  readonly configFolder: string;
  readonly declared: readonly string[];
  /** Names that may come from files in `schemas/`. */
  readonly shared?: readonly string[];
  /** The file in `schemas/` that it is, without extension; left out: it lies beside that folder. */
  readonly schemaFile?: string;
}

export function createImports(context: ImportContext = { configFolder: "..", declared: [] }): Imports {
  const modules = new Map<string, Map<string, "value" | "type">>();
  const aliases = new Map<string, Code>();
  const locals = new Map<string, Code>();
  const { declared, shared = [], schemaFile } = context;
  const user = (reference: ModuleReference): Code => {
    const { file, name } = reference;
    const alias = aliases.get(`${file}#${name}`) ?? freeName(name, [...declared, ...shared, ...aliases.values()]);
    aliases.set(`${file}#${name}`, alias);
    add(moduleSpecifier(reference, context.configFolder), renamed(name, alias), "value");
    return alias;
  };
  const ofSchema = (file: string, name: string, kind: "value" | "type"): Code => {
    if (file === schemaFile) return name;
    const key = `${file}#${name}`;
    const isTaken = (candidate: string) =>
      declared.includes(candidate) ||
      [...locals.values()].includes(candidate) ||
      (kind === "value" && reservedWords().has(candidate));
    let local = locals.get(key) ?? name;
    for (let number = 2; !locals.has(key) && isTaken(local); number++) local = `${name}${number}`;
    locals.set(key, local);
    add(schemaFile === undefined ? `./schemas/${file}.js` : `./${file}.js`, renamed(name, local), kind);
    return local;
  };
  const own = (module: string) => (schemaFile === undefined ? module : module.replace(/^\.\//, "../"));
  const add = (module: string, name: string, kind: "value" | "type"): Code => {
    const names = modules.get(module) ?? new Map<string, "value" | "type">();
    modules.set(module, names);
    if (names.get(name) !== "value") names.set(name, kind);
    return name;
  };
  return {
    value: (module, name) => add(own(module), name, "value"),
    type: (module, name) => add(own(module), name, "type"),
    schemaType: (file, name) => ofSchema(file, name, "type"),
    schemaValue: (file, name) => ofSchema(file, name, "value"),
    user,
    code: () =>
      [...modules]
        .sort(([a], [b]) => compare(moduleOrder(a), moduleOrder(b)))
        .map(importCode)
        .join("\n"),
  };
}

function renamed(name: string, local: Code): Code {
  return local === name ? name : `${name} as ${local}`;
}

function freeName(name: string, taken: readonly string[]): Code {
  const isTaken = (candidate: string) => taken.includes(candidate) || reservedWords().has(candidate);
  for (let number = 0; ; number++) {
    const candidate = number === 0 ? name : `${name}Hook${number === 1 ? "" : number}`;
    if (!isTaken(candidate)) return candidate;
  }
}

function importCode([module, names]: [string, Map<string, "value" | "type">]): Code {
  const sorted = [...names].sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()));
  const typesOnly = sorted.every(([, kind]) => kind === "type");
  const listed = sorted.map(([name, kind]) => (kind === "type" && !typesOnly ? `type ${name}` : name));
  return bracedNames(`import ${typesOnly ? "type " : ""}{`, listed, `} from ${literal(module)};`);
}

/** An import or an export of names, laid out as Prettier would. */
export function bracedNames(start: Code, listed: readonly Code[], end: Code): Code {
  const flat = `${start} ${listed.join(", ")} ${end}`;
  return fits(flat) || listed.length === 1 ? flat : [start, ...listed.map((name) => `  ${name},`), end].join("\n");
}

/** Node's modules and packages first, then the connector's own files. */
function moduleOrder(module: string): string {
  return `${module.startsWith("node:") ? 0 : module.startsWith(".") ? 2 : 1}${module}`;
}

/** Code point order: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { type Code, literal } from "./encode.js";

/** Collects what a module uses, so that its imports name just that, sorted and once. */
export interface Imports {
  /** Imports a value (or type) and returns its name, for use in code. */
  readonly value: (module: string, name: string) => Code;
  readonly type: (module: string, name: string) => Code;
  readonly code: () => Code;
}

export function createImports(): Imports {
  const modules = new Map<string, Map<string, "value" | "type">>();
  const add = (module: string, name: string, kind: "value" | "type"): Code => {
    const names = modules.get(module) ?? new Map<string, "value" | "type">();
    modules.set(module, names);
    if (names.get(name) !== "value") names.set(name, kind);
    return name;
  };
  return {
    value: (module, name) => add(module, name, "value"),
    type: (module, name) => add(module, name, "type"),
    code: () =>
      [...modules]
        .sort(([a], [b]) => compare(moduleOrder(a), moduleOrder(b)))
        .map(importCode)
        .join("\n"),
  };
}

function importCode([module, names]: [string, Map<string, "value" | "type">]): Code {
  const sorted = [...names].sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()));
  const typesOnly = sorted.every(([, kind]) => kind === "type");
  const listed = sorted.map(([name, kind]) => (kind === "type" && !typesOnly ? `type ${name}` : name));
  return `import ${typesOnly ? "type " : ""}{ ${listed.join(", ")} } from ${literal(module)};`;
}

/** Node's modules and packages first, then the connector's own files. */
function moduleOrder(module: string): string {
  return `${module.startsWith("node:") ? 0 : module.startsWith(".") ? 2 : 1}${module}`;
}

/** Code point order: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

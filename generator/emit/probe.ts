import type { ResourceModel, SourceModel } from "../model/model.js";
import type { SelectorModel } from "../model/request-model.js";
import type { PaginatorModel } from "../model/paginator-model.js";
import { type Code, listLiteral, literal } from "./encode.js";
import { createImports, type Imports } from "./imports.js";
import { firstMatchCode, rowsCode } from "./path-code.js";

/** The file that `gen-connector probe` puts beside a connector for the time of a probe: no resource has a `-` in its file. */
export const PROBE_FILE = "probe-paths.ts";

/** The name under which that file exports the paths of each resource. */
export const PROBE_EXPORT = "paths";

/**
 * What a probe asks of answers and records, beside what a connector does: the config's paths, compiled as the connector's
 * own are. A path that a resource has not is left out.
 */
export function emitProbe({ resources }: SourceModel): Code {
  const imports = createImports();
  const entries = resources.map((resource) => {
    return `[${literal(resource.name)}, { ${pathsCode(resource, imports).join(", ")} }]`;
  });
  const map = `export const ${PROBE_EXPORT} = new Map<string, object>(${listLiteral(entries)});`;
  return `${imports.code()}\n\n${map}\n`;
}

function pathsCode({ selector, cursor, paginator }: ResourceModel, imports: Imports): readonly Code[] {
  const first = (name: string, found: SelectorModel | null): readonly Code[] => {
    return found === null ? [] : [`${name}: (value: unknown) => ${firstMatchCode(found.path, "value", imports)}`];
  };
  const { total, hasMore, next } = pagingPaths(paginator);
  return [
    ...(selector === null ? [] : [`records: (body: unknown) => ${rowsCode(selector.path, "body", imports)}`]),
    ...first("selected", selector),
    ...first("total", total),
    ...first("hasMore", hasMore),
    ...first("next", next),
    ...first("cursor", cursor?.selector ?? null),
  ];
}

interface PagingPaths {
  readonly total: SelectorModel | null;
  readonly hasMore: SelectorModel | null;
  readonly next: SelectorModel | null;
}

function pagingPaths(paginator: PaginatorModel): PagingPaths {
  switch (paginator.kind) {
    case "offset":
    case "page_number":
      return { total: paginator.total?.selector ?? null, hasMore: paginator.hasMore, next: null };
    case "cursor":
      return { total: null, hasMore: paginator.hasMore, next: paginator.from === "body" ? paginator.cursor : null };
    case "json_link":
      return { total: null, hasMore: null, next: paginator.next };
    case "auto":
    case "custom":
    case "header_cursor":
    case "header_link":
    case "single_page":
      return { total: null, hasMore: null, next: null };
  }
}

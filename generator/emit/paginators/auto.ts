import type { Imports } from "../imports.js";
import type { PaginatorView } from "../paginator.js";

export function autoView(imports: Imports): PaginatorView {
  imports.value("./http/detect-paginator.js", "createPaginatorDetector");
  return {
    manner: " in the pages that the first answer tells of: by link, page count or cursor, or the only one",
    partial: "paginator/auto",
    constants: [],
    view: {},
  };
}

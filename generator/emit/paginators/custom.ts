import type { CustomPaginatorModel } from "../../model/paginator-model.js";
import { literal } from "../encode.js";
import type { Imports } from "../imports.js";
import type { PaginatorView } from "../paginator.js";

export const CUSTOM_PAGINATOR = "./http/custom-paginator.js";

export function customView({ function: reference }: CustomPaginatorModel, imports: Imports): PaginatorView {
  imports.value("./http/link-guard.js", "createLinkGuard");
  imports.value("./http/next-url.js", "nextUrl");
  imports.value(CUSTOM_PAGINATOR, "nextAddress");
  return {
    manner: `, each page at the address that ${literal(reference.name)} of ${literal(reference.file)} gives`,
    partial: "paginator/custom",
    constants: [],
    view: { function: imports.user(reference) },
  };
}

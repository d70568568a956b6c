import type { HeaderLinkPaginatorModel, JsonLinkPaginatorModel } from "../../model/paginator-model.js";
import { type Code, literal } from "../encode.js";
import type { Imports } from "../imports.js";
import type { PaginatorView } from "../paginator.js";
import { firstMatchCode } from "../path-code.js";

export function jsonLinkView({ next }: JsonLinkPaginatorModel, imports: Imports): PaginatorView {
  const link = firstMatchCode(next.path, "response.body", imports);
  return linkView(` from link to link at \`${next.text}\`, until there is none`, link, imports);
}

export function headerLinkView({ rel }: HeaderLinkPaginatorModel, imports: Imports): PaginatorView {
  const target = imports.value("./http/link-header.js", "linkTarget");
  const link = `${target}(response.headers, ${literal(rel)})`;
  return linkView(` from link to link, rel \`${rel}\` of the Link header, until there is none`, link, imports);
}

function linkView(manner: string, link: Code, imports: Imports): PaginatorView {
  imports.value("./http/link-guard.js", "createLinkGuard");
  imports.value("./http/next-url.js", "nextUrl");
  return { manner, partial: "paginator/next_link", constants: [], view: { link } };
}

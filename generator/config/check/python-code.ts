import { shorten } from "../../diagnostics/show.js";
import type { CodeNode } from "../../read/document.js";
import type { Shape } from "../schema/shapes.js";
import type { Check } from "./check.js";
import { describeShape } from "./describe.js";

/** dlt's Python classes with what a config writes for their objects. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ["HeaderLinkPaginator", '"header_link"'],
  ["HeaderCursorPaginator", '{"type": "header_cursor", "cursor_key": "next"}'],
  ["JSONLinkPaginator", '{"type": "json_link", "next_url_path": "next"}'],
  ["JSONResponsePaginator", '{"type": "json_link", "next_url_path": "next"}'],
  ["JSONResponseCursorPaginator", '{"type": "cursor", "cursor_path": "cursors.next"}'],
  ["OffsetPaginator", '{"type": "offset", "limit": 100}'],
  ["PageNumberPaginator", '{"type": "page_number"}'],
  ["SinglePagePaginator", '"single_page"'],
  ["BearerTokenAuth", '{"type": "bearer", "token": dlt.secrets["token"]}'],
  ["APIKeyAuth", '{"type": "api_key", "name": "X-Api-Key", "api_key": dlt.secrets["api_key"]}'],
  ["HttpBasicAuth", '{"type": "http_basic", "username": "...", "password": dlt.secrets["password"]}'],
  [
    "OAuth2ClientCredentials",
    '{"type": "oauth2_client_credentials", "access_token_url": "...", "client_id": "...", "client_secret": dlt.secrets["client_secret"]}',
  ],
  ["incremental", '{"type": "incremental", "cursor_path": "updated_at"}'],
  ["Incremental", '{"cursor_path": "updated_at", "initial_value": "2024-01-01"}'],
]);

/** Longer code was cut when it was read. */
const LONGEST_SHOWN = 200;
const FORMATTED_TEXT = /^[rR]?[fF][rR]?["']/;

/** Reports code where a value should stand, with what to write there. */
export function reportCode(check: Check, node: CodeNode, shape: Shape, key: string): void {
  check.report("python-code", check.at.node(node), {
    found: describeCode(node.text),
    hints: hintsFor(node.text, shape, key),
  });
}

/** What a piece of Python is, without the texts in it: these may be credentials. */
function describeCode(text: string): string {
  const callee = /^([A-Za-z_][\w.]*)\s*\(/.exec(text)?.[1];
  if (/^lambda\b/.test(text)) return "a function";
  if (callee !== undefined) return `a call of ${shorten(callee)}`;
  if (/^[A-Za-z_]\w*$/.test(text)) return `the name ${shorten(text)}, which is not assigned once,`;
  if (FORMATTED_TEXT.test(text)) return "a text with placeholders of Python";
  if (/\sif\s[\s\S]*\selse\s/.test(text)) return "a condition";
  const subscript = /^([A-Za-z_][\w.]*)\s*\[/.exec(text)?.[1];
  if (subscript !== undefined) return `an item of ${shorten(subscript)}`;
  return "this expression";
}

/** Names in brackets and quotes that are no credentials: of environment variables and of dlt's providers. */
const NAMED_VALUE =
  /\b(?:(?:os\.)?environ\s*\[|(?:os\.)?(?:getenv|environ\.get)\s*\(|dlt\.(?:secrets|config)\s*\[)\s*["'][\w.-]+["']/g;

/** Whether code can be shown where a credential should stand: it holds no text that may be one. */
export function isHarmlessCode({ text }: CodeNode): boolean {
  return text.length < LONGEST_SHOWN && !/["']/.test(text.replace(NAMED_VALUE, ""));
}

function hintsFor(text: string, shape: Shape, key: string): readonly string[] {
  const callee = /^(?:[\w.]*\.)?([A-Za-z_]\w*)\s*\(/.exec(text)?.[1] ?? "";
  const written = CLASSES.get(callee);
  if (written !== undefined) return [`write ${written}`];
  const formatted = FORMATTED_TEXT.test(text);
  const variable = /^(?:os\.)?(?:environ|getenv|environ\.get)\s*[[(]\s*["'](\w+)["']/.exec(text)?.[1];
  const name = (variable ?? key).toLowerCase();
  if (shape.kind === "sourced" && shape.credential) return [`write dlt.secrets["${shorten(name)}"]`];
  const outside = shape.kind === "sourced" ? `, or dlt.config["${shorten(name)}"]` : "";
  if (formatted) {
    return [`write the text out${outside}`, "fields of a parent: {resources.<parent>.<field>} in a text without f"];
  }
  if (outside !== "") return [`write the value itself${outside}`];
  if (takesFunction(shape)) return ['write the function in TypeScript and name it: "./steps.ts#name"'];
  return [`write ${describeShape(shape)}`];
}

function takesFunction(shape: Shape): boolean {
  if (shape.kind === "either") return shape.shapes.some(takesFunction);
  return shape.kind === "module" || (shape.kind === "list" && takesFunction(shape.items));
}

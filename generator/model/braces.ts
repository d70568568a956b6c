/** dlt reads an endpoint's params, body and headers as format strings: doubled braces stand for single ones. */
export function unescapeBraces(value: string): string {
  return value.replaceAll("{{", "{").replaceAll("}}", "}");
}

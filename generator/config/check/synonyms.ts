/** What other tools, or people at first, call keys of the vocabulary whose names are spelled too differently to be near. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  type: ["data_type"],
  url: ["base_url", "path"],
  uri: ["base_url", "path"],
  host: ["base_url"],
  endpoint: ["path"],
  query: ["params"],
  query_params: ["params"],
  parameters: ["params"],
  body: ["json", "data"],
  payload: ["json", "data"],
  records_path: ["data_selector"],
  selector: ["data_selector"],
  pagination: ["paginator"],
  authentication: ["auth"],
  max_attempts: ["max_retries"],
  attempts: ["max_retries"],
  cursor: ["cursor_path"],
  cursor_field: ["cursor_path"],
  start_value: ["initial_value"],
  page_size: ["limit"],
  key: ["primary_key", "api_key"],
  id: ["primary_key"],
  mode: ["write_disposition"],
  fields: ["columns"],
  next: ["next_url_path"],
};

/** The keys here that an unknown name may stand for. */
export function synonymsOf(name: string, known: readonly string[]): readonly string[] {
  const meant = Object.hasOwn(SYNONYMS, name.toLowerCase()) ? (SYNONYMS[name.toLowerCase()] ?? []) : [];
  return meant.filter((key) => known.includes(key));
}

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
  max_page: ["maximum_page"],
  max_pages: ["maximum_page"],
  last_page: ["maximum_page"],
  max_offset: ["maximum_offset"],
  records_key: ["data_selector"],
  page_size: ["limit"],
  key: ["primary_key", "api_key"],
  id: ["primary_key"],
  mode: ["write_disposition", "disposition"],
  defaults: ["resource_defaults"],
  requests_per_second: ["requests"],
  retries: ["max_retries"],
  fields: ["columns"],
  next: ["next_url_path"],
  user: ["username"],
  pass: ["password"],
  scope: ["access_token_request_data"],
  scopes: ["access_token_request_data"],
  token_url: ["access_token_url"],
  in: ["location"],
  value: ["api_key", "token"],
  secret: ["client_secret"],
  start_page: ["base_page"],
  first_page: ["base_page"],
  initial_page: ["base_page"],
  page_parameter: ["page_param"],
  offset_parameter: ["offset_param"],
  limit_parameter: ["limit_param"],
  cursor_parameter: ["cursor_param"],
  next_page: ["next_url_path", "cursor_path"],
  results_path: ["data_selector"],
  data_path: ["data_selector"],
  data_key: ["data_selector"],
  root_path: ["data_selector"],
  json_path: ["data_selector"],
  field_path: ["data_selector"],
  primary_keys: ["primary_key"],
  start_date: ["initial_value"],
  end_date: ["end_value"],
};

const PAGE_SIZE = 'the size of pages is a param of the endpoint: "params": {"per_page": 100}';
const CHILD = "a child refers to its parent in its request: {resources.orders.id} in path or params";

/** What to do instead of keys that have no counterpart. */
const ASIDES: Readonly<Record<string, string>> = {
  "<<": "YAML 1.2 has no merge keys: write the keys here, or once in resource_defaults",
  page_size: PAGE_SIZE,
  page_size_param: PAGE_SIZE,
  per_page: PAGE_SIZE,
  parent: CHILD,
  parent_resource: CHILD,
  parent_stream: CHILD,
  depends_on: CHILD,
};

/** What to do instead of a key; empty when nothing is known. */
export function asideOf(name: string): string {
  return Object.hasOwn(ASIDES, name) ? (ASIDES[name] ?? "") : "";
}

/** The same for values: types of SQL, of JSON Schema and of TypeScript, and the plain words for what dlt names. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  int: ["bigint"],
  integer: ["bigint"],
  number: ["double", "decimal"],
  float: ["double"],
  numeric: ["decimal"],
  string: ["text"],
  str: ["text"],
  varchar: ["text"],
  boolean: ["bool"],
  datetime: ["timestamp"],
  object: ["json"],
  array: ["json"],
  jsonb: ["json"],
  bytes: ["binary"],
  incremental: ["append", "merge"],
  append_dedup: ["merge"],
  full_refresh: ["replace"],
  strict: ["freeze"],
  overwrite: ["replace"],
  truncate: ["replace"],
  insert: ["append"],
  skip: ["ignore", "exclude"],
  error: ["fail", "raise"],
  ascending: ["asc"],
  descending: ["desc"],
  maximum: ["max"],
  minimum: ["min"],
  inclusive: ["closed"],
  exclusive: ["open"],
  basic: ["http_basic"],
  token: ["bearer"],
  oauth: ["oauth2_client_credentials", "oauth2_refresh_token"],
  oauth2: ["oauth2_client_credentials", "oauth2_refresh_token"],
  none: ["single_page"],
  link: ["header_link", "json_link"],
  next_url: ["json_link"],
  next_link: ["json_link"],

  // Classes of dlt, and of Airbyte's manifests.
  jsonlinkpaginator: ["json_link"],
  jsonresponsepaginator: ["json_link"],
  jsonresponsecursorpaginator: ["cursor"],
  headerlinkpaginator: ["header_link"],
  headercursorpaginator: ["header_cursor"],
  offsetpaginator: ["offset"],
  pagenumberpaginator: ["page_number"],
  singlepagepaginator: ["single_page"],
  autopaginator: ["auto"],
  bearertokenauth: ["bearer"],
  httpbasicauth: ["http_basic"],
  apikeyauth: ["api_key"],
  oauth2clientcredentials: ["oauth2_client_credentials"],
  cursorpagination: ["cursor"],
  pageincrement: ["page_number"],
  offsetincrement: ["offset"],
  nopagination: ["single_page"],
  bearerauthenticator: ["bearer"],
  basichttpauthenticator: ["http_basic"],
  apikeyauthenticator: ["api_key"],
  oauthauthenticator: ["oauth2_client_credentials", "oauth2_refresh_token"],
  sessiontokenauthenticator: ["session"],
  jwtauthenticator: ["jwt"],
};

/** The keys here that an unknown name may stand for. */
export function synonymsOf(name: string, known: readonly string[]): readonly string[] {
  return meantBy(SYNONYMS, name, known);
}

/** The words here that an unknown value may stand for. */
export function wordsFor(value: string, known: readonly string[]): readonly string[] {
  return meantBy(WORDS, value, known);
}

function meantBy(
  table: Readonly<Record<string, readonly string[]>>,
  name: string,
  known: readonly string[],
): readonly string[] {
  const meant = Object.hasOwn(table, name.toLowerCase()) ? (table[name.toLowerCase()] ?? []) : [];
  return meant.filter((word) => known.includes(word));
}

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
  mode: ["write_disposition"],
  fields: ["columns"],
  next: ["next_url_path"],
  user: ["username"],
  pass: ["password"],
  scope: ["access_token_request_data"],
  scopes: ["access_token_request_data"],
};

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

import { boolean, integer, moduleReference, text, variant, words, type Key } from "./shapes.js";

const CURSOR_PARAM: Key = {
  shape: text(),
  default: "cursor",
  about: "Query parameter that carries the cursor.",
  example: "after",
};

const HAS_MORE_PATH: Key = {
  shape: text("optional-json-path"),
  about: "JSONPath of a flag that says whether more pages follow.",
  example: "meta.has_more",
};

const STOP_ON_SHORT_PAGE: Key = {
  shape: boolean(),
  default: false,
  about: "Whether a page with fewer records than asked for is the last.",
  example: true,
};

const STOP_AFTER_EMPTY_PAGE: Key = {
  shape: boolean(),
  default: true,
  about: "Whether a page without records is the last.",
  example: false,
};

const NEXT_URL_KEYS: Readonly<Record<string, Key>> = {
  next_url_path: {
    shape: text("json-path"),
    default: "next",
    nullable: false,
    about: "JSONPath of the next page's URL in the body.",
    example: "paging.next",
  },
};

/** Options that carry a number in the JSON body instead of the query. */
function bodyPath(what: string): Key {
  return {
    shape: text(),
    about: `Dotted path in the JSON body that carries the ${what}, instead of a query parameter.`,
    example: `page.${what}`,
  };
}

/** How one page leads to the next. `auto` is the same as none: the first response decides. */
export const PAGINATOR = variant("paginator", {
  shorthand: true,
  variants: {
    auto: {
      about: "The paginator is detected from the first response.",
      keys: {},
      ignoresOtherKeys: true,
    },
    single_page: { about: "One request.", keys: {} },
    offset: {
      about: "Counts records.",
      keys: {
        limit: {
          shape: { ...integer(1), dltTakesAny: true },
          required: true,
          nullable: false,
          about: "Records asked for per page.",
          example: 100,
        },
        offset: { shape: integer(), default: 0, about: "Offset of the first page.", example: 0 },
        offset_param: {
          shape: text(),
          default: "offset",
          about: "Query parameter that carries the offset.",
          example: "skip",
        },
        offset_body_path: bodyPath("offset"),
        limit_param: {
          shape: text(),
          default: "limit",
          about: "Query parameter that carries the limit.",
          example: "take",
        },
        limit_body_path: bodyPath("limit"),
        total_path: {
          shape: text("optional-json-path"),
          default: "total",
          about: "JSONPath of the number of records; null when the API does not tell it.",
          example: "meta.total",
        },
        maximum_offset: {
          shape: integer(),
          about: "No page at this offset or beyond is asked for.",
          example: 10000,
        },
        stop_after_empty_page: STOP_AFTER_EMPTY_PAGE,
        has_more_path: HAS_MORE_PATH,
        stop_on_short_page: STOP_ON_SHORT_PAGE,
      },
    },
    page_number: {
      about: "Counts pages.",
      keys: {
        base_page: { shape: integer(), default: 0, about: "Number of the API's first page.", example: 1 },
        page: { shape: integer(), about: "Number of the first page asked for; base_page by default.", example: 3 },
        page_param: {
          shape: text(),
          default: "page",
          about: "Query parameter that carries the page number.",
          example: "p",
        },
        page_body_path: bodyPath("page"),
        total_path: {
          shape: text("optional-json-path"),
          default: "total",
          about: "JSONPath of the number of pages; null when the API does not tell it.",
          example: "meta.pages",
        },
        maximum_page: {
          shape: integer(),
          about: "No page with this number or a higher one is asked for.",
          example: 50,
        },
        stop_after_empty_page: STOP_AFTER_EMPTY_PAGE,
        has_more_path: HAS_MORE_PATH,
        stop_on_short_page: STOP_ON_SHORT_PAGE,
      },
    },
    cursor: {
      about: "The body carries the cursor of the next page.",
      keys: {
        cursor_path: {
          shape: text("json-path"),
          nullable: false,
          default: "cursors.next",
          about: "JSONPath of the cursor, in the body or, with cursor_from, in the last record.",
          example: "meta.next",
        },
        cursor_from: {
          shape: words(["body", "last_record"]),
          default: "body",
          about: "Where cursor_path looks.",
          example: "last_record",
        },
        cursor_param: CURSOR_PARAM,
        cursor_body_path: bodyPath("cursor"),
        cursor_header: {
          shape: text("header-name"),
          about: "Request header that carries the cursor, instead of a query parameter.",
          example: "X-Cursor",
        },
        stop_after_empty_page: { ...STOP_AFTER_EMPTY_PAGE, default: false, example: true },
        has_more_path: HAS_MORE_PATH,
        stop_on_short_page: STOP_ON_SHORT_PAGE,
      },
    },
    json_link: {
      about: "The body carries the URL of the next page.",
      keys: NEXT_URL_KEYS,
    },
    json_response: {
      about: "The old name of json_link.",
      deprecated: true,
      keys: NEXT_URL_KEYS,
    },
    header_link: {
      about: "The Link header carries the URL of the next page (RFC 8288).",
      keys: {
        links_next_key: {
          shape: text(),
          default: "next",
          about: "The link's whole `rel` text.",
          example: "older",
        },
      },
    },
    header_cursor: {
      about: "A response header carries the cursor of the next page.",
      keys: {
        cursor_key: {
          shape: text("header-name"),
          default: "next",
          about: "Name of the response header; case does not count.",
          example: "X-Next-Cursor",
        },
        cursor_param: CURSOR_PARAM,
      },
    },
    custom: {
      about: "A function of the user's that leads from one page to the next.",
      keys: {
        module: {
          shape: moduleReference(),
          required: true,
          about: "The function.",
          example: "./paging.ts#next",
        },
      },
    },
  },
});

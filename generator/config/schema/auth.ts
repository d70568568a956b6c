import {
  credential,
  either,
  integer,
  list,
  map,
  moduleReference,
  object,
  scalar,
  sourced,
  text,
  unusable,
  value,
  variant,
  words,
  type Key,
} from "./shapes.js";

const ACCESS_TOKEN_URL: Key = {
  shape: sourced(text("url")),
  required: true,
  about: "Where access tokens are fetched; receives only the credentials of the token request.",
  example: "https://id.example.com/oauth/token",
};

const CLIENT_ID: Key = {
  shape: sourced(text()),
  required: true,
  about: "The client's public name at the token endpoint.",
  example: "reporting",
};

const CLIENT_SECRET: Key = {
  shape: credential(),
  required: true,
  about: "The client's secret at the token endpoint.",
  example: { $secret: "client_secret" },
};

const LOCATIONS = {
  header: "A request header.",
  query: "A parameter in the URL.",
  param: "The same as query.",
  cookie: "A cookie.",
};

const HEADER_OR_QUERY_NAME: Key = {
  shape: text("name"),
  nullable: false,
  default: "Authorization",
  about: "Name of the header, query parameter or cookie that carries the key.",
  example: "X-Api-Key",
};

/** Free fields of a request that signs in. */
const REQUEST_FIELDS = map(value({ references: true, credentials: "refuse" }), {
  nullValues: true,
  credentials: "refuse",
});

/** Form fields; a list repeats its field. */
const FORM_FIELDS = map(sourced(either(scalar(), list(sourced(scalar())))), {
  nullValues: true,
  credentials: "refuse",
});

const PYTHON_SESSION = unusable("use retry, timeout and headers of the client");

/** How requests are signed; an object without `type` is a bearer token. A present key wins, even when null. */
export const AUTH = variant("auth", {
  otherwise: "bearer",
  shorthand: true,
  confidential: true,
  variants: {
    bearer: {
      about: "A token in the Authorization header.",
      keys: {
        token: {
          shape: credential(),
          required: true,
          about: "The token, sent as `Authorization: Bearer <token>`.",
          example: { $secret: "token" },
        },
      },
    },
    api_key: {
      about: "A key in a header, the query or a cookie.",
      keys: {
        api_key: {
          shape: credential(),
          required: true,
          about: "The key.",
          example: { $secret: "api_key" },
        },
        name: HEADER_OR_QUERY_NAME,
        location: {
          shape: words(["header", "query", "param", "cookie"], { meanings: LOCATIONS }),
          nullable: false,
          default: "header",
          about: "Where the key is sent; param means query.",
          example: "query",
        },
      },
    },
    http_basic: {
      about: "User name and password (RFC 7617).",
      keys: {
        username: {
          shape: sourced(text()),
          required: true,
          about: "The user name; may be written down.",
          example: "reporting",
        },
        password: {
          shape: credential(),
          required: true,
          about: "The password; the empty text is allowed.",
          example: { $secret: "password" },
        },
      },
    },
    oauth2_client_credentials: {
      about: "A token fetched with the client's own credentials (RFC 6749, section 4.4).",
      keys: {
        access_token_url: ACCESS_TOKEN_URL,
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        access_token: {
          shape: credential(),
          about: "A first token, used until the API refuses it or default_token_expiration has passed.",
          example: { $secret: "access_token" },
        },
        access_token_request_data: {
          shape: FORM_FIELDS,
          default: {},
          about: "More fields of the token request's form; may replace client_id, client_secret and grant_type.",
          example: { scope: "read:all" },
        },
        default_token_expiration: {
          shape: integer(0),
          default: 3600,
          about: "Lifetime of a token in seconds when the answer does not tell it.",
          example: 600,
        },
        session: {
          shape: PYTHON_SESSION,
          about: "A Python object of dlt's; cannot be used here.",
          example: null,
        },
      },
    },
    oauth2_refresh_token: {
      about: "A token fetched with a refresh token (RFC 6749, section 6).",
      keys: {
        access_token_url: ACCESS_TOKEN_URL,
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        refresh_token: {
          shape: credential(),
          required: true,
          about: "The refresh token; one in an answer replaces it for the rest of the run.",
          example: { $secret: "refresh_token" },
        },
      },
    },
    session: {
      about: "A token from a login request, kept for the run.",
      keys: {
        login: {
          shape: object("login", {
            path: {
              shape: text("path"),
              required: true,
              about: "Path of the login request.",
              example: "login",
            },
            method: {
              shape: words(["GET", "POST"]),
              default: "POST",
              about: "Method of the login request.",
              example: "POST",
            },
            json: {
              shape: REQUEST_FIELDS,
              about: "JSON body of the login request.",
              example: { user: "reporting", password: { $secret: "password" } },
            },
          }),
          required: true,
          about: "The login request.",
          example: { path: "login", method: "POST", json: { password: { $secret: "password" } } },
        },
        token_path: {
          shape: text("json-path"),
          required: true,
          about: "JSONPath of the token in the answer.",
          example: "data.token",
        },
        name: HEADER_OR_QUERY_NAME,
        location: {
          shape: words(["header", "query", "param", "cookie"], { meanings: LOCATIONS }),
          nullable: false,
          default: "header",
          about: "Where the token is sent; param means query.",
          example: "header",
        },
      },
    },
    jwt: {
      about: "A token signed by the connector itself (RFC 7519).",
      keys: {
        algorithm: {
          shape: words(["HS256", "RS256"]),
          required: true,
          about: "Signature algorithm (RFC 7518).",
          example: "RS256",
        },
        key: {
          shape: credential(),
          required: true,
          about: "The shared key of HS256, or the RSA private key of RS256 in PEM; its line breaks may be written \\n.",
          example: { $secret: "private_key" },
        },
        claims: {
          shape: REQUEST_FIELDS,
          about: "Claims of the token beside iat and exp, which it may replace.",
          example: { iss: "reporting", aud: "https://api.example.com" },
        },
        expires_in: {
          shape: integer(1),
          default: 600,
          about: "Lifetime of a token in seconds.",
          example: 600,
        },
      },
    },
    custom: {
      about: "A function of the user's that signs each request.",
      keys: {
        module: {
          shape: moduleReference(),
          required: true,
          about: "The function.",
          example: "./auth.ts#sign",
        },
        options: {
          shape: REQUEST_FIELDS,
          default: {},
          about: "What the function gets as its second argument.",
          example: { key_id: "reporting", key: { $secret: "signing_key" } },
        },
      },
    },
  },
});

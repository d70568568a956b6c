import { requestUrl } from "../../templates/http/url.js";
import type { AuthModel } from "../model/auth-model.js";
import type { ResourceModel, SourceModel } from "../model/model.js";
import { withValueAt } from "./json.js";
import { keysOf } from "./keys.js";
import type { PlayedAnswer } from "./played-resource.js";
import { authOf, plainText, TOKEN } from "./request-line.js";
import { Unplayable } from "./unplayable.js";

/** The answers to the requests for tokens that reading these resources begins with, one for each auth. */
export function tokenAnswers(model: SourceModel, resources: readonly ResourceModel[]): readonly PlayedAnswer[] {
  const auths = new Set(resources.map((resource) => authOf(model, resource)));
  return [...auths].flatMap((auth) => (auth === null ? [] : tokenAnswer(model, auth)));
}

function tokenAnswer(model: SourceModel, auth: AuthModel): readonly PlayedAnswer[] {
  switch (auth.kind) {
    case "oauth2_client_credentials":
      return auth.firstToken === null ? [tokenOf(plainText(model, auth.tokenUrl))] : [];
    case "oauth2_refresh_token":
      return [tokenOf(plainText(model, auth.tokenUrl))];
    case "session": {
      const { url, method, token } = auth;
      const keys = keysOf(token.path);
      if (keys === undefined || keys.length === 0) throw new Unplayable(`the path ${token.text} is more than keys`);
      const address =
        url.kind === "absolute" ? url.url : requestUrl(plainText(model, model.client.baseUrl), url.path).href;
      return [{ request: `${method} ${address}`, headers: {}, body: withValueAt({}, keys, TOKEN) }];
    }
    case "custom":
      throw new Unplayable("a function of yours signs requests");
    case "bearer":
    case "http_basic":
    case "api_key":
    case "jwt":
      return [];
  }
}

function tokenOf(url: string): PlayedAnswer {
  return {
    request: `POST ${new URL(url).href}`,
    headers: {},
    body: { access_token: TOKEN, token_type: "Bearer", expires_in: 3_600 },
  };
}

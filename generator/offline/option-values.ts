import type { AuthModel } from "../model/auth-model.js";
import type { SourceModel } from "../model/model.js";
import type { TextModel } from "../model/request-model.js";

/** What stands for a secret or a setting of the connector in a test. */
export function optionValue(
  model: SourceModel,
  text: { readonly kind: "secret" | "setting"; readonly option: string },
): string {
  if (isOption(model.client.baseUrl, text)) return BASE_URL;
  return addressesOf(model).some((address) => isOption(address, text)) ? `${BASE_URL}/token` : text.option;
}

const BASE_URL = "https://api.example.com";

/** The secrets that have to be an RSA private key. */
export function isRsaKey(model: SourceModel, option: string): boolean {
  return authsOf(model).some((auth) => {
    return auth.kind === "jwt" && auth.algorithm === "RS256" && isOption(auth.key, { kind: "secret", option });
  });
}

function addressesOf(model: SourceModel): readonly TextModel[] {
  return authsOf(model).flatMap((auth) => {
    return auth.kind === "oauth2_client_credentials" || auth.kind === "oauth2_refresh_token" ? [auth.tokenUrl] : [];
  });
}

function authsOf({ client }: SourceModel): readonly AuthModel[] {
  return [client.auth, ...client.endpointAuths.map(({ auth }) => auth)].filter((auth) => auth !== null);
}

function isOption(text: TextModel, other: { readonly kind: "secret" | "setting"; readonly option: string }): boolean {
  return text.kind === other.kind && text.option === other.option;
}

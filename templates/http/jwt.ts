import { createHmac, createPrivateKey, createSecretKey, type KeyObject, sign } from "node:crypto";
import { type AccessToken, tokenFor } from "./access-token.js";
import { UsageError } from "./errors.js";
import { jsonText } from "./request-body.js";

/** HMAC or RSASSA-PKCS1-v1_5, with SHA-256 (RFC 7518, section 3.1). */
export type JwtAlgorithm = "HS256" | "RS256";

/**
 * The key of a signature: a shared text, or an RSA private key in PEM, whose line breaks may be written `\n`. Throws a
 * `UsageError` that names the option, never its value.
 */
export function signingKey(algorithm: JwtAlgorithm, text: unknown, option: string): KeyObject {
  if (typeof text !== "string" || text === "") throw new UsageError(`${option} is missing: a text is needed`);
  if (algorithm === "HS256") return createSecretKey(text, "utf8");
  const key = readPrivateKey(text.replaceAll("\\n", "\n"));
  if (key?.asymmetricKeyType !== "rsa") throw new UsageError(`${option} is no RSA private key in PEM`);
  return key;
}

function readPrivateKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined; // the platform's own message may quote the key
  }
}

/** A token of these claims, issued now and valid for so many seconds (RFC 7519); claims of the config win over these. */
export function signJwt(algorithm: JwtAlgorithm, key: KeyObject, claims: object, lifetimeSeconds: number): AccessToken {
  const issuedAt = Math.floor(Date.now() / 1_000);
  const payload = { iat: issuedAt, exp: issuedAt + lifetimeSeconds, ...claims };
  const input = [{ alg: algorithm, typ: "JWT" }, payload].map((part) => base64Url(jsonText(part) ?? "")).join(".");
  return tokenFor(`${input}.${signature(algorithm, key, input)}`, lifetimeSeconds);
}

/** The third part of a JWS in its compact form (RFC 7515, section 5.1), for the first two. */
export function signature(algorithm: JwtAlgorithm, key: KeyObject, input: string): string {
  return algorithm === "HS256"
    ? createHmac("sha256", key).update(input).digest("base64url")
    : sign("sha256", Buffer.from(input), key).toString("base64url");
}

function base64Url(text: string): string {
  return Buffer.from(text).toString("base64url");
}

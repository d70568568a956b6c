import { generateKeyPairSync } from "node:crypto";

/** A private key in PEM to sign with, made anew: nobody compares the signature. */
export function rsaKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2_048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return privateKey;
}

import { createHash } from "node:crypto";

/** 22 characters that stand for a text of any length: a loop guard remembers one of these for each page. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64").slice(0, 22);
}

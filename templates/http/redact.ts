/** Removes secrets from a text that a person or a log will see. */
export type Redact = (text: string) => string;

/** A shorter text would turn up in innocent words; such a secret is kept out by never being quoted. */
const SHORTEST_SEARCHED = 4;

/**
 * Replaces every occurrence of the secrets by `[secret]`: as they are, percent-encoded, JSON-escaped, any mix of these
 * by character, and inside Base64 text at each of its three alignments.
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const searched = secrets.filter((secret) => secret.length >= SHORTEST_SEARCHED).sort((a, b) => b.length - a.length);
  if (searched.length === 0) return (text) => text;
  const spellings = searched.flatMap((secret) => [spellingPattern(secret), ...base64Patterns(secret)]);
  const pattern = new RegExp(spellings.join("|"), "gi");
  return (text) => text.replace(pattern, "[secret]");
}

function spellingPattern(secret: string): string {
  return Array.from(secret, (character) => `(?:${[...characterSpellings(character)].join("|")})`).join("");
}

function characterSpellings(character: string): Set<string> {
  const percent = Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  const units = Array.from({ length: character.length }, (_, unit) => {
    return `\\\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`;
  }).join("");
  const spellings = new Set([escapePattern(character), percent, units]);
  spellings.add(escapePattern(JSON.stringify(character).slice(1, -1)));
  if (character === "/") spellings.add("\\\\/");
  if (character === " ") spellings.add("\\+");
  return spellings;
}

/** The Base64 digits that depend on the secret alone, for each place it can have in a group of three bytes. */
function base64Patterns(secret: string): string[] {
  const patterns: string[] = [];
  for (const before of [0, 1, 2]) {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const rest = bytes.length % 3;
    const end = Math.floor(bytes.length / 3) * 4 + rest;
    const digits = bytes.toString("base64").slice(before === 0 ? 0 : before + 1, end);
    if (digits.length < SHORTEST_SEARCHED) continue;
    const pattern = escapePattern(digits).replaceAll("\\+", "[+-]").replaceAll("/", "[/_]");
    patterns.push(rest === 0 ? pattern : `${pattern}[\\w+/-]?`);
  }
  return patterns;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

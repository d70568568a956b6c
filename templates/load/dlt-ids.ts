import { createHash, randomBytes } from "node:crypto";

const ID_BYTES = 10;
const ID_LENGTH = 14;
/** Ids that are made of one draw of random bytes. */
const DRAWN = 1_024;
// 10 bytes fill 13 characters and two bits of the last.
const LAST_CHARACTERS = ["A", "Q", "g", "w"] as const;
const SHAKE = { outputLength: ID_BYTES } as const;

/** Makes random row ids: base64 of 10 bytes without padding. */
export function randomIds(): () => string {
  let ids = "";
  let position = 0;
  return () => {
    if (position === ids.length) {
      ids = drawIds();
      position = 0;
    }
    position += ID_LENGTH;
    return ids.slice(position - ID_LENGTH, position);
  };
}

/** The id of a child row, which follows from its place as in dlt. */
export function childId(parentId: string, table: string, listIndex: number): string {
  return createHash("shake128", SHAKE).update(`${parentId}_${table}_${listIndex}`).digest("base64").slice(0, ID_LENGTH);
}

function drawIds(): string {
  const wholeCharacters = ID_LENGTH - 1;
  const bytes = randomBytes((DRAWN * wholeCharacters * 6) / 8 + DRAWN);
  const characters = bytes.toString("base64", DRAWN);
  let ids = "";
  for (let index = 0; index < DRAWN; index++) {
    const last = LAST_CHARACTERS[(bytes[index] ?? 0) % LAST_CHARACTERS.length];
    ids += characters.slice(index * wholeCharacters, (index + 1) * wholeCharacters) + (last ?? "A");
  }
  return ids;
}

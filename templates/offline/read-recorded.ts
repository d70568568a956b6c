import type { PlayedCassette } from "./play-cassette.js";

/** The records of a reader as far as they were recorded: the recording was stopped before the end. */
export async function readRecorded<Row>(api: PlayedCassette, records: AsyncIterable<Row>): Promise<readonly Row[]> {
  const all: Row[] = [];
  try {
    for await (const record of records) all.push(record);
  } catch (error) {
    if (!api.isPlayedOut()) throw error;
  }
  return all;
}

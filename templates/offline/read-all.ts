/** All records of a reader. */
export async function readAll<Row>(records: AsyncIterable<Row>): Promise<readonly Row[]> {
  const all: Row[] = [];
  for await (const record of records) all.push(record);
  return all;
}

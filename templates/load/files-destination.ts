import { join } from "node:path";
import type { OpenDestination } from "./destination-kind.js";
import type { Conduct, Dialect, Statements } from "./destination.js";
import { duckDbDestination, duckDbDialect } from "./duckdb-destination.js";
import { inTransaction } from "./duckdb-transaction.js";
import { sqlTypeOf } from "./duckdb-types.js";
import { LoadError } from "./errors.js";
import type { FileFormat } from "./file-format.js";
import { openWork, type Work } from "./files-work.js";
import { FILES_NAME_LIMIT } from "./naming.js";
import { usesOf } from "./table-uses.js";

/** What DuckDB would take for a pattern in the names of files. */
const PATTERN = /[*?[\]{}]/;

const DIALECT: Dialect = {
  ...duckDbDialect,
  name: "filesystem",
  nameLimit: FILES_NAME_LIMIT,
  // No format has integers of 128 bits.
  sqlType: (type) =>
    sqlTypeOf(type.kind === "integer" && type.bits === 128 ? { kind: "decimal", precision: 38, scale: 0 } : type),
  storage: () => "",
};

/** The datasets in a folder, one of which is loaded into: the first one that is asked for. */
export function filesDestination(root: string, format: FileFormat): OpenDestination {
  let opened: Work | undefined;
  const work = (): Work => {
    if (opened === undefined) throw new TypeError("the dataset is looked for before anything else");
    return opened;
  };
  const duckDb = () => duckDbDestination(work().database);
  return {
    destination: {
      dialect: DIALECT,
      query: (sql, values) => duckDb().query(sql, values),
      async findDataset(schema) {
        if (PATTERN.test(root)) throw new LoadError(`${root}: a folder of files has none of * ? [ ] { } in its path`);
        opened ??= await openWork({ path: join(root, schema), format: format.name }, schema, format);
        return duckDb().findDataset(schema);
      },
      readCatalog: (dataset) => duckDb().readCatalog(dataset),
      hasTable: (dataset, table) => duckDb().hasTable(dataset, table),
      requireNoTransaction: async () => undefined,
      prepare: (chains) => work().prepare(usesOf(chains)),
      exclusively: (_owner, load) => load(), // the dataset is locked while it is open
      inTransaction: (conduct, change) => writeFolder(work(), conduct, change),
      withMemoryLimit: (load) => duckDb().withMemoryLimit(load),
      createStage: (staged) => duckDb().createStage(staged),
    },
    close: async () => opened?.close(),
  };
}

/** Makes a load in the working database, and a folder of it; renaming the folder is what commits it. */
async function writeFolder(
  { database, write, publish }: Work,
  whole: Conduct,
  change: (statements: Statements) => Promise<void>,
): Promise<void> {
  const { onStep } = whole;
  const conduct: Conduct = {
    ...whole,
    onStep: (step) => {
      if (step !== "before commit" && step !== "committed") onStep?.(step);
    },
  };
  await inTransaction(database, conduct, async (statements) => {
    await change(statements);
    await write(statements);
  });
  onStep?.("before commit");
  await publish();
  onStep?.("committed");
}

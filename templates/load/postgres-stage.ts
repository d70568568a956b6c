import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { from as copyFrom } from "pg-copy-streams";
import { ROW_NUMBER, type Stage, type StagePart } from "./destination.js";
import { copyText } from "./postgres-copy.js";
import type { PostgresSession } from "./postgres-session.js";
import { sqlTypeOf } from "./postgres-types.js";
import type { Column } from "./schema.js";
import { quoteName, quoteNames } from "./sql.js";
import {
  BATCH_ROWS,
  closeBatch,
  releaseBatches,
  type Batch,
  type StagedColumn,
  type StagedTable,
} from "./staged-table.js";

/** A batch of fewer rows waits for more. */
const EAGER_ROWS = BATCH_ROWS / 4;
/** From so many rows on the planner had better know what is staged. */
const ROWS_TO_ANALYZE = 1_000;

let stages = 0;

/** What a run has read for one table, in one temporary table, which Postgres keeps on disk. */
interface PostgresStage {
  readonly session: PostgresSession;
  readonly staged: StagedTable;
  readonly name: string;
  /** Whether rows are numbered: those of a root table are. */
  readonly isNumbered: boolean;
  readonly columns: Map<StagedColumn, string>;
  readonly parts: StagePart[];
  rows: number;
}

/** Stages rows by COPY. */
export function createPostgresStage(session: PostgresSession, staged: StagedTable): Stage {
  const stage: PostgresStage = {
    ...{ session, staged, name: `_dlt_stage_${++stages}`, isNumbered: staged.role.kind === "root" },
    ...{ columns: new Map(), parts: [], rows: 0 },
  };
  return {
    staged,
    parts: stage.parts,
    write: () => writeStage(stage),
    finish: async () => {
      closeBatch(staged);
      await writeStage(stage);
      if (stage.rows >= ROWS_TO_ANALYZE) await session.run(`ANALYZE ${temporary(stage.name)}`);
    },
    drop: () => dropStage(stage),
    companion: (purpose) => temporary(`${stage.name}_${purpose}`),
  };
}

async function writeStage(stage: PostgresStage): Promise<void> {
  const { staged } = stage;
  if (staged.batchRows >= EAGER_ROWS) closeBatch(staged);
  for (const batch of staged.fullBatches) await writeBatch(stage, batch);
  releaseBatches(staged);
}

async function writeBatch(stage: PostgresStage, batch: Batch): Promise<void> {
  const { session, isNumbered, columns, rows } = stage;
  await addColumns(
    stage,
    [...batch.columns.keys()].filter((column) => !columns.has(column)),
  );
  const written = [...batch.columns.keys()];
  const names = [...(isNumbered ? [ROW_NUMBER] : []), ...written.map(({ column }) => column.name)];
  const text = copyText(batch, written, isNumbered ? rows : undefined);
  await session.use(async (client) => {
    const copy = client.query(copyFrom(`COPY ${temporary(stage.name)} (${quoteNames(names)}) FROM STDIN`));
    await pipeline(Readable.from([Buffer.from(text)]), copy);
  });
  stage.rows += batch.rowCount;
}

/** A connection that is lost takes its temporary tables along: what was committed before is not said to have failed. */
async function dropStage({ session, name, parts }: PostgresStage): Promise<void> {
  if (parts.length === 0 || !session.isUsable()) return;
  try {
    await session.run(`DROP TABLE IF EXISTS ${temporary(name)}`);
  } catch (error) {
    if (session.isUsable()) throw error;
  }
}

async function addColumns(stage: PostgresStage, added: readonly StagedColumn[]): Promise<void> {
  const { session, isNumbered, columns, parts } = stage;
  const definitions = added.map(({ column }) => `${quoteName(column.name)} ${nativeType(column)}`);
  const table = temporary(stage.name);
  for (const column of added) columns.set(column, nativeType(column.column));
  if (parts.length === 0) {
    const number = isNumbered ? [`${quoteName(ROW_NUMBER)} bigint`] : [];
    await session.run(`CREATE TEMP TABLE ${quoteName(stage.name)} (${[...number, ...definitions].join(", ")})`);
    parts.push(partOf(stage));
  } else if (added.length > 0) {
    await session.run(`ALTER TABLE ${table} ${definitions.map((definition) => `ADD COLUMN ${definition}`).join(", ")}`);
  }
}

/** Everything is in one part. */
function partOf(stage: PostgresStage): StagePart {
  const { staged, columns } = stage;
  const isThere = (name: string) => {
    const column = staged.columns.get(name);
    return name === ROW_NUMBER || (column !== undefined && columns.has(column));
  };
  const absent = (name: string) => {
    const column = staged.table.columns.get(name);
    return `CAST(NULL AS ${column === undefined ? "character varying" : nativeType(column)})`;
  };
  return {
    columns,
    firstRow: 0,
    get rows() {
      return stage.rows;
    },
    select: (names) => {
      const values = names.map((name) => `${isThere(name) ? quoteName(name) : absent(name)} AS ${quoteName(name)}`);
      return `SELECT ${values.join(", ")} FROM ${temporary(stage.name)}`;
    },
  };
}

function nativeType({ type, nativeType: native }: Column): string {
  return native ?? sqlTypeOf(type);
}

function temporary(name: string): string {
  return `pg_temp.${quoteName(name)}`;
}

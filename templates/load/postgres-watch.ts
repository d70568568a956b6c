import { Socket } from "node:net";
import { DatabaseError } from "pg";
import { LoadError } from "./errors.js";
import { ANSWER_WITHIN_MS, connect } from "./postgres-connect.js";

/** How long nothing comes over a connection in the middle of a statement before another one looks after it. */
const LOOK_EVERY_MS = 10_000;
/** Looks in a row that find nobody at work: one alone may meet an answer that is on its way. */
const LOOKS = 2;

/** What another connection can do about one that nothing comes over. */
export interface Watcher {
  /** Whether the server is at work on the statement. Throws when it cannot be reached. */
  readonly isAtWork: () => Promise<boolean>;
  /** Has the server end its side, which holds locks; what goes wrong with that only takes longer. */
  readonly end: () => Promise<void>;
}

/** Does something that waits for the server. */
export type Watch = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Ends a connection over which nothing comes any more in the middle of a statement, as where a network drops all packets:
 * the system would go on sending for a quarter of an hour. A statement that the server works on may take any time.
 */
export function watchConnection(socket: Socket, { isAtWork, end }: Watcher): Watch {
  return async (work) => {
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    let moved = -1;
    let idleLooks = 0;
    let ending: Promise<void> | undefined;
    const look = async (): Promise<void> => {
      if (moved !== movedBytes(socket)) idleLooks = 0;
      moved = movedBytes(socket);
      const isIdle = !(await isAtWork().catch(() => false));
      if (isOver) return;
      idleLooks = isIdle && moved === movedBytes(socket) ? idleLooks + 1 : 0;
      if (idleLooks < LOOKS) return lookLater();
      ending = end();
      socket.destroy(new Error("nothing comes over it any more")); // before the server closes it, which says less
    };
    const lookLater = (): void => {
      timer = setTimeout(() => void look(), LOOK_EVERY_MS).unref();
    };
    lookLater();
    try {
      return await work();
    } finally {
      isOver = true;
      clearTimeout(timer);
      await ending; // who loads next finds no locks
    }
  };
}

function movedBytes({ bytesRead, bytesWritten }: Socket): number {
  return bytesRead + bytesWritten;
}

/** The process of a session: its number, and when it began, as numbers come again. */
export const THIS_BACKEND = `
SELECT CAST(pid AS text), CAST(extract(epoch FROM backend_start) AS text)
FROM pg_catalog.pg_stat_activity WHERE pid = pg_backend_pid()`;
const IS_AT_WORK = `
SELECT wait_event IS DISTINCT FROM 'ClientRead' AND wait_event IS DISTINCT FROM 'ClientWrite'
FROM pg_catalog.pg_stat_activity WHERE pid = $1 AND CAST(extract(epoch FROM backend_start) AS text) = $2`;
const END = `
SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
WHERE pid = $1 AND CAST(extract(epoch FROM backend_start) AS text) = $2`;

/** Whether a server let nobody in, as where its connections are all taken, or the password holds no longer. */
function isRefusal(error: unknown): boolean {
  return error instanceof LoadError && error.cause instanceof DatabaseError;
}

/** Looks after the server process of a connection from another one. */
export function backendWatcher(url: string, backend: readonly string[]): Watcher {
  const ask = async (sql: string): Promise<unknown> => {
    const socket = new Socket();
    try {
      const client = await connect(url, { query_timeout: ANSWER_WITHIN_MS, stream: () => socket });
      const { rows } = await client.query<unknown[]>({ text: sql, values: [...backend], rowMode: "array" });
      return rows[0]?.[0];
    } finally {
      socket.destroy(); // to say goodbye may take as long as the network likes
    }
  };
  return {
    isAtWork: async () => {
      try {
        return (await ask(IS_AT_WORK)) === true;
      } catch (error) {
        if (isRefusal(error)) return true; // the server is there, and nothing speaks for an end of its work
        throw error;
      }
    },
    end: async () => void (await ask(END).catch(() => undefined)),
  };
}

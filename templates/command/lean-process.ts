import type { Session } from "node:inspector";
import { getHeapStatistics } from "node:v8";
import type { LoadStep } from "../load/load-step.js";

/** Gives memory back while a load goes on. */
export interface LeanProcess {
  readonly onStep: (step: LoadStep) => void;
  readonly end: () => void;
}

/**
 * Garbage that V8 lets pile up while records are read: up to so much of its heap it is left to itself, so that the
 * millionth page finds the process as large as the hundredth.
 */
const READING_HEAP_BYTES = 64_000_000;
/** What is left of it when the database begins to write, which needs the room then. */
const WRITING_HEAP_BYTES = 32_000_000;
/** By then the database is at a statement that takes longer than the collection, which so keeps nobody waiting. */
const WRITING_DELAY_MS = 20;
/** Of a heap that holds more than that at a time, as of large pages, half may be garbage. */
const GROWTH = 2;

/**
 * For a process that does nothing but load: what a library leaves to the app around it may be decided here. Nothing of it
 * is needed for a load: where V8 or DuckDB is built otherwise, the load takes more memory.
 */
export function createLeanProcess(): LeanProcess {
  // DuckDB's allocator keeps what was freed for a second, which is up to 60 MB; not at all costs a tenth of the time of
  // writing, as the next row group asks for it again. It looks here when it is loaded
  // (duckdb.org/docs/current/internals/jemalloc).
  process.env["DUCKDB_JE_MALLOC_CONF"] ??= "dirty_decay_ms:10,muzzy_decay_ms:0";
  let session: Session | undefined;
  let isCollecting = false;
  let readingBytes = READING_HEAP_BYTES;
  let timer: NodeJS.Timeout | undefined;
  const collect = async () => {
    if (isCollecting) return;
    isCollecting = true;
    session ??= await openSession();
    session?.post("HeapProfiler.collectGarbage", () => {
      isCollecting = false;
      readingBytes = Math.max(READING_HEAP_BYTES, heapBytes() * GROWTH);
    });
  };
  return {
    onStep(step) {
      if (step === "page staged" && heapBytes() > readingBytes) void collect();
      if (step === "writing" && heapBytes() > WRITING_HEAP_BYTES)
        timer = setTimeout(() => void collect(), WRITING_DELAY_MS);
    },
    end() {
      clearTimeout(timer);
      session?.disconnect();
    },
  };
}

function heapBytes(): number {
  return getHeapStatistics().total_heap_size;
}

/** Node's inspector, which collects garbage when asked to, without a port or a flag; undefined where there is none. */
async function openSession(): Promise<Session | undefined> {
  try {
    const { Session } = await import("node:inspector");
    const session = new Session();
    session.connect();
    return session;
  } catch {
    return undefined;
  }
}

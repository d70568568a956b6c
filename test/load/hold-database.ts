import { DuckDBInstance } from "@duckdb/node-api";

/** Opens the database that the first argument names, says so, and keeps it open until the process is killed. */
const instance = await DuckDBInstance.create(process.argv[2]);
await instance.connect();
process.send?.("open");
setInterval(() => undefined, 60_000);

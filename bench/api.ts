import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { projectPath } from "../test/support/project.js";
import type { Workload } from "./workloads.js";

/** The bench API as a process of its own; version 2 has the same records, all of them changed. */
export interface BenchApi {
  readonly origin: string;
  readonly close: () => void;
}

export async function startBenchApi({ name, records }: Workload, version: 1 | 2): Promise<BenchApi> {
  const port = await freePort();
  const sizes = name === "flat" ? { FLAT: records, NESTED: 0 } : { FLAT: 0, NESTED: records };
  const env = { ...process.env, PORT: String(port), VERSION: String(version), ...stringValues(sizes) };
  const api: ChildProcess = spawn(process.execPath, ["--max-old-space-size=8192", projectPath("bench/bench-api.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
  if (api.stdout === null) throw new Error("the bench API has no output");
  await once(createInterface(api.stdout), "line");
  return { origin: `http://127.0.0.1:${port}`, close: () => void api.kill() };
}

function stringValues(values: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

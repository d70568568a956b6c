// Loaded before a measured program (node --import): writes what it used to the file that USAGE_FILE names.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1024 };
  if (process.env.USAGE_FILE !== undefined) writeFileSync(process.env.USAGE_FILE, JSON.stringify(usage));
});

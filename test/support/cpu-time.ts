/** Milliseconds of processor time that `work` takes in this process: however busy the machine is, about the same. */
export function cpuTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

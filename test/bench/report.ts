/** Prints the figures of a measured process as JSON in its last line. `excludedMs` is the time of work that is not measured. */
export function report(excludedMs: number): void {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1000 - excludedMs;
  process.stdout.write(`${JSON.stringify({ cpuMs, peakMb: maxRSS / 1024, excludedMs })}\n`);
}

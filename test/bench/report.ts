/** Prints what a measured process has used, as JSON on its last line; `excludedMs` is work that isn't the point. */
export function report(excludedMs: number): void {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1000 - excludedMs;
  process.stdout.write(`${JSON.stringify({ cpuMs, peakMb: maxRSS / 1024, excludedMs })}\n`);
}

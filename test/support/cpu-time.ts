/** Milliseconds of CPU that this process has used. Unlike the time of day, they don't grow because other processes run. */
export function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

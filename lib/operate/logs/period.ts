/** The period for which logs are read. */
export interface LogPeriod {
  readonly from: Date;
  readonly to: Date;
}

/** The UTC days of a period, in the form of the load balancers' folders: `2026/11/24`. */
export function daysOf({ from, to }: LogPeriod): readonly string[] {
  const days: string[] = [];
  const day = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()));
  for (; day <= to; day.setUTCDate(day.getUTCDate() + 1))
    days.push(day.toISOString().slice(0, 10).replaceAll('-', '/'));
  return days;
}

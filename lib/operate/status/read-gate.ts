import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GATE_METRICS } from '../../../services/gate/metrics';
import type { FailureReason } from '../../../services/gate/store/outcome';
import { OBJECTS_STORED } from '../../config/naming/ingest-names';
import type { AwsClients } from '../aws/clients';
import { askAws } from '../aws/failure';

/** The metrics of a cell's gate, from CloudWatch. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The period in which the last study and the last certificate are searched. CloudWatch keeps minutes for 15 days. */
const DAYS_BACK = 14;

/** The minute in which the last study was stored: the newest with a count. */
export async function readLastStudy(clients: AwsClients, site: string, now: Date): Promise<Date | undefined> {
  const { namespace, metric } = OBJECTS_STORED;
  const stored = { namespace, metric, site, period: 60, statistic: 'Sum' } as const;
  for await (const { at, value } of newestFirst(clients, stored, DAYS_BACK * DAY, now)) if (value > 0) return at;
  return undefined;
}

/**
 * Whole days until the client certificate that was used last expires; of several in one hour, the one that expires first. The
 * load balancer refuses an expired certificate, so that the gate no longer reports it. Therefore the days since the last report
 * are subtracted.
 */
export async function readCertificateDays(clients: AwsClients, site: string, now: Date): Promise<number | undefined> {
  const { namespace, certificateDays: metric } = GATE_METRICS;
  const days = { namespace, metric, site, period: HOUR / 1000, statistic: 'Minimum' } as const;
  for await (const { at, value } of newestFirst(clients, days, DAYS_BACK * DAY, now))
    return Math.floor(value - Math.max(0, now.getTime() - at.getTime()) / DAY);
  return undefined;
}

/** Objects that were refused in the last day because another one with their UID is stored. */
export async function readOtherContent(clients: AwsClients, site: string, now: Date): Promise<number> {
  const { namespace, failures: metric } = GATE_METRICS;
  const reason: FailureReason = 'other-content';
  const refused = { namespace, metric, site, reason, period: 300, statistic: 'Sum' } as const;
  let sum = 0;
  for await (const { value } of newestFirst(clients, refused, DAY, now)) sum += value;
  return sum;
}

interface Asked {
  readonly namespace: string;
  readonly metric: string;
  readonly site: string;
  readonly reason?: FailureReason;
  /** Seconds. */
  readonly period: number;
  readonly statistic: 'Sum' | 'Minimum';
}

/** @throws AwsFailure */
async function* newestFirst(
  clients: AwsClients,
  { namespace, metric, site, reason, period, statistic }: Asked,
  milliseconds: number,
  now: Date,
): AsyncGenerator<{ readonly at: Date; readonly value: number }> {
  const EndTime = new Date(Math.ceil(now.getTime() / 60_000) * 60_000);
  const StartTime = new Date(EndTime.getTime() - milliseconds);
  const Metric = {
    Namespace: namespace,
    MetricName: metric,
    Dimensions: [
      { Name: GATE_METRICS.site, Value: site },
      ...(reason === undefined ? [] : [{ Name: GATE_METRICS.reason, Value: reason }]),
    ],
  };
  let NextToken: string | undefined;
  do {
    const asked = NextToken;
    const answer = await askAws('cloudwatch:GetMetricData', clients.place, () =>
      clients.cloudWatch.send(
        new GetMetricDataCommand({
          StartTime,
          EndTime,
          ScanBy: 'TimestampDescending',
          MetricDataQueries: [{ Id: 'gate', MetricStat: { Metric, Period: period, Stat: statistic } }],
          NextToken: asked,
        }),
      ),
    );
    for (const { Timestamps = [], Values = [] } of answer.MetricDataResults ?? [])
      for (const [index, at] of Timestamps.entries()) {
        const value = Values[index];
        if (value !== undefined) yield { at, value };
      }
    NextToken = answer.NextToken === asked ? undefined : answer.NextToken;
  } while (NextToken);
}

import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { siteAlarmNames } from '../../site/alarm-names';
import { OBJECTS_STORED } from '../../site/ingest-names';
import { siteStackName } from '../../site/metadata';
import type { Clients } from '../aws/clients';
import { ask } from '../aws/failure';
import { allPages } from '../aws/pages';
import { findStack } from '../aws/stack';
import { type Placed, part } from '../fleet';
import type { AlarmFacts, SiteFacts } from './facts';
import { interfaceFacts } from './read-interfaces';
import { outputsOf, readHelpless, stackFacts } from './read-stacks';
import { vpnFacts } from './read-vpn';

/** How long back the last study is looked for. CloudWatch keeps minutes for 15 days. */
const STUDY_DAYS = 14;

/**
 * Asks what is so of a site now. What one service doesn't tell leaves the rest.
 *
 * @throws AwsFailure when not even the stack is told
 */
export async function readSiteFacts(clients: Clients, { site, environment }: Placed, now: Date): Promise<SiteFacts> {
  const stack = await findStack(clients, siteStackName(site.site));
  if (stack === undefined) return { interfaces: { value: [] }, alarms: { value: [] } };
  const helpless = await readHelpless(clients, 'site', stack, now);
  const ids = () => outputsOf(site, stack, helpless);
  const { vpn: settings } = site;
  const [vpn, interfaces, lastStudy, alarms] = await Promise.all([
    settings === undefined ? undefined : part(async () => vpnFacts(clients, settings, ids())),
    part(async () => interfaceFacts(clients, site, ids())),
    environment.ingest.managed === undefined ? undefined : part(() => readLastStudy(clients, site.site, now)),
    part(() => openAlarms(clients, siteAlarmNames(site, environment))),
  ]);
  return {
    stack: stackFacts(stack),
    ...(vpn === undefined ? {} : { vpn }),
    interfaces,
    ...(lastStudy === undefined ? {} : { lastStudy }),
    alarms,
    ...(helpless?.wayOut === undefined ? {} : { wayOut: helpless.wayOut }),
  };
}

/** The minute in which the last study was stored: the newest that has a count at all. */
async function readLastStudy(clients: Clients, site: string, now: Date): Promise<Date | undefined> {
  const { namespace, metric, dimension } = OBJECTS_STORED;
  const EndTime = new Date(Math.ceil(now.getTime() / 60_000) * 60_000);
  const StartTime = new Date(EndTime.getTime() - STUDY_DAYS * 86_400_000);
  const Metric = { Namespace: namespace, MetricName: metric, Dimensions: [{ Name: dimension, Value: site }] };
  let NextToken: string | undefined;
  // Newest first: the first page that has a count has the last study.
  do {
    const asked = NextToken;
    const answer = await ask('cloudwatch:GetMetricData', clients.place, () =>
      clients.cloudWatch.send(
        new GetMetricDataCommand({
          StartTime,
          EndTime,
          ScanBy: 'TimestampDescending',
          MetricDataQueries: [{ Id: 'stored', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
          NextToken: asked,
        }),
      ),
    );
    for (const { Timestamps = [], Values = [] } of answer.MetricDataResults ?? [])
      for (const [index, at] of Timestamps.entries()) if ((Values[index] ?? 0) > 0) return at;
    NextToken = answer.NextToken === asked ? undefined : answer.NextToken;
  } while (NextToken);
  return undefined;
}

/** Of these alarms, those that ring or have no data. */
async function openAlarms(clients: Clients, names: readonly string[]): Promise<readonly AlarmFacts[]> {
  // Without a name AWS would list every alarm of the account.
  if (names.length === 0) return [];
  const alarms = await allPages((NextToken) =>
    ask('cloudwatch:DescribeAlarms', clients.place, async () => {
      const { MetricAlarms, CompositeAlarms, ...rest } = await clients.cloudWatch.send(
        // A site has 66 alarms at most, and the call takes 100 names. Without the types it leaves composite alarms out.
        new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], NextToken }),
      );
      return { items: [...(MetricAlarms ?? []), ...(CompositeAlarms ?? [])], next: rest.NextToken };
    }),
  );
  return alarms.flatMap(({ AlarmName: name, StateValue: state, StateTransitionedTimestamp, StateUpdatedTimestamp }) => {
    const since = StateTransitionedTimestamp ?? StateUpdatedTimestamp;
    return name === undefined || state === undefined || state === 'OK'
      ? []
      : [{ name, state, ...(since === undefined ? {} : { since }) }];
  });
}

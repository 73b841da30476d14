import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { Site } from '../../config/model';
import { cellAlarmNames, siteAlarmNames } from '../../config/naming/alarm-names';
import { cellStackName, siteStackName } from '../../config/naming/stack-contract';
import type { AwsClients } from '../aws/clients';
import { askAws } from '../aws/failure';
import { allPages } from '../aws/pages';
import { findStack } from '../aws/stack';
import { attemptQuery, type PlacedSite } from '../fleet';
import type { AlarmFacts, SiteFacts } from './facts';
import { readCertificateDays, readLastStudy, readOtherContent } from './read-gate';
import { interfaceFacts } from './read-interfaces';
import { outputsOf, readHelpless, readNamedStack, stackFacts } from './read-stacks';
import { readVpnFacts } from './read-vpn';

/** The metrics of the gate of the site's cell. */
type Counted = Pick<SiteFacts, 'lastStudy' | 'otherContent' | 'certificateDays'>;

/**
 * Reads the current state of a site. A service that does not answer does not affect the rest.
 *
 * @throws AwsFailure if AWS does not even return the stack
 */
export async function readSiteFacts(clients: AwsClients, placed: PlacedSite, now: Date): Promise<SiteFacts> {
  const { site, environment } = placed;
  const managed = environment.ingest.managed !== undefined;
  const [stack, cell] = await Promise.all([
    findStack(clients, siteStackName(site.site)),
    managed ? attemptQuery(() => readNamedStack(clients, 'cell', cellStackName(site.site), now)) : undefined,
  ]);
  const ofCell = cell === undefined ? {} : { cell };
  if (stack === undefined) return { ...ofCell, interfaces: { value: [] }, alarms: { value: [] } };
  const helpless = await readHelpless(clients, 'site', stack, now);
  const ids = () => outputsOf(site, stack, helpless);
  const { vpn: settings } = site;
  const [vpn, interfaces, counted, alarms] = await Promise.all([
    settings === undefined ? undefined : attemptQuery(async () => readVpnFacts(clients, settings, ids())),
    attemptQuery(async () => interfaceFacts(clients, site, ids())),
    managed ? readCounted(clients, site, now) : {},
    attemptQuery(() =>
      openAlarms(clients, [...siteAlarmNames(site, environment), ...(managed ? cellAlarmNames(site) : [])]),
    ),
  ]);
  return {
    ...ofCell,
    stack: stackFacts(stack),
    vpn,
    interfaces,
    ...counted,
    alarms,
    wayOut: helpless?.wayOut,
  };
}

async function readCounted(clients: AwsClients, { site, dicom }: Site, now: Date): Promise<Counted> {
  const [lastStudy, otherContent, certificateDays] = await Promise.all([
    attemptQuery(() => readLastStudy(clients, site, now)),
    attemptQuery(() => readOtherContent(clients, site, now)),
    dicom.stow.auth === 'mtls' ? attemptQuery(() => readCertificateDays(clients, site, now)) : undefined,
  ]);
  return { lastStudy, otherContent, certificateDays };
}

/** The alarms among these that are on or have no data. */
async function openAlarms(clients: AwsClients, names: readonly string[]): Promise<readonly AlarmFacts[]> {
  // Without a name AWS returns every alarm of the account.
  if (names.length === 0) return [];
  const alarms = await allPages((NextToken) =>
    askAws('cloudwatch:DescribeAlarms', clients.place, async () => {
      const { MetricAlarms, CompositeAlarms, ...rest } = await clients.cloudWatch.send(
        // A site has fewer than 80 alarms with its cell's, and the call takes 100 names. Without the types it omits composite alarms.
        new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], NextToken }),
      );
      return { items: [...(MetricAlarms ?? []), ...(CompositeAlarms ?? [])], next: rest.NextToken };
    }),
  );
  return alarms.flatMap(({ AlarmName: name, StateValue: state, StateTransitionedTimestamp, StateUpdatedTimestamp }) => {
    const since = StateTransitionedTimestamp ?? StateUpdatedTimestamp;
    return name === undefined || state === undefined || state === 'OK' ? [] : [{ name, state, since }];
  });
}

import { accessLogPrefix, INGEST_OUTPUTS, ingestStackName, SITE_OUTPUTS, siteStackName } from '../../site/metadata';
import type { Clients } from '../aws/clients';
import { deployedStack, findStack } from '../aws/stack';
import type { NamedLog } from '../diagnose';
import { type Part, type Placed, part } from '../fleet';
import { readAccessLogs } from './access-logs';
import { readLogGroup } from './log-group';
import type { Period } from './period';

type Read = () => Promise<NamedLog | undefined>;

/**
 * Everything that AWS has logged of one hospital: its tunnels, its BGP sessions, and with a managed ingest what gate and load
 * balancers say of it. One that can't be read spoils none of the others.
 *
 * @throws AwsFailure where the site is not deployed
 */
export async function readSiteLogs(
  clients: Clients,
  placed: Placed,
  period: Period,
): Promise<readonly Part<NamedLog>[]> {
  const { outputs } = await deployedStack(clients, siteStackName(placed.site.site));
  const [tunnels, bgp] = [outputs.get(SITE_OUTPUTS.tunnelLogGroup), outputs.get(SITE_OUTPUTS.bgpLogGroup)];
  const ofSite: readonly Read[] = [
    ...(tunnels === undefined ? [] : [() => readLogGroup(clients, tunnels, period)]),
    // AWS logs a session's changes, routes and errors: one that stands logs nothing.
    ...(bgp === undefined ? [] : [mayBeEmpty(() => readLogGroup(clients, bgp, period))]),
  ];
  const ofIngest = await part(() => ingestReads(clients, placed, period));
  const reads = [...ofSite, ...('value' in ofIngest ? ofIngest.value : [])];
  const read = await Promise.all(reads.map((one) => part(one)));
  const groupsThatExist = read.filter((one): one is Part<NamedLog> => 'failure' in one || one.value !== undefined);
  return [...groupsThatExist, ...('failure' in ofIngest ? [ofIngest] : [])];
}

const mayBeEmpty =
  (read: Read): Read =>
  async () => {
    const log = await read();
    return log === undefined ? undefined : { ...log, mayBeEmpty: true };
  };

/** What the ingest says of this hospital: nothing where it sends nothing. */
async function ingestReads(clients: Clients, { site, environment }: Placed, period: Period): Promise<readonly Read[]> {
  if (environment.ingest.managed === undefined) return [];
  const stack = await findStack(clients, ingestStackName(environment.name));
  const gate = stack?.outputs.get(INGEST_OUTPUTS.gateLogGroup);
  const bucket = stack?.outputs.get(INGEST_OUTPUTS.accessLogs);
  const { auth } = site.dicom.stow;
  const host = `${site.site}.${environment.ingest.domain}`;
  // A connection names no host: it is this hospital's if its certificate is.
  const certificate = new RegExp(`CN=${site.site}(?![A-Za-z0-9-])`);
  const reads: readonly Read[] = [
    ...(gate === undefined ? [] : [() => readLogGroup(clients, gate, period, `{ $.site = "${site.site}" }`)]),
    ...(bucket === undefined
      ? []
      : [
          () =>
            readAccessLogs(clients, bucket, accessLogPrefix(auth, 'alb'), period, (line) => line.includes(`"${host}"`)),
          () =>
            readAccessLogs(clients, bucket, accessLogPrefix(auth, 'alb-connections'), period, (line) =>
              certificate.test(line),
            ),
        ]),
  ];
  return reads.map(mayBeEmpty);
}

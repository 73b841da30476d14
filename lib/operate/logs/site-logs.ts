import { type CellAccessLog, cellAccessLogPrefix } from '../../site/cell-names';
import { CELL_OUTPUTS, cellStackName, SITE_OUTPUTS, siteStackName } from '../../site/metadata';
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

/** What the cell of this hospital says: nothing where the hospital sends nothing. */
async function ingestReads(clients: Clients, { site, environment }: Placed, period: Period): Promise<readonly Read[]> {
  if (environment.ingest.managed === undefined) return [];
  const stack = await findStack(clients, cellStackName(site.site));
  const gate = stack?.outputs.get(CELL_OUTPUTS.gateLogGroup);
  const bucket = stack?.outputs.get(CELL_OUTPUTS.accessLogs);
  const ofCell = (log: CellAccessLog) => (bucket: string) => () =>
    readAccessLogs(clients, bucket, cellAccessLogPrefix(site.site, log), period, () => true);
  const logs = site.dicom.stow.auth === 'mtls' ? (['alb', 'alb-connections'] as const) : (['nlb'] as const);
  const reads: readonly Read[] = [
    ...(gate === undefined ? [] : [() => readLogGroup(clients, gate, period)]),
    ...(bucket === undefined ? [] : logs.map((log) => ofCell(log)(bucket))),
  ];
  return reads.map(mayBeEmpty);
}

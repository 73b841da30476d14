import { cellAccessLogPrefix } from '../../config/naming/cell-names';
import { CELL_OUTPUTS, cellStackName, SITE_OUTPUTS, siteStackName } from '../../config/naming/stack-contract';
import type { AwsClients } from '../aws/clients';
import { deployedStack, findStack } from '../aws/stack';
import type { NamedLog } from '../diagnose';
import { attemptQuery, type PlacedSite, type QueryResult } from '../fleet';
import { readAccessLogs } from './access-logs';
import { readLogGroup } from './log-group';
import type { LogPeriod } from './period';

type Read = () => Promise<NamedLog | undefined>;

/**
 * All logs of one hospital in AWS: its tunnels, its BGP sessions, and with a managed ingest the gate, server and load balancers
 * of its cell. A log that can't be read does not affect the others.
 *
 * @throws AwsFailure if the site is not deployed
 */
export async function readSiteLogs(
  clients: AwsClients,
  placed: PlacedSite,
  period: LogPeriod,
): Promise<readonly QueryResult<NamedLog>[]> {
  const { outputs } = await deployedStack(clients, siteStackName(placed.site.site));
  const [tunnels, bgp] = [outputs.get(SITE_OUTPUTS.tunnelLogGroup), outputs.get(SITE_OUTPUTS.bgpLogGroup)];
  const ofSite: readonly Read[] = [
    ...(tunnels === undefined ? [] : [() => readLogGroup(clients, tunnels, period)]),
    // AWS logs only a session's changes, routes and errors, so a stable session logs nothing.
    ...(bgp === undefined ? [] : [mayBeEmpty(() => readLogGroup(clients, bgp, period))]),
  ];
  const ofCell = await attemptQuery(() => cellReads(clients, placed, period));
  const reads = [...ofSite, ...('value' in ofCell ? ofCell.value : [])];
  const read = await Promise.all(reads.map((one) => attemptQuery(one)));
  const groupsThatExist = read.filter(
    (one): one is QueryResult<NamedLog> => 'failure' in one || one.value !== undefined,
  );
  return [...groupsThatExist, ...('failure' in ofCell ? [ofCell] : [])];
}

const mayBeEmpty =
  (read: Read): Read =>
  async () => {
    const log = await read();
    return log === undefined ? undefined : { ...log, mayBeEmpty: true };
  };

/** The logs of the hospital's cell, which are empty if the hospital sends nothing. */
async function cellReads(
  clients: AwsClients,
  { site, environment }: PlacedSite,
  period: LogPeriod,
): Promise<readonly Read[]> {
  if (environment.ingest.managed === undefined) return [];
  const { outputs = new Map() } = (await findStack(clients, cellStackName(site.site))) ?? {};
  const groups = [outputs.get(CELL_OUTPUTS.gateLogGroup), outputs.get(CELL_OUTPUTS.serverLogGroup)];
  const bucket = outputs.get(CELL_OUTPUTS.accessLogs);
  const balancerLogs = site.dicom.stow.auth === 'mtls' ? (['alb', 'alb-connections'] as const) : (['nlb'] as const);
  const reads: readonly Read[] = [
    ...groups.flatMap((name) => (name === undefined ? [] : [() => readLogGroup(clients, name, period)])),
    ...(bucket === undefined
      ? []
      : balancerLogs.map((log) => () => readAccessLogs(clients, bucket, cellAccessLogPrefix(site.site, log), period))),
  ];
  return reads.map(mayBeEmpty);
}

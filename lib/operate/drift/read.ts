import type { Site } from '../../config/model';
import { cellNames } from '../../config/naming/cell-names';
import {
  cellStackName,
  SITE_OUTPUTS,
  siteStackName,
  virtualInterfaceOutputs,
} from '../../config/naming/stack-contract';
import type { AwsClients } from '../aws/clients';
import { type DeployedStack, deployedSite, findStack } from '../aws/stack';
import { findVirtualInterface } from '../aws/virtual-interface';
import { findVpnConnection } from '../aws/vpn-connection';
import { attemptQuery, type PlacedSite, type QueryResult } from '../fleet';
import { type DriftDifference, type DriftItem, type DriftSection, sectionDifferences } from './differences';
import { declaredInterface, interfacePresence, liveInterface } from './interfaces';
import { readEndpoint, readGroups, readRouteTables } from './network';
import {
  declaredEndpoint,
  declaredRouteTables,
  declaredRules,
  ENDPOINT_PRESENCE,
  liveEndpoint,
  liveRouteTables,
  liveRules,
} from './network-items';
import { declaredVpn, liveVpn } from './tunnels';

export interface SiteDrift {
  /** False: there is no stack, so nothing is compared. */
  readonly deployed: boolean;
  readonly differences: readonly DriftDifference[];
  /** The queries that failed, a line each. */
  readonly unknown: readonly string[];
}

/**
 * The differences between a site's live state and its file, option by option. If one service fails, the others are still
 * compared.
 *
 * @throws AwsFailure if even the stack can't be read
 */
export async function readSiteDrift(clients: AwsClients, placed: PlacedSite): Promise<SiteDrift> {
  const { site } = placed;
  const stack = await findStack(clients, siteStackName(site.site));
  if (stack === undefined) return { deployed: false, differences: [], unknown: [] };
  const before = await attemptQuery(() => deployedSite(clients, stack.name));
  const deployed = 'failure' in before ? undefined : before.value;
  const sections = await Promise.all([
    attemptQuery(() => vpnSection(clients, placed, stack)),
    attemptQuery(() => routeSection(clients, placed, stack)),
    attemptQuery(() => endpointSections(clients, placed, stack)),
    ...interfaceNames(site, deployed).map((name) => attemptQuery(() => interfaceSection(clients, placed, stack, name))),
  ]);
  const failures = [before, ...sections].flatMap((one: QueryResult<unknown>) =>
    'failure' in one ? [one.failure] : [],
  );
  return {
    deployed: true,
    differences: sections.flatMap((one) =>
      'failure' in one ? [] : one.value.flatMap((section) => sectionDifferences(section, site, deployed)),
    ),
    unknown: [...new Set(failures)],
  };
}

async function vpnSection(
  clients: AwsClients,
  { site }: PlacedSite,
  { outputs }: DeployedStack,
): Promise<readonly DriftSection[]> {
  const id = outputs.get(SITE_OUTPUTS.vpnConnectionId);
  if (id === undefined && site.vpn === undefined) return [];
  const connection = id === undefined ? undefined : await findVpnConnection(clients, id);
  const presence: DriftItem = { kind: 'presence', subject: 'VPN connection', option: 'exists', value: 'there' };
  return [
    {
      presence,
      declared: (file) => (file.vpn === undefined ? undefined : declaredVpn(file, clients.place)),
      live: connection === undefined ? undefined : await liveVpn(clients, connection),
    },
  ];
}

async function routeSection(
  clients: AwsClients,
  { site, environment }: PlacedSite,
  { outputs }: DeployedStack,
): Promise<readonly DriftSection[]> {
  const tables = await readRouteTables(clients, site.site);
  const live = liveRouteTables(tables, outputs.get(SITE_OUTPUTS.vpnGatewayId));
  return [{ declared: () => declaredRouteTables(environment), live }];
}

async function endpointSections(
  clients: AwsClients,
  { site, environment }: PlacedSite,
  { outputs }: DeployedStack,
): Promise<readonly DriftSection[]> {
  const names = cellNames(site.site);
  const managed = environment.ingest.managed !== undefined;
  const [groups, endpoint, cell] = await Promise.all([
    readGroups(clients, site.site),
    readEndpoint(clients, outputs.get(SITE_OUTPUTS.endpointId)),
    managed ? findStack(clients, cellStackName(site.site)) : undefined,
  ]);
  const serviceOf = ({ dicom }: Site): string | undefined =>
    managed ? cell?.exports.get(names.service) : environment.ingest.service?.[dicom.stow.auth];
  return [
    {
      declared: (file) => declaredRules(file, environment),
      live: liveRules(groups, cell?.exports.get(names.taskGroupId)),
    },
    {
      presence: ENDPOINT_PRESENCE,
      declared: (file) => declaredEndpoint(file, serviceOf(file)),
      live: endpoint === undefined ? undefined : liveEndpoint(endpoint, groups),
    },
  ];
}

/** The interfaces of the file, and those of the last deploy that the file no longer has. */
function interfaceNames(site: Site, deployed: Site | undefined): readonly string[] {
  const of = (one: Site | undefined): readonly string[] =>
    (one?.directConnect?.virtualInterfaces ?? []).map(({ name }) => name);
  return [...new Set([...of(site), ...of(deployed)])];
}

async function interfaceSection(
  clients: AwsClients,
  { site }: PlacedSite,
  { outputs }: DeployedStack,
  name: string,
): Promise<readonly DriftSection[]> {
  const id = outputs.get(virtualInterfaceOutputs(name).id);
  const found = id === undefined ? undefined : await findVirtualInterface(clients, id);
  const declared = site.directConnect?.virtualInterfaces.find((one) => one.name === name);
  return [
    {
      presence: interfacePresence(name),
      declared: (file) => declaredInterface(file, name),
      live: found === undefined ? undefined : liveInterface(name, found, declared?.peering !== undefined),
    },
  ];
}

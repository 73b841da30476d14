import { type Environment, gatewayHistory, type Site } from '../model';
import { deliveryEndpointRules, deliveryRules, dicomRules } from '../security-rules';
import { CELL_TASKS, OWN_ENDPOINTS } from './cell-capacity';

/** How much of each quota the files need, counted from the model before the deploy. */

/** An environment and its sites. */
export interface PlacedSites {
  readonly environment: Environment;
  readonly sites: readonly Site[];
}
export type QuotaCount = (homes: readonly PlacedSites[]) => number;

/** For a quota of an account or a Region: the sum over the environments. */
export const totalOf =
  (one: (home: PlacedSites) => number): QuotaCount =>
  (homes) =>
    homes.reduce((sum, home) => sum + one(home), 0);

/** For a quota of each VPC, group or task: the maximum over the environments. */
export const largestOf =
  (one: (home: PlacedSites) => number): QuotaCount =>
  (homes) =>
    Math.max(0, ...homes.map(one));

export const managedIngests = ({ environment }: PlacedSites): number =>
  environment.ingest.managed === undefined ? 0 : 1;

export const countDelivering = ({ sites }: PlacedSites): number =>
  sites.filter(({ dicom }) => dicom.deliverTo !== undefined).length;

export const countCustomerGateways = ({ sites }: PlacedSites): number =>
  sites.reduce(
    (sum, { vpn }) =>
      sum +
      (vpn === undefined
        ? 0
        : new Set(gatewayHistory(vpn.gateway).map(({ publicIp, asn }) => `${publicIp} ${asn}`)).size),
    0,
  );

/** With a managed ingest, each site has a cell. */
export const countCells = (home: PlacedSites): number => managedIngests(home) * home.sites.length;

/** The cells with an ALB. */
export const mtlsCells = (home: PlacedSites): number =>
  managedIngests(home) * home.sites.filter(({ dicom }) => dicom.stow.auth === 'mtls').length;

/** Tasks that run at once: those of every cell, and two more while a deploy replaces those of one cell. */
const tasks = (home: PlacedSites): number => (countCells(home) === 0 ? 0 : CELL_TASKS * (countCells(home) + 1));

/** A deploy of several cells at once needs the vCPUs of two more tasks for each of them. */
export const fargateVcpus = (home: PlacedSites): number =>
  (home.environment.ingest.managed?.task.vcpus ?? 0) * tasks(home);

/**
 * In every zone: one endpoint for each site, a delivery load balancer with the endpoint to it of a managed ingest, and the NLB
 * and (with mTLS) the ALB of each cell. To these are added the tasks, the database and its standby, and the function that creates
 * databases.
 */
export function networkInterfaces(home: PlacedSites): number {
  const zones = home.environment.availabilityZones.length;
  const ingests = managedIngests(home);
  const sites = home.sites.length + countDelivering(home) * (1 + ingests);
  return (
    zones * (sites + countCells(home) + mtlsCells(home) + ingests * (OWN_ENDPOINTS + 1)) + tasks(home) + ingests * 2
  );
}

/** A cell has one for STOW-RS, a second between NLB and ALB with mTLS, and one for DIMSE. A delivery has one for each PACS. */
export const countTargetGroups = (home: PlacedSites): number =>
  home.sites.reduce((sum, { dicom }) => sum + (dicom.deliverTo?.length ?? 0), 0) +
  countCells(home) +
  mtlsCells(home) +
  managedIngests(home) * home.sites.filter(({ dicom }) => dicom.dimse !== undefined).length;

/**
 * A site has the default group of its VPC, those of its endpoint, and two for delivery. A cell has those of its tasks, its NLB
 * and (with mTLS) its ALB. An ingest has the default group, and those of the cells' access, the endpoints and the database.
 */
export const securityGroups = (home: PlacedSites): number =>
  home.sites.reduce((sum, site) => sum + 1 + dicomRules(site).length, 0) +
  countDelivering(home) * (1 + managedIngests(home)) +
  2 * countCells(home) +
  mtlsCells(home) +
  4 * managedIngests(home);

/** The session and the prefixes of each virtual interface are read with Metrics Insights. */
export const metricsInsightsAlarms = ({ sites }: PlacedSites): number =>
  2 * sites.reduce((sum, { directConnect }) => sum + (directConnect?.virtualInterfaces.length ?? 0), 0);

export const directConnectGateways = ({ sites }: PlacedSites): number =>
  sites.filter(({ directConnect }) => directConnect !== undefined).length;

/** The number on the connection or LAG with the most virtual interfaces. */
export const countVirtualInterfaces: QuotaCount = (homes) => {
  const counts = new Map<string, number>();
  for (const { sites } of homes)
    for (const { directConnect } of sites)
      for (const { connectionId } of directConnect?.virtualInterfaces ?? [])
        counts.set(connectionId, (counts.get(connectionId) ?? 0) + 1);
  return Math.max(0, ...counts.values());
};

export const rulesOfAGroup = ({ sites }: PlacedSites): number =>
  Math.max(
    0,
    ...sites.flatMap((site) => [
      ...dicomRules(site).map(({ length }) => length),
      deliveryRules(site).length,
      deliveryEndpointRules(site).length,
    ]),
  );

export const groupsOfAnInterface = ({ sites }: PlacedSites): number =>
  Math.max(0, ...sites.map((site) => dicomRules(site).length));

import { OWN_ENDPOINTS } from './ingest-addressing';
import { type Environment, gatewayHistory, type Site } from './model';
import { deliveryEndpointRules, deliveryRules, dicomRules } from './security-rules';
import { stowPasswordSecret } from './stow-password';

/** How much of each quota the files need: counted from the model, before anything is deployed. */

/** An environment and its sites. */
export interface Home {
  readonly environment: Environment;
  readonly sites: readonly Site[];
}
export type Count = (homes: readonly Home[]) => number;

/** For a quota of an account or a Region: the environments add up. */
export const total =
  (one: (home: Home) => number): Count =>
  (homes) =>
    homes.reduce((sum, home) => sum + one(home), 0);

/** For a quota of each VPC, group or task: the largest of them counts. */
export const largest =
  (one: (home: Home) => number): Count =>
  (homes) =>
    Math.max(0, ...homes.map(one));

export const managedIngests = ({ environment }: Home): number => (environment.ingest.managed === undefined ? 0 : 1);

export const delivering = ({ sites }: Home): number =>
  sites.filter(({ dicom }) => dicom.deliverTo !== undefined).length;

export const customerGateways = ({ sites }: Home): number =>
  sites.reduce(
    (sum, { vpn }) =>
      sum +
      (vpn === undefined
        ? 0
        : new Set(gatewayHistory(vpn.gateway).map(({ publicIp, asn }) => `${publicIp} ${asn}`)).size),
    0,
  );

/** In every zone: an endpoint a site, a delivery load balancer, and the endpoint to it where the ingest is our own. */
export function networkInterfaces(home: Home): number {
  const zones = home.environment.availabilityZones.length;
  const ingests = managedIngests(home);
  const sites = home.sites.length + delivering(home) * (1 + ingests);
  // Four load balancers; four tasks while a deploy replaces two; the database and its standby.
  return zones * sites + ingests * (zones * (OWN_ENDPOINTS + 4) + 4 + 2);
}

/** Of each virtual interface the session and the prefixes are read with Metrics Insights. */
export const metricsInsightsAlarms = ({ sites }: Home): number =>
  2 * sites.reduce((sum, { directConnect }) => sum + (directConnect?.virtualInterfaces.length ?? 0), 0);

export const directConnectGateways = ({ sites }: Home): number =>
  sites.filter(({ directConnect }) => directConnect !== undefined).length;

/** On the connection or LAG that carries most of them. */
export const virtualInterfaces: Count = (homes) => {
  const counts = new Map<string, number>();
  for (const { sites } of homes)
    for (const { directConnect } of sites)
      for (const { connectionId } of directConnect?.virtualInterfaces ?? [])
        counts.set(connectionId, (counts.get(connectionId) ?? 0) + 1);
  return Math.max(0, ...counts.values());
};

export const rulesOfAGroup = ({ sites }: Home): number =>
  Math.max(
    0,
    ...sites.flatMap((site) => [
      ...dicomRules(site).map(({ length }) => length),
      deliveryRules(site).length,
      deliveryEndpointRules(site).length,
    ]),
  );

export const groupsOfAnInterface = ({ sites }: Home): number =>
  Math.max(0, ...sites.map((site) => dicomRules(site).length));

/** Bytes of the ingest's task definition without passwords: both start scripts, and what ECS adds. A test holds it. */
const TASK_DEFINITION = 5_200;
/** `{"Name":"STOW_PASSWORD_","ValueFrom":"arn:aws:secretsmanager:<region>:<account>:secret:-xxxxxx"},`, without names and Region. */
const SECRET = 98;

/** Each `basic` site's password is a secret of the gate, with the name of its variable and its whole ARN. */
export const taskDefinitionBytes = ({ environment, sites }: Home): number =>
  environment.ingest.managed === undefined
    ? 0
    : sites.reduce((sum, site) => {
        const secret = stowPasswordSecret(site);
        return secret === undefined ? sum : sum + SECRET + site.site.length + secret.length + environment.region.length;
      }, TASK_DEFINITION);

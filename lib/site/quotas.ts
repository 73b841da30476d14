import { OWN_ENDPOINTS } from './ingest-addressing';
import type { Environment, Fleet, Site } from './model';

/** One AWS quota per account and Region that a growing fleet runs into. */
export interface Quota {
  readonly what: string;
  /** AWS's default. */
  readonly limit: number;
  /** What `aws service-quotas request-service-quota-increase` takes. */
  readonly service: string;
  readonly code: string;
  /** How many the fleet needs in one environment; for a quota of each VPC, the most that one VPC needs. */
  readonly needs: (environment: Environment, sites: readonly Site[]) => number;
  /** True for a quota of each VPC: counts of environments aren't added up. */
  readonly perVpc?: boolean;
}

const managedIngests = (environment: Environment): number => (environment.ingest.managed === undefined ? 0 : 1);
/** Of a managed ingest: two tasks of four, and two more beside them while a deploy replaces them. */
const INGEST_VCPUS = 16;
const gateways = (site: Site): number => {
  if (site.vpn === undefined) return 0;
  const { publicIp, asn, previous } = site.vpn.gateway;
  return new Set([...previous, { publicIp, asn }].map((gateway) => `${gateway.publicIp} ${gateway.asn}`)).size;
};
const delivering = (sites: readonly Site[]): number =>
  sites.filter(({ dicom }) => dicom.deliverTo !== undefined).length;

/** Sources: AWS Site-to-Site VPN, Amazon VPC, Elastic Load Balancing and AWS Fargate quotas pages. */
export const QUOTAS: readonly Quota[] = [
  {
    what: 'VPCs per Region',
    limit: 5,
    service: 'vpc',
    code: 'L-F678F1CE',
    needs: (environment, sites) => sites.length + managedIngests(environment),
  },
  {
    what: 'virtual private gateways per Region',
    limit: 5,
    service: 'ec2',
    code: 'L-7029FAB6',
    needs: (_, sites) => sites.length,
  },
  {
    what: 'customer gateways per Region',
    limit: 50,
    service: 'ec2',
    code: 'L-4FB7FF5D',
    needs: (_, sites) => sites.reduce((sum, site) => sum + gateways(site), 0),
  },
  {
    what: 'VPN connections per Region',
    limit: 50,
    service: 'ec2',
    code: 'L-3E6EC3A3',
    needs: (_, sites) => sites.filter(({ vpn }) => vpn !== undefined).length,
  },
  {
    what: 'interface endpoints per VPC',
    limit: 50,
    service: 'vpc',
    code: 'L-29B6F2EB',
    perVpc: true,
    needs: (environment, sites) =>
      Math.max(sites.length > 0 ? 1 : 0, managedIngests(environment) * (OWN_ENDPOINTS + delivering(sites))),
  },
  {
    what: 'Network Load Balancers per Region',
    limit: 50,
    service: 'elasticloadbalancing',
    code: 'L-69A177A2',
    needs: (environment, sites) => 2 * managedIngests(environment) + delivering(sites),
  },
  {
    what: 'Application Load Balancers per Region',
    limit: 50,
    service: 'elasticloadbalancing',
    code: 'L-53DA6B97',
    needs: (environment) => 2 * managedIngests(environment),
  },
  {
    what: 'trust stores of load balancers',
    limit: 20,
    service: 'elasticloadbalancing',
    code: 'L-A8F7060B',
    needs: managedIngests,
  },
  {
    what: 'Fargate On-Demand vCPUs',
    limit: 6,
    service: 'fargate',
    code: 'L-3032A538',
    needs: (environment) => INGEST_VCPUS * managedIngests(environment),
  },
];

/** A quota that AWS's default does not satisfy. */
export interface QuotaNeed {
  readonly account: string;
  readonly region: string;
  readonly quota: Quota;
  readonly needed: number;
  /** The environments counted, in the order of the file. */
  readonly environments: readonly string[];
}

/** What must be raised before the deploy would fail, per account and Region. */
export function quotaNeeds(fleet: Pick<Fleet, 'sites' | 'environments'>): readonly QuotaNeed[] {
  const places = new Map<string, Environment[]>();
  for (const environment of fleet.environments) {
    const key = `${environment.account} ${environment.region}`;
    places.set(key, [...(places.get(key) ?? []), environment]);
  }
  const sitesOf = (environment: Environment): readonly Site[] =>
    fleet.sites.filter((site) => site.environment === environment.name);
  return [...places.values()].flatMap((environments) => {
    const [first] = environments;
    if (first === undefined) return [];
    return QUOTAS.flatMap((quota) => {
      const needs = environments.map((environment) => quota.needs(environment, sitesOf(environment)));
      const needed = quota.perVpc === true ? Math.max(...needs) : needs.reduce((sum, value) => sum + value, 0);
      const names = environments.map(({ name }) => name);
      return needed > quota.limit
        ? [{ account: first.account, region: first.region, quota, needed, environments: names }]
        : [];
    });
  });
}

import type { Environment, Fleet } from '../model';
import { groupBy } from '../rules/rule';
import { OWN_ENDPOINTS } from './cell-capacity';
import {
  countCells,
  countCustomerGateways,
  countDelivering,
  countTargetGroups,
  countVirtualInterfaces,
  directConnectGateways,
  fargateVcpus,
  groupsOfAnInterface,
  largestOf,
  managedIngests,
  metricsInsightsAlarms,
  mtlsCells,
  networkInterfaces,
  type PlacedSites,
  type QuotaCount,
  rulesOfAGroup,
  securityGroups,
  totalOf,
} from './quota-counts';

/** One AWS quota that a growing fleet can exceed. */
export interface Quota {
  readonly what: string;
  /** AWS's default. */
  readonly limit: number;
  /** The arguments of `aws service-quotas request-service-quota-increase`, or what to do if AWS does not raise the quota. */
  readonly raise: { readonly service: string; readonly code: string } | string;
  /** The need of the environments of one place: the sum, or the maximum for a quota of each VPC, group or task. */
  readonly needs: QuotaCount;
  /** What the quota applies to. */
  readonly scope: 'Region' | 'account';
}

const ec2 = (code: string) => ({ service: 'ec2', code });
const vpc = (code: string) => ({ service: 'vpc', code });
const loadBalancing = (code: string) => ({ service: 'elasticloadbalancing', code });

/**
 * Sources: the quotas pages of AWS Site-to-Site VPN, Amazon VPC, Elastic Load Balancing, AWS Fargate and Amazon ECS; for Direct
 * Connect and CloudWatch "Direct Connect endpoints and quotas" and "CloudWatch service quotas", which list all of these as not
 * adjustable.
 */
export const QUOTAS = {
  vpcs: {
    what: 'VPCs per Region',
    limit: 5,
    raise: vpc('L-F678F1CE'),
    scope: 'Region',
    needs: totalOf((home) => home.sites.length + managedIngests(home)),
  },
  vpnGateways: {
    what: 'virtual private gateways per Region',
    limit: 5,
    raise: ec2('L-7029FAB6'),
    scope: 'Region',
    needs: totalOf(({ sites }) => sites.length),
  },
  customerGateways: {
    what: 'customer gateways per Region',
    limit: 50,
    raise: ec2('L-4FB7FF5D'),
    scope: 'Region',
    needs: totalOf(countCustomerGateways),
  },
  vpnConnections: {
    what: 'VPN connections per Region',
    limit: 50,
    raise: ec2('L-3E6EC3A3'),
    scope: 'Region',
    needs: totalOf(({ sites }) => sites.filter(({ vpn }) => vpn !== undefined).length),
  },
  interfaceEndpoints: {
    what: 'interface endpoints per VPC',
    limit: 50,
    raise: vpc('L-29B6F2EB'),
    scope: 'Region',
    needs: largestOf((home) =>
      Math.max(home.sites.length > 0 ? 1 : 0, managedIngests(home) * (OWN_ENDPOINTS + countDelivering(home))),
    ),
  },
  networkLoadBalancers: {
    what: 'Network Load Balancers per Region',
    limit: 50,
    raise: loadBalancing('L-69A177A2'),
    scope: 'Region',
    needs: totalOf((home) => countCells(home) + countDelivering(home)),
  },
  applicationLoadBalancers: {
    what: 'Application Load Balancers per Region',
    limit: 50,
    raise: loadBalancing('L-53DA6B97'),
    scope: 'Region',
    needs: totalOf(mtlsCells),
  },
  targetGroups: {
    what: 'target groups per Region',
    limit: 3000,
    raise: loadBalancing('L-B22855CB'),
    scope: 'Region',
    needs: totalOf(countTargetGroups),
  },
  trustStores: {
    what: 'trust stores of load balancers',
    limit: 20,
    raise: loadBalancing('L-A8F7060B'),
    scope: 'Region',
    needs: totalOf(managedIngests),
  },
  fargateVcpus: {
    what: 'Fargate On-Demand vCPUs',
    limit: 6,
    scope: 'Region',
    raise: { service: 'fargate', code: 'L-3032A538' },
    needs: totalOf(fargateVcpus),
  },
  networkInterfaces: {
    what: 'network interfaces per Region',
    limit: 5000,
    raise: vpc('L-DF5E4CA3'),
    scope: 'Region',
    needs: totalOf(networkInterfaces),
  },
  securityGroups: {
    what: 'VPC security groups per Region',
    limit: 2500,
    raise: vpc('L-E79EC296'),
    scope: 'Region',
    needs: totalOf(securityGroups),
  },
  rulesOfAGroup: {
    what: 'rules per security group and direction',
    limit: 60,
    raise: vpc('L-0EA8095F'),
    scope: 'Region',
    needs: largestOf(rulesOfAGroup),
  },
  groupsOfAnInterface: {
    // AWS lowers this if the rules per group were raised: the product of both stays below 1,000.
    what: 'security groups per network interface',
    limit: 5,
    raise: vpc('L-2AFB9258'),
    scope: 'Region',
    needs: largestOf(groupsOfAnInterface),
  },
  metricsInsightsAlarms: {
    what: 'Metrics Insights alarms per Region',
    limit: 200,
    scope: 'Region',
    raise:
      'AWS does not raise this quota: for some of the sites with directConnect, use an environment in another account',
    needs: totalOf(metricsInsightsAlarms),
  },
  directConnectGateways: {
    what: 'Direct Connect gateways per account',
    limit: 200,
    scope: 'account',
    raise:
      'Service Quotas does not raise this quota: ask your AWS account team, or use an environment in another account for some of the sites with directConnect',
    needs: totalOf(directConnectGateways),
  },
  virtualInterfaces: {
    what: 'private virtual interfaces on one Direct Connect connection',
    limit: 50,
    scope: 'account',
    raise: 'AWS does not raise this quota: order another connection, and set it as connectionId of some of the sites',
    needs: countVirtualInterfaces,
  },
} as const satisfies Readonly<Record<string, Quota>>;

export type QuotaId = keyof typeof QUOTAS;

/** The command that raises the quota, or the alternative if AWS does not raise it. */
export const raiseQuota = ({ raise }: Pick<Quota, 'raise'>, region: string, desired: number): string =>
  typeof raise === 'string'
    ? raise
    : `aws service-quotas request-service-quota-increase --region ${region} --service-code ${raise.service} --quota-code ${raise.code} --desired-value ${desired}`;

/** A quota whose AWS default is too low. */
export interface QuotaNeed {
  readonly account: string;
  readonly region: string;
  readonly quota: Quota;
  readonly needed: number;
  /** The counted environments, in the order of the file. */
  readonly environments: readonly string[];
}

/** The quotas that must be raised for the deploy to succeed, by account and Region. */
export function quotaNeeds(fleet: Pick<Fleet, 'sites' | 'environments'>): readonly QuotaNeed[] {
  const homes = fleet.environments.map((environment) => ({
    environment,
    sites: fleet.sites.filter((site) => site.environment === environment.name),
  }));
  const quotas: readonly Quota[] = Object.values(QUOTAS);
  const needs = (scope: Quota['scope'], placeOf: (environment: Environment) => string) =>
    [...groupBy(homes, ({ environment }) => placeOf(environment)).values()].flatMap((together) =>
      quotas.flatMap((quota) => (quota.scope === scope ? needOf(quota, together) : [])),
    );
  return [
    ...needs('Region', ({ account, region }) => `${account} ${region}`),
    ...needs('account', ({ account }) => account),
  ];
}

function needOf(quota: Quota, homes: readonly PlacedSites[]): readonly QuotaNeed[] {
  const needed = quota.needs(homes);
  const [first] = homes;
  if (first === undefined || needed <= quota.limit) return [];
  const { account, region } = first.environment;
  return [{ account, region, quota, needed, environments: homes.map(({ environment }) => environment.name) }];
}

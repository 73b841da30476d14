import type { QuotaId } from '../../config/capacity/quotas';
import { ingestNames } from '../../config/naming/ingest-names';
import { ingestStackName } from '../../config/naming/stack-contract';
import { importedName } from '../../template/references';
import type { PlannedResource } from '../assembly';
import type { DeployTarget } from '../target';
import {
  addedVcpus,
  asksMetricsInsights,
  interfacesInTemplate,
  largestGroup,
  mostGroups,
  startedTasks,
} from './template';
import {
  countDirectConnectGateways,
  countFargateVcpus,
  countInterfaceEndpoints,
  countLoadBalancers,
  countMetricsInsightsAlarms,
  countNetworkInterfaces,
  countSecurityGroups,
  countTrustStores,
  countVpcs,
  countVpnConnections,
  countVpnGateways,
  usedCustomerGateways,
  usedTargetGroups,
} from './used';

/** How much of a quota is used, and how much this deploy adds. Both functions throw AwsFailure. */
export interface QuotaCounter {
  readonly adds: (target: DeployTarget) => Promise<number>;
  /** Called only if something is added. */
  readonly used: (target: DeployTarget) => Promise<number>;
  /** By design, the project stays below AWS's default: a use near the limit is not a problem. */
  readonly bounded?: true;
}

const addedOf =
  (type: string, counts: (resource: PlannedResource) => boolean = () => true) =>
  async (target: DeployTarget): Promise<number> =>
    (await target.added(type)).filter(counts).length;

const balancers = (type: 'network' | 'application'): QuotaCounter => ({
  adds: addedOf(
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    // CloudFormation creates an Application Load Balancer if no type is given.
    ({ properties }) => (properties.Type ?? 'application') === type,
  ),
  used: ({ clients }) => countLoadBalancers(clients, type),
});

/** Counts only the template, because no other resource of the account affects the quota. */
const ofTemplate = (count: (target: DeployTarget) => number): QuotaCounter => ({
  adds: async (target) => count(target),
  used: async () => 0,
});

/** The interface endpoints in the ingest's VPC: its own, and one for each delivering site. */
const inIngestVpc =
  (environment: string) =>
  ({ stack, properties }: PlannedResource & { readonly stack: string }): boolean =>
    properties.VpcEndpointType === 'Interface' &&
    (stack === ingestStackName(environment) || importedName(properties.VpcId) === ingestNames(environment).vpcId);

/** A database and its standby. */
const DATABASE_INTERFACES = 2;

async function addedInterfaces(target: DeployTarget): Promise<number> {
  const inSubnets = await Promise.all(
    ['AWS::EC2::VPCEndpoint', 'AWS::ElasticLoadBalancingV2::LoadBalancer'].map((type) => target.added(type)),
  );
  const databases = await target.added('AWS::RDS::DBInstance');
  const tasks = await startedTasks(target);
  return (
    inSubnets.flat().reduce((sum, resource) => sum + interfacesInTemplate(resource), 0) +
    databases.length * DATABASE_INTERFACES +
    // Each task has one, and its replacement another.
    tasks.reduce((sum, { added }) => sum + added, 0)
  );
}

/** The counter of each quota. The check `direct-connect` counts the interfaces on each Direct Connect connection. */
export const QUOTA_COUNTERS: Readonly<Record<Exclude<QuotaId, 'virtualInterfaces'>, QuotaCounter>> = {
  vpcs: { adds: addedOf('AWS::EC2::VPC'), used: ({ clients }) => countVpcs(clients) },
  vpnGateways: { adds: addedOf('AWS::EC2::VPNGateway'), used: ({ clients }) => countVpnGateways(clients) },
  customerGateways: {
    adds: addedOf('AWS::EC2::CustomerGateway'),
    used: ({ clients }) => usedCustomerGateways(clients),
  },
  vpnConnections: { adds: addedOf('AWS::EC2::VPNConnection'), used: ({ clients }) => countVpnConnections(clients) },
  interfaceEndpoints: {
    adds: async (target) =>
      (await target.added('AWS::EC2::VPCEndpoint')).filter(inIngestVpc(target.environment.name)).length,
    used: async (target) => {
      const { name } = target.environment;
      const vpcId = (await target.liveStack(ingestStackName(name)))?.exports.get(ingestNames(name).vpcId);
      return vpcId === undefined ? 0 : countInterfaceEndpoints(target.clients, vpcId);
    },
  },
  networkLoadBalancers: balancers('network'),
  applicationLoadBalancers: balancers('application'),
  targetGroups: {
    adds: addedOf('AWS::ElasticLoadBalancingV2::TargetGroup'),
    used: ({ clients }) => usedTargetGroups(clients),
  },
  securityGroups: {
    // Each VPC has a default group.
    adds: async (target) =>
      (await addedOf('AWS::EC2::SecurityGroup')(target)) + (await addedOf('AWS::EC2::VPC')(target)),
    used: ({ clients }) => countSecurityGroups(clients),
  },
  trustStores: {
    adds: addedOf('AWS::ElasticLoadBalancingV2::TrustStore'),
    used: ({ clients }) => countTrustStores(clients),
  },
  fargateVcpus: { adds: addedVcpus, used: ({ clients, now }) => countFargateVcpus(clients, now()) },
  networkInterfaces: { adds: addedInterfaces, used: ({ clients }) => countNetworkInterfaces(clients) },
  rulesOfAGroup: { ...ofTemplate(largestGroup), bounded: true },
  groupsOfAnInterface: { ...ofTemplate(mostGroups), bounded: true },
  metricsInsightsAlarms: {
    adds: addedOf('AWS::CloudWatch::Alarm', asksMetricsInsights),
    used: ({ clients }) => countMetricsInsightsAlarms(clients),
  },
  directConnectGateways: {
    adds: addedOf('AWS::DirectConnect::DirectConnectGateway'),
    used: ({ clients }) => countDirectConnectGateways(clients),
  },
};

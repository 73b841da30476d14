import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeDirectConnectGatewaysCommand } from '@aws-sdk/client-direct-connect';
import {
  DescribeCustomerGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  DescribeVpnConnectionsCommand,
  DescribeVpnGatewaysCommand,
} from '@aws-sdk/client-ec2';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTrustStoresCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { allPages } from '../../operate/aws/pages';

/** Counts of resources in the account. Each throws AwsFailure. */

/** A deleted gateway or connection is listed for a while, but does not count. */
const stays = ({ State }: { readonly State?: string | undefined }): boolean => State !== 'deleted';

export async function countVpcs({ ec2, place }: AwsClients): Promise<number> {
  const vpcs = await allPages((NextToken) =>
    askAws('ec2:DescribeVpcs', place, async () => {
      const answer = await ec2.send(new DescribeVpcsCommand({ NextToken }));
      return { items: answer.Vpcs, next: answer.NextToken };
    }),
  );
  return vpcs.length;
}

export async function countVpnGateways({ ec2, place }: AwsClients): Promise<number> {
  const { VpnGateways = [] } = await askAws('ec2:DescribeVpnGateways', place, () =>
    ec2.send(new DescribeVpnGatewaysCommand({})),
  );
  return VpnGateways.filter(stays).length;
}

export async function usedCustomerGateways({ ec2, place }: AwsClients): Promise<number> {
  const { CustomerGateways = [] } = await askAws('ec2:DescribeCustomerGateways', place, () =>
    ec2.send(new DescribeCustomerGatewaysCommand({})),
  );
  return CustomerGateways.filter(stays).length;
}

/** The answer may contain pre-shared keys: only the state is read. */
export async function countVpnConnections({ ec2, place }: AwsClients): Promise<number> {
  const { VpnConnections = [] } = await askAws('ec2:DescribeVpnConnections', place, () =>
    ec2.send(new DescribeVpnConnectionsCommand({})),
  );
  return VpnConnections.filter(stays).length;
}

const ENDPOINTS_GONE: ReadonlySet<string> = new Set(['deleted', 'failed', 'rejected', 'expired']);

/** Interface endpoints of one VPC. Gateway endpoints have their own quota. */
export async function countInterfaceEndpoints({ ec2, place }: AwsClients, vpcId: string): Promise<number> {
  const endpoints = await allPages((NextToken) =>
    askAws('ec2:DescribeVpcEndpoints', place, async () => {
      const answer = await ec2.send(
        new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }], NextToken }),
      );
      return { items: answer.VpcEndpoints, next: answer.NextToken };
    }),
  );
  return endpoints.filter(
    ({ VpcEndpointType, State = '' }) => VpcEndpointType !== 'Gateway' && !ENDPOINTS_GONE.has(State.toLowerCase()),
  ).length;
}

export async function countNetworkInterfaces({ ec2, place }: AwsClients): Promise<number> {
  const interfaces = await allPages((NextToken) =>
    askAws('ec2:DescribeNetworkInterfaces', place, async () => {
      const answer = await ec2.send(new DescribeNetworkInterfacesCommand({ MaxResults: 1000, NextToken }));
      return { items: answer.NetworkInterfaces, next: answer.NextToken };
    }),
  );
  return interfaces.length;
}

export async function countLoadBalancers(
  { loadBalancing, place }: AwsClients,
  type: 'network' | 'application',
): Promise<number> {
  const all = await allPages((Marker) =>
    askAws('elasticloadbalancing:DescribeLoadBalancers', place, async () => {
      const answer = await loadBalancing.send(new DescribeLoadBalancersCommand({ Marker }));
      return { items: answer.LoadBalancers, next: answer.NextMarker };
    }),
  );
  return all.filter(({ Type }) => Type === type).length;
}

export async function usedTargetGroups({ loadBalancing, place }: AwsClients): Promise<number> {
  const all = await allPages((Marker) =>
    askAws('elasticloadbalancing:DescribeTargetGroups', place, async () => {
      const answer = await loadBalancing.send(new DescribeTargetGroupsCommand({ Marker }));
      return { items: answer.TargetGroups, next: answer.NextMarker };
    }),
  );
  return all.length;
}

export async function countSecurityGroups({ ec2, place }: AwsClients): Promise<number> {
  const groups = await allPages((NextToken) =>
    askAws('ec2:DescribeSecurityGroups', place, async () => {
      const answer = await ec2.send(new DescribeSecurityGroupsCommand({ MaxResults: 1000, NextToken }));
      return { items: answer.SecurityGroups, next: answer.NextToken };
    }),
  );
  return groups.length;
}

export async function countTrustStores({ loadBalancing, place }: AwsClients): Promise<number> {
  const all = await allPages((Marker) =>
    askAws('elasticloadbalancing:DescribeTrustStores', place, async () => {
      const answer = await loadBalancing.send(new DescribeTrustStoresCommand({ Marker }));
      return { items: answer.TrustStores, next: answer.NextMarker };
    }),
  );
  return all.length;
}

/** The expression of a Metrics Insights alarm begins like this (CloudWatch user guide, "Metrics Insights query syntax"). */
export const isMetricsInsights = (expression: string): boolean => /^\s*SELECT\s/i.test(expression);

export async function countMetricsInsightsAlarms({ cloudWatch, place }: AwsClients): Promise<number> {
  const alarms = await allPages((NextToken) =>
    askAws('cloudwatch:DescribeAlarms', place, async () => {
      const answer = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm'], MaxRecords: 100, NextToken }),
      );
      return { items: answer.MetricAlarms, next: answer.NextToken };
    }),
  );
  return alarms.filter(({ Metrics = [] }) => Metrics.some(({ Expression = '' }) => isMetricsInsights(Expression)))
    .length;
}

export async function countDirectConnectGateways({ directConnect, place }: AwsClients): Promise<number> {
  const gateways = await allPages((nextToken) =>
    askAws('directconnect:DescribeDirectConnectGateways', place, async () => {
      const answer = await directConnect.send(new DescribeDirectConnectGatewaysCommand({ nextToken }));
      return { items: answer.directConnectGateways, next: answer.nextToken };
    }),
  );
  return gateways.filter(({ directConnectGatewayState }) => directConnectGatewayState !== 'deleted').length;
}

/** The dimensions are those of the ECS developer guide, "AWS Fargate usage metrics". */
const VCPUS = {
  Namespace: 'AWS/Usage',
  MetricName: 'ResourceCount',
  Dimensions: [
    { Name: 'Service', Value: 'Fargate' },
    { Name: 'Type', Value: 'Resource' },
    { Name: 'Resource', Value: 'vCPU' },
    { Name: 'Class', Value: 'Standard/OnDemand' },
  ],
};
const MINUTE = 60_000;

/** The maximum of the last 15 minutes; there is no sample if nothing runs. */
export async function countFargateVcpus({ cloudWatch, place }: AwsClients, now: Date): Promise<number> {
  const { MetricDataResults = [] } = await askAws('cloudwatch:GetMetricData', place, () =>
    cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(now.getTime() - 15 * MINUTE),
        EndTime: now,
        MetricDataQueries: [{ Id: 'vcpus', MetricStat: { Metric: VCPUS, Period: 300, Stat: 'Maximum' } }],
      }),
    ),
  );
  return Math.max(0, ...MetricDataResults.flatMap(({ Values = [] }) => Values));
}

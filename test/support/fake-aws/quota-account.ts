import { QUOTAS } from '../../../lib/config/capacity/quotas';
import { aDeliveringSite, aDirectSite, aManagedEnvironment } from '../builders/sites';
import { Refusal } from './http-wire';
import { type Answers, noStacks, plannedStacks } from './preflight-world';

export const many = (count: number, item: object = {}) => Array.from({ length: count }, () => item);

/** An account with these resources; every quota has AWS's default. */
export function account(
  { vpcs = 0, ...other }: Readonly<Record<string, number>> = {},
  applied: Readonly<Record<string, number>> = {},
): Answers {
  const count = (name: string): number => other[name] ?? 0;
  return {
    ...noStacks,
    'ec2:DescribeVpcs': () => ({ Vpcs: many(vpcs) }),
    'ec2:DescribeVpnGateways': () => ({ VpnGateways: many(count('vpnGateways'), { State: 'available' }) }),
    'ec2:DescribeCustomerGateways': () => ({
      CustomerGateways: many(count('customerGateways'), { State: 'available' }),
    }),
    'ec2:DescribeVpnConnections': () => ({ VpnConnections: many(count('vpnConnections'), { State: 'available' }) }),
    'ec2:DescribeNetworkInterfaces': () => ({ NetworkInterfaces: many(count('networkInterfaces')) }),
    'ec2:DescribeVpcEndpoints': () => ({
      VpcEndpoints: many(count('endpoints'), { VpcEndpointType: 'Interface', State: 'available' }),
    }),
    'elasticloadbalancing:DescribeLoadBalancers': () => ({
      LoadBalancers: [
        ...many(count('networkBalancers'), { Type: 'network' }),
        ...many(count('applicationBalancers'), { Type: 'application' }),
      ],
    }),
    'elasticloadbalancing:DescribeTargetGroups': () => ({ TargetGroups: many(count('targetGroups')) }),
    'ec2:DescribeSecurityGroups': () => ({ SecurityGroups: many(count('securityGroups')) }),
    'elasticloadbalancing:DescribeTrustStores': () => ({ TrustStores: many(count('trustStores')) }),
    'cloudwatch:DescribeAlarms': () => ({
      MetricAlarms: [
        ...many(count('insightsAlarms'), {
          AlarmName: 'a',
          Metrics: [{ Id: 'q1', Expression: 'SELECT MAX(X) FROM "AWS/DX"' }],
        }),
        ...many(count('alarms'), { AlarmName: 'b', Metrics: [{ Id: 'm1', Expression: 'm1 / m2' }] }),
      ],
    }),
    'cloudwatch:GetMetricData': () => ({
      MetricDataResults: [{ Id: 'vcpus', Values: count('vcpus') === 0 ? [] : [count('vcpus')] }],
    }),
    'directconnect:DescribeDirectConnectGateways': () => ({
      directConnectGateways: many(count('directConnectGateways'), { directConnectGatewayState: 'available' }),
    }),
    'servicequotas:GetServiceQuota': ({ get }) => {
      const value = applied[String(get('QuotaCode'))];
      if (value === undefined) throw new Refusal(400, 'NoSuchResourceException', 'no applied value');
      return { Quota: { QuotaCode: get('QuotaCode'), Value: value } };
    },
    'servicequotas:GetAWSDefaultServiceQuota': ({ get }) => {
      const quota = Object.values(QUOTAS).find(
        ({ raise }) => typeof raise !== 'string' && raise.code === get('QuotaCode'),
      );
      return { Quota: { QuotaCode: get('QuotaCode'), Value: quota?.limit } };
    },
  };
}

/** One hospital of every kind and a managed ingest. The Fargate quota is raised, because AWS's default is never enough. */
export const managed = aManagedEnvironment();
export const sites = [
  aDeliveringSite([{ aeTitle: 'AKLPACS1', address: '10.20.1.15', port: 11112 }], {
    directConnect: aDirectSite().directConnect,
  }),
];
export const all = plannedStacks(sites, [managed]);
export const RAISED = { 'L-3032A538': 100 };

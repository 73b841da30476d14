import { ListImportsCommand } from '@aws-sdk/client-cloudformation';
import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { DescribeVpcEndpointConnectionsCommand } from '@aws-sdk/client-ec2';
import type { AwsClients } from '../aws/clients';
import { AwsFailure, askAws } from '../aws/failure';
import { allPages } from '../aws/pages';
import type { DeployedStack } from '../aws/stack';
import type { StackResource } from '../aws/stack-resources';
import { findVirtualInterface } from '../aws/virtual-interface';
import { findVpnConnection } from '../aws/vpn-connection';
import { type ConnectionUse, clusterExport, type StackKind, type StuckFacts } from './stuck';

/** CloudWatch keeps a metric for 455 days. */
const METRIC_DAYS = 455;
/** SEARCH finds metrics that had data in the last two weeks. */
const SEARCH_DAYS = 14;
const DAY = 86_400;

/** @throws AwsFailure if any query fails, so that an unknown resource never counts as unused */
export async function stuckFacts(
  clients: AwsClients,
  kind: StackKind,
  stack: DeployedStack,
  resources: readonly StackResource[],
  now: Date,
): Promise<StuckFacts> {
  const left = resources.filter(({ status }) => status !== 'DELETE_COMPLETE');
  const ids = (type: string, of = left): readonly string[] =>
    of.flatMap((one) => (one.type === type && one.id !== undefined ? [one.id] : []));
  // The rollback of a paused update deletes only what that update created. A stack whose first deploy never succeeded has no
  // state to go back to: its rollback deletes all of it (CloudFormation API reference, RollbackStack).
  const endangered =
    stack.status === 'UPDATE_FAILED' && everComplete(stack)
      ? left.filter((one) => madeSince(one, stack.updated))
      : left;
  const uses = await Promise.all([
    ...ids('AWS::EC2::VPNConnection', endangered).map((id) => vpnUse(clients, id, now)),
    ...ids('AWS::DirectConnect::PrivateVirtualInterface', endangered).map((id) => interfaceUse(clients, id, now)),
    // A site's own service has its own endpoint; the hospital's endpoint is at its cell's.
    ...(kind === 'cell' ? ids('AWS::EC2::VPCEndpointService', endangered).map((id) => serviceUse(clients, id)) : []),
    ...(kind === 'ingest' ? [cellsUse(clients, stack)] : []),
  ]);
  return {
    connections: uses.flatMap((use) => (use === undefined ? [] : [use])),
    databases: ids('AWS::RDS::DBInstance'),
  };
}

/** CloudFormation shows outputs from the first successful deploy on, and each of our stacks has some. */
export const everComplete = ({ outputs }: Pick<DeployedStack, 'outputs'>): boolean => outputs.size > 0;

/** Whether a resource is as new as that update. If its time is unknown, it counts as new. */
const madeSince = ({ status, since }: StackResource, updated: Date | undefined): boolean =>
  !status.startsWith('UPDATE_') && !(since !== undefined && updated !== undefined && since < updated);

/** Undefined: the connection no longer exists. */
async function vpnUse(clients: AwsClients, id: string, now: Date): Promise<ConnectionUse | undefined> {
  const found = await findVpnConnection(clients, id);
  if (found === undefined) return undefined;
  const what = `VPN connection ${id}`;
  const tunnels = found.VgwTelemetry ?? [];
  const up = tunnels.find(({ Status }) => Status === 'UP');
  if (up !== undefined) return { what, use: 'used', because: `tunnel ${up.OutsideIpAddress} is up` };
  const Metric = { Namespace: 'AWS/VPN', MetricName: 'TunnelState', Dimensions: [{ Name: 'VpnId', Value: id }] };
  const state = { Id: 'state', MetricStat: { Metric, Period: DAY, Stat: 'Maximum' } };
  if (await everAboveZero(clients, state, METRIC_DAYS, now))
    return { what, use: 'used', because: `a tunnel was up in the last ${METRIC_DAYS} days` };
  return tunnels.length > 0 && tunnels.every(({ Status }) => Status === 'DOWN')
    ? { what, use: 'unused', because: 'no tunnel was ever up' }
    : { what, use: 'not-known', because: 'EC2 does not return the state of its tunnels' };
}

async function interfaceUse(clients: AwsClients, physicalId: string, now: Date): Promise<ConnectionUse | undefined> {
  // CloudFormation's id of a virtual interface is its ARN.
  const id = /dxvif-[0-9a-z]+/.exec(physicalId)?.[0];
  if (id === undefined)
    return { what: `virtual interface ${physicalId}`, use: 'not-known', because: 'its id has an unknown format' };
  const found = await findVirtualInterface(clients, id);
  if (found === undefined) return undefined;
  const what = `virtual interface ${id}`;
  const peers = found.bgpPeers ?? [];
  const { virtualInterfaceState: state = 'unknown' } = found;
  // A failover test shuts down the BGP session of an interface that is in use.
  if (state === 'available' || state === 'testing') return { what, use: 'used', because: `it is ${state}` };
  if (peers.some(({ bgpStatus }) => bgpStatus === 'up')) return { what, use: 'used', because: 'its BGP session is up' };
  // With a search, because the other dimensions of its metrics depend on the connection of the interface.
  const traffic = {
    Id: 'traffic',
    Expression: `SEARCH('Namespace="AWS/DX" MetricName="VirtualInterfaceBpsIngress" VirtualInterfaceId="${id}"', 'Maximum', ${DAY})`,
  };
  if (await everAboveZero(clients, traffic, SEARCH_DAYS, now))
    return { what, use: 'used', because: `it carried traffic in the last ${SEARCH_DAYS} days` };
  return state === 'unknown' || peers.some(({ bgpStatus = 'unknown' }) => bgpStatus === 'unknown')
    ? { what, use: 'not-known', because: 'Direct Connect does not return its state' }
    : { what, use: 'unused', because: `it is ${state}` };
}

async function serviceUse(clients: AwsClients, id: string): Promise<ConnectionUse> {
  const connected = await allPages((NextToken) =>
    askAws('ec2:DescribeVpcEndpointConnections', clients.place, async () => {
      const Filters = [{ Name: 'service-id', Values: [id] }];
      const answer = await clients.ec2.send(new DescribeVpcEndpointConnectionsCommand({ Filters, NextToken }));
      return { items: answer.VpcEndpointConnections, next: answer.NextToken };
    }),
  );
  const open = connected.filter(({ VpcEndpointState = '' }) => !/^(deleted|rejected|expired)$/i.test(VpcEndpointState));
  const what = `endpoint service ${id}`;
  return open.length === 0
    ? { what, use: 'unused', because: 'no endpoint is connected' }
    : { what, use: 'used', because: `endpoints are connected: ${open.map((one) => one.VpcEndpointId).join(', ')}` };
}

/** Whether cells use an ingest: each imports the name of its cluster. Undefined: it exports none, so no cell can use it. */
async function cellsUse(clients: AwsClients, { name, exports }: DeployedStack): Promise<ConnectionUse | undefined> {
  const ExportName = clusterExport(name);
  if (!exports.has(ExportName)) return undefined;
  const what = `the ingest ${name}`;
  const stacks = await allPages((NextToken) =>
    askAws('cloudformation:ListImports', clients.place, async () => {
      try {
        const answer = await clients.cloudFormation.send(new ListImportsCommand({ ExportName, NextToken }));
        return { items: answer.Imports, next: answer.NextToken };
      } catch (error) {
        // CloudFormation's answer if no stack imports it: "Export '…' is not imported by any stack."
        if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('not imported by any'))
          return { items: [], next: undefined };
        throw error;
      }
    }),
  );
  return stacks.length === 0
    ? { what, use: 'unused', because: 'no cell imports from it' }
    : { what, use: 'used', because: `cells import from it: ${stacks.join(', ')}` };
}

/** Whether a metric had a value above 0 within those days. */
async function everAboveZero(clients: AwsClients, query: MetricDataQuery, days: number, now: Date): Promise<boolean> {
  const EndTime = new Date(Math.ceil(now.getTime() / 1000 / DAY) * DAY * 1000);
  const StartTime = new Date(EndTime.getTime() - days * DAY * 1000);
  const values = await allPages((NextToken) =>
    askAws('cloudwatch:GetMetricData', clients.place, async () => {
      const MetricDataQueries = [query];
      const answer = await clients.cloudWatch.send(
        new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries, NextToken }),
      );
      const results = answer.MetricDataResults ?? [];
      const wrong = results.find(({ StatusCode }) => StatusCode === 'InternalError' || StatusCode === 'Forbidden');
      if (wrong !== undefined)
        throw new AwsFailure('unexpected', `CloudWatch does not return the metric: ${wrong.StatusCode}`);
      return { items: results.flatMap(({ Values = [] }) => Values), next: answer.NextToken };
    }),
  );
  return values.some((value) => value > 0);
}

import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  type SecurityGroupRule,
  type Tag,
} from '@aws-sdk/client-ec2';
import { SITE_TAG } from '../../config/naming/stack-contract';
import type { AwsClients } from '../aws/clients';
import { askAws } from '../aws/failure';
import { allPages } from '../aws/pages';

/** A site's resources in EC2, by the ids in its stack. */

/** CloudFormation's tag. */
const LOGICAL_ID_TAG = 'aws:cloudformation:logical-id';

export interface LiveGroup {
  readonly id: string;
  /** Absent: not created by a stack. */
  readonly logicalId?: string;
  readonly rules: readonly SecurityGroupRule[];
}

export interface LiveRouteTable {
  readonly id: string;
  readonly logicalId?: string;
  readonly propagatingGateways: readonly string[];
  /** Routes that were added by hand: `0.0.0.0/0 to igw-…`. */
  readonly ownRoutes: readonly { readonly to: string; readonly by: string }[];
}

export interface LiveEndpoint {
  readonly serviceName: string;
  readonly groupIds: readonly string[];
}

const ofSite = (site: string) => [{ Name: `tag:${SITE_TAG}`, Values: [site] }];

const named = (tags: readonly Tag[] | undefined): { readonly logicalId?: string } => {
  const logicalId = tags?.find(({ Key }) => Key === LOGICAL_ID_TAG)?.Value;
  return logicalId === undefined ? {} : { logicalId };
};

export async function readGroups(clients: AwsClients, site: string): Promise<readonly LiveGroup[]> {
  const groups = await allPages((NextToken) =>
    askAws('ec2:DescribeSecurityGroups', clients.place, async () => {
      const answer = await clients.ec2.send(new DescribeSecurityGroupsCommand({ Filters: ofSite(site), NextToken }));
      return { items: answer.SecurityGroups, next: answer.NextToken };
    }),
  );
  const ids = groups.flatMap(({ GroupId }) => GroupId ?? []);
  // Without a filter EC2 would list every rule of the Region.
  if (ids.length === 0) return [];
  const rules = await allPages((NextToken) =>
    askAws('ec2:DescribeSecurityGroupRules', clients.place, async () => {
      const Filters = [{ Name: 'group-id', Values: ids }];
      const answer = await clients.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters, NextToken }));
      return { items: answer.SecurityGroupRules, next: answer.NextToken };
    }),
  );
  return groups.flatMap(({ GroupId: id, Tags }) =>
    id === undefined ? [] : [{ id, ...named(Tags), rules: rules.filter(({ GroupId }) => GroupId === id) }],
  );
}

export async function readRouteTables(clients: AwsClients, site: string): Promise<readonly LiveRouteTable[]> {
  const tables = await allPages((NextToken) =>
    askAws('ec2:DescribeRouteTables', clients.place, async () => {
      const answer = await clients.ec2.send(new DescribeRouteTablesCommand({ Filters: ofSite(site), NextToken }));
      return { items: answer.RouteTables, next: answer.NextToken };
    }),
  );
  return tables.map(({ RouteTableId: id = '', Tags, PropagatingVgws, Routes }) => ({
    id,
    ...named(Tags),
    propagatingGateways: (PropagatingVgws ?? []).flatMap(({ GatewayId }) => GatewayId ?? []),
    ownRoutes: (Routes ?? [])
      .filter(({ Origin }) => Origin === 'CreateRoute')
      .map(({ DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId, ...route }) => ({
        to: DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId ?? 'somewhere',
        by:
          route.GatewayId ??
          route.NatGatewayId ??
          route.TransitGatewayId ??
          route.VpcPeeringConnectionId ??
          route.NetworkInterfaceId ??
          'another target',
      })),
  }));
}

/** The endpoint; undefined if it no longer exists. */
export async function readEndpoint(clients: AwsClients, id: string | undefined): Promise<LiveEndpoint | undefined> {
  if (id === undefined) return undefined;
  const { VpcEndpoints } = await askAws('ec2:DescribeVpcEndpoints', clients.place, () =>
    // With a filter, because EC2 refuses a call with an id that no longer exists.
    clients.ec2.send(new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-endpoint-id', Values: [id] }] })),
  );
  const found = VpcEndpoints?.find(({ State }) => !/^deleted$/i.test(State ?? ''));
  if (found === undefined) return undefined;
  return {
    serviceName: found.ServiceName ?? 'none',
    groupIds: (found.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  };
}

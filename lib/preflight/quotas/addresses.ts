import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { ask } from '../../operate/aws/failure';
import { allPages } from '../../operate/aws/pages';
import { KEPT_BY_AWS } from '../../site/cell-capacity';
import { ingestNames } from '../../site/ingest-names';
import { parseBlock } from '../../site/ipv4';
import { ingestStackName } from '../../site/metadata';
import type { Target } from '../target';
import { under } from '../template-value';
import { listOf } from './template';

/** The addresses of one live subnet of the ingest, and how many this deploy takes. */
export interface SubnetUse {
  readonly subnetId: string;
  readonly used: number;
  readonly adds: number;
  readonly limit: number;
}

/**
 * Of each subnet for interface endpoints of a deployed ingest, where this deploy adds one. Before the first deploy the CIDR decides:
 * `heartlab check` refuses one that is too small.
 *
 * @throws AwsFailure
 */
export async function endpointSubnets(target: Target): Promise<readonly SubnetUse[]> {
  const { name } = target.environment;
  const ingest = ingestStackName(name);
  const live = await target.liveStack(ingest);
  if (live === undefined) return [];
  const zones = target.environment.availabilityZones.map((_, zone) => ingestNames(name).endpointSubnetId(zone));
  const physical = new Map(live.resources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]));
  const endpoints = await target.added('AWS::EC2::VPCEndpoint');
  const adds = new Map<string, number>();
  for (const endpoint of endpoints)
    for (const subnet of listOf(endpoint, 'SubnetIds')) {
      const imported = zones.find((zone) => under(subnet, 'Fn::ImportValue') === zone);
      const id =
        imported !== undefined
          ? live.exports.get(imported)
          : endpoint.stack === ingest
            ? physical.get(String(under(subnet, 'Ref')))
            : undefined;
      if (id !== undefined) adds.set(id, (adds.get(id) ?? 0) + 1);
    }
  if (adds.size === 0) return [];
  const subnets = await allPages((NextToken) =>
    ask('ec2:DescribeSubnets', target.clients.place, async () => {
      const answer = await target.clients.ec2.send(
        new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...adds.keys()] }], NextToken }),
      );
      return { items: answer.Subnets, next: answer.NextToken };
    }),
  );
  return subnets.flatMap(({ SubnetId = '', CidrBlock = '', AvailableIpAddressCount = 0 }) => {
    const block = parseBlock(CidrBlock);
    if (block === undefined) return [];
    const limit = block.last - block.first + 1 - KEPT_BY_AWS;
    return [{ subnetId: SubnetId, used: limit - AvailableIpAddressCount, adds: adds.get(SubnetId) ?? 0, limit }];
  });
}

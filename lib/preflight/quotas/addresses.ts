import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { parseBlock } from '../../config/addressing/ipv4';
import { KEPT_BY_AWS } from '../../config/capacity/cell-capacity';
import { ingestNames } from '../../config/naming/ingest-names';
import { ingestStackName } from '../../config/naming/stack-contract';
import { askAws } from '../../operate/aws/failure';
import { allPages } from '../../operate/aws/pages';
import { listOf, type TemplateValue, valueAt } from '../../template/json';
import { importedName, referencedId } from '../../template/references';
import type { AddedResource, DeployTarget } from '../target';
import { countedListOf, startedTasks } from './template';

/** The addresses of one live subnet of the ingest, and how many this deploy takes. */
export interface SubnetUse {
  readonly subnetId: string;
  readonly purpose: Purpose;
  readonly used: number;
  readonly adds: number;
  readonly limit: number;
}

type Purpose = 'interface endpoints' | 'load balancers' | 'tasks';

/** A resource that takes addresses in each of its subnets. */
interface Taker {
  readonly stack: string;
  readonly subnets: readonly TemplateValue[];
  readonly adds: number;
}

/** An ALB takes one, and one more while Elastic Load Balancing replaces its node with a larger one. An NLB always takes one. */
const addressesOf = ({ properties }: AddedResource): number => (properties.Type === 'network' ? 1 : 2);

/** @throws AwsFailure */
async function takers(target: DeployTarget): Promise<Readonly<Record<Purpose, readonly Taker[]>>> {
  const [endpoints = [], balancers = []] = await Promise.all(
    ['AWS::EC2::VPCEndpoint', 'AWS::ElasticLoadBalancingV2::LoadBalancer'].map((type) => target.added(type)),
  );
  const network = ['NetworkConfiguration', 'AwsvpcConfiguration', 'Subnets'] as const;
  return {
    'interface endpoints': endpoints.map((one) => ({
      stack: one.stack,
      subnets: countedListOf(one, 'SubnetIds'),
      adds: 1,
    })),
    'load balancers': balancers.map((one) => ({
      stack: one.stack,
      subnets: countedListOf(one, 'Subnets'),
      adds: addressesOf(one),
    })),
    // All tasks may be in one zone if the other has failed.
    tasks: (await startedTasks(target)).map(({ service, added }) => {
      const subnets = listOf(valueAt(service.properties, ...network));
      return { stack: service.stack, subnets: subnets ?? [], adds: added };
    }),
  };
}

/**
 * The subnets of a deployed ingest in which this deploy takes addresses. Before the first deploy there are none: `heartlab check`
 * refuses a CIDR that is too small.
 *
 * @throws AwsFailure
 */
export async function ingestSubnetUses(target: DeployTarget): Promise<readonly SubnetUse[]> {
  const { name } = target.environment;
  const live = await target.liveStack(ingestStackName(name));
  if (live === undefined) return [];
  const names = ingestNames(name);
  const kinds = {
    'interface endpoints': names.endpointSubnetId,
    'load balancers': names.balancerSubnetId,
    tasks: names.taskSubnetId,
  };
  const exported = (purpose: Purpose): ReadonlySet<string> =>
    new Set(target.environment.availabilityZones.map((_, zone) => kinds[purpose](zone)));
  const physical = new Map(live.resources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]));
  const uses = new Map<string, { readonly purpose: Purpose; readonly adds: number }>();
  const all = await takers(target);
  for (const purpose of ['interface endpoints', 'load balancers', 'tasks'] as const) {
    const ours = exported(purpose);
    for (const { stack, subnets, adds } of all[purpose])
      for (const subnet of subnets) {
        const imported = importedName(subnet);
        const id =
          imported !== undefined && ours.has(imported)
            ? live.exports.get(imported)
            : stack === live.name
              ? physical.get(referencedId(subnet) ?? '')
              : undefined;
        if (id !== undefined) uses.set(id, { purpose, adds: (uses.get(id)?.adds ?? 0) + adds });
      }
  }
  if (uses.size === 0) return [];
  const subnets = await allPages((NextToken) =>
    askAws('ec2:DescribeSubnets', target.clients.place, async () => {
      const answer = await target.clients.ec2.send(
        new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...uses.keys()] }], NextToken }),
      );
      return { items: answer.Subnets, next: answer.NextToken };
    }),
  );
  return subnets.flatMap(({ SubnetId = '', CidrBlock = '', AvailableIpAddressCount = 0 }) => {
    const block = parseBlock(CidrBlock);
    const use = uses.get(SubnetId);
    if (block === undefined || use === undefined) return [];
    const limit = block.last - block.first + 1 - KEPT_BY_AWS;
    return [{ subnetId: SubnetId, used: limit - AvailableIpAddressCount, limit, ...use }];
  });
}

import type { PlannedResource } from '../assembly';
import type { AddedResource, Target } from '../target';
import { under } from '../template-value';
import { isMetricsInsights } from './used';

/** What the templates need of a quota, read from their resources. */

/** The list under that property; empty where it isn't one. */
export const listOf = ({ properties }: PlannedResource, name: string): readonly unknown[] => {
  const value = properties[name];
  return Array.isArray(value) ? value : [];
};

/** A value of the template as text: what only the deploy knows is left out. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = under(value, 'Fn::Join', 1);
  return Array.isArray(parts) ? parts.map(textOf).join('') : '';
}

export const asksMetricsInsights = (alarm: PlannedResource): boolean =>
  listOf(alarm, 'Metrics').some((metric) => isMetricsInsights(textOf(under(metric, 'Expression'))));

/** Network interfaces that the resource has: one in each of its subnets. */
export const interfacesOf = (resource: PlannedResource): number =>
  Math.max(...['SubnetIds', 'Subnets', 'SubnetMappings'].map((name) => listOf(resource, name).length));

/** Rules of the largest security group, of those that come in or of those that go out, whichever are more. */
export function largestGroup(target: Target): number {
  const groups = target.planned('AWS::EC2::SecurityGroup');
  const rules = (direction: 'Ingress' | 'Egress'): readonly number[] => {
    const beside = target.planned(`AWS::EC2::SecurityGroup${direction}`);
    return groups.map(
      (group) =>
        listOf(group, `SecurityGroup${direction}`).length + beside.filter((rule) => belongsTo(rule, group)).length,
    );
  };
  return Math.max(0, ...rules('Ingress'), ...rules('Egress'));
}

const belongsTo = ({ stack, properties }: AddedResource, group: AddedResource): boolean =>
  stack === group.stack && under(properties.GroupId, 'Fn::GetAtt', 0) === group.logicalId;

/** Security groups of the network interface that has most of them. */
export const mostGroups = (target: Target): number =>
  Math.max(
    0,
    ...target.planned('AWS::EC2::VPCEndpoint').map((endpoint) => listOf(endpoint, 'SecurityGroupIds').length),
    ...target
      .planned('AWS::ElasticLoadBalancingV2::LoadBalancer')
      .map((balancer) => listOf(balancer, 'SecurityGroups').length),
  );

/** For a name that only the deploy knows: as long as the ARN of a role. */
const SOME_ARN = 'x'.repeat(120);

/** Bytes of the largest task definition, with the ARNs that CloudFormation writes into it. */
export function taskDefinitionSize(target: Target): number {
  const { account, region } = target.environment;
  const secrets = new Map(
    target.planned('AWS::SecretsManager::Secret').flatMap(({ logicalId, properties: { Name } }) =>
      // Secrets Manager appends a hyphen and six characters.
      typeof Name === 'string'
        ? [[logicalId, `arn:aws:secretsmanager:${region}:${account}:secret:${Name}-xxxxxx`]]
        : [],
    ),
  );
  const resolved = (_: string, value: unknown): unknown => {
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    if (keys.length !== 1 || !(keys[0] === 'Ref' || keys[0]?.startsWith('Fn::'))) return value;
    return secrets.get(String(under(value, 'Ref'))) ?? SOME_ARN;
  };
  return Math.max(
    0,
    ...target
      .planned('AWS::ECS::TaskDefinition')
      .map(({ properties }) => Buffer.byteLength(JSON.stringify(properties, resolved))),
  );
}

/** ECS starts one task of a service that names no number. */
export const desiredCount = ({ DesiredCount }: PlannedResource['properties']): number => Number(DesiredCount ?? 1);

/** vCPUs that the services need while a deploy replaces their tasks, beyond those that run already. */
export async function addedVcpus(target: Target): Promise<number> {
  const created = await target.added('AWS::ECS::Service');
  const vcpus = target
    .planned('AWS::ECS::TaskDefinition')
    .reduce((sum, { properties: { Cpu } }) => sum + Number(Cpu ?? 0) / 1024, 0);
  return target.planned('AWS::ECS::Service').reduce((sum, { stack, logicalId, properties }) => {
    const steady = desiredCount(properties) * vcpus;
    const most = (steady * Number(under(properties, 'DeploymentConfiguration', 'MaximumPercent') ?? 200)) / 100;
    const isNew = created.some((service) => service.stack === stack && service.logicalId === logicalId);
    return sum + most - (isNew ? 0 : steady);
  }, 0);
}

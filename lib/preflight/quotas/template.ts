import { type Json, listOf, valueAt } from '../../template/json';
import { joinedText, referencedId } from '../../template/references';
import type { PlannedResource } from '../assembly';
import type { AddedResource, DeployTarget } from '../target';
import { isMetricsInsights } from './used';

/** What the templates need of a quota, read from their resources. */

/** The list under that property; empty where it isn't one. */
export const countedListOf = ({ properties }: PlannedResource, name: string): readonly Json[] =>
  listOf(properties[name]) ?? [];

export const asksMetricsInsights = (alarm: PlannedResource): boolean =>
  countedListOf(alarm, 'Metrics').some((metric) => isMetricsInsights(joinedText(valueAt(metric, 'Expression'))));

/** Network interfaces that the resource has: one in each of its subnets. */
export const interfacesInTemplate = (resource: PlannedResource): number =>
  Math.max(...['SubnetIds', 'Subnets', 'SubnetMappings'].map((name) => countedListOf(resource, name).length));

/** Rules of the largest security group, of those that come in or of those that go out, whichever are more. */
export function largestGroup(target: DeployTarget): number {
  const groups = target.planned('AWS::EC2::SecurityGroup');
  const rules = (direction: 'Ingress' | 'Egress'): readonly number[] => {
    const beside = target.planned(`AWS::EC2::SecurityGroup${direction}`);
    return groups.map(
      (group) =>
        countedListOf(group, `SecurityGroup${direction}`).length +
        beside.filter((rule) => belongsTo(rule, group)).length,
    );
  };
  return Math.max(0, ...rules('Ingress'), ...rules('Egress'));
}

const belongsTo = ({ stack, properties }: AddedResource, group: AddedResource): boolean =>
  stack === group.stack && referencedId(properties.GroupId) === group.logicalId;

/** Security groups of the network interface that has most of them. */
export const mostGroups = (target: DeployTarget): number =>
  Math.max(
    0,
    ...target.planned('AWS::EC2::VPCEndpoint').map((endpoint) => countedListOf(endpoint, 'SecurityGroupIds').length),
    ...target
      .planned('AWS::ElasticLoadBalancingV2::LoadBalancer')
      .map((balancer) => countedListOf(balancer, 'SecurityGroups').length),
  );

/** ECS starts one task of a service that names no number. */
export const desiredCount = ({ DesiredCount }: PlannedResource['properties']): number => Number(DesiredCount ?? 1);

/** Two sets of tasks at once, unless the service says otherwise: those that run, and those that take their place. */
const mostTasks = ({ properties }: PlannedResource): number =>
  (desiredCount(properties) * Number(valueAt(properties, 'DeploymentConfiguration', 'MaximumPercent') ?? 200)) / 100;

/** A service whose tasks this deploy starts or replaces. */
export interface StartedTasks {
  readonly service: AddedResource;
  /** Tasks that run while the deploy is under way, beyond those that run already. */
  readonly added: number;
  /** Of one task. */
  readonly vcpus: number;
}

/**
 * By service, each with the task definition that it names. Another content is a definition of another logical id: a service whose
 * definition is there already keeps its tasks.
 */
export async function startedTasks(target: DeployTarget): Promise<readonly StartedTasks[]> {
  const is = (one: AddedResource) => (other: AddedResource) =>
    other.stack === one.stack && other.logicalId === one.logicalId;
  const [newServices, newDefinitions] = await Promise.all(
    ['AWS::ECS::Service', 'AWS::ECS::TaskDefinition'].map((type) => target.added(type)),
  );
  const definitions = target.planned('AWS::ECS::TaskDefinition');
  return target.planned('AWS::ECS::Service').flatMap((service) => {
    const definition = definitions.find(
      ({ stack, logicalId }) =>
        stack === service.stack && logicalId === referencedId(service.properties.TaskDefinition),
    );
    const isNew = newServices?.some(is(service)) === true;
    if (definition === undefined || !(isNew || newDefinitions?.some(is(definition)) === true)) return [];
    const added = mostTasks(service) - (isNew ? 0 : desiredCount(service.properties));
    return [{ service, added, vcpus: Number(definition.properties.Cpu ?? 0) / 1024 }];
  });
}

/** vCPUs that the services need while a deploy replaces their tasks, beyond those that run already. */
export const addedVcpus = async (target: DeployTarget): Promise<number> =>
  (await startedTasks(target)).reduce((sum, { added, vcpus }) => sum + added * vcpus, 0);

import { listOf, type TemplateValue, valueAt } from '../../template/json';
import { joinedText, referencedId } from '../../template/references';
import type { PlannedResource } from '../assembly';
import type { AddedResource, DeployTarget } from '../target';
import { isMetricsInsights } from './used';

/** The need for each quota, read from the resources of the templates. */

/** The list in that property; empty if it isn't one. */
export const countedListOf = ({ properties }: PlannedResource, name: string): readonly TemplateValue[] =>
  listOf(properties[name]) ?? [];

export const asksMetricsInsights = (alarm: PlannedResource): boolean =>
  countedListOf(alarm, 'Metrics').some((metric) => isMetricsInsights(joinedText(valueAt(metric, 'Expression'))));

/** Network interfaces of the resource: one in each of its subnets. */
export const interfacesInTemplate = (resource: PlannedResource): number =>
  Math.max(...['SubnetIds', 'Subnets', 'SubnetMappings'].map((name) => countedListOf(resource, name).length));

/** Rules of the largest security group: its ingress or its egress rules, whichever are more. */
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

/** The largest number of security groups of one network interface. */
export const mostGroups = (target: DeployTarget): number =>
  Math.max(
    0,
    ...target.planned('AWS::EC2::VPCEndpoint').map((endpoint) => countedListOf(endpoint, 'SecurityGroupIds').length),
    ...target
      .planned('AWS::ElasticLoadBalancingV2::LoadBalancer')
      .map((balancer) => countedListOf(balancer, 'SecurityGroups').length),
  );

/** ECS starts one task of a service that sets no number. */
export const desiredCount = ({ DesiredCount }: PlannedResource['properties']): number => Number(DesiredCount ?? 1);

/** Two sets of tasks at once, unless the service sets another limit: the running tasks and their replacements. */
const mostTasks = ({ properties }: PlannedResource): number =>
  (desiredCount(properties) * Number(valueAt(properties, 'DeploymentConfiguration', 'MaximumPercent') ?? 200)) / 100;

/** A service of which this deploy starts or replaces tasks. */
export interface StartedTasks {
  readonly service: AddedResource;
  /** Tasks that run during the deploy, in addition to those that already run. */
  readonly added: number;
  /** vCPUs of one task. */
  readonly vcpus: number;
}

/**
 * The services whose task definition is new. A changed definition has another logical id: a service whose definition is already
 * deployed keeps its tasks.
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

/** vCPUs that the services need during the deploy, in addition to those of the tasks that already run. */
export const addedVcpus = async (target: DeployTarget): Promise<number> =>
  (await startedTasks(target)).reduce((sum, { added, vcpus }) => sum + added * vcpus, 0);

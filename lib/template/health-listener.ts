import { itemsOf, listOf, numberOf, type TemplateValue, textOf, valueAt } from './json';
import { LOAD_BALANCER_TYPE, pathsOf, rulesOf, servesRequests, TARGET_GROUP_TYPE } from './load-balancers';
import { identityOf, resourceIdentity } from './references';
import type { TemplateResource, TemplateView } from './view';

const READ_METHODS: readonly TemplateValue[] = ['GET', 'HEAD'];

/**
 * True for the rule of a load balancer for health checks that can't present a client certificate. It must meet all of these
 * conditions: it allows only reading, and exactly the path that a target group of this template checks; the listener serves nothing
 * else; and only security groups of this template's Network Load Balancers may reach its port, and no address.
 */
export function isHealthRule(
  view: TemplateView,
  rule: TemplateResource,
  listener: TemplateResource | undefined,
): boolean {
  return (
    listener !== undefined &&
    checksHealth(view, rule) &&
    readsOnly(rule) &&
    !servesRequests(valueAt(listener.properties, 'DefaultActions')) &&
    rulesOf(view, listener).every(
      (one) => checksHealth(view, one) || !servesRequests(valueAt(one.properties, 'Actions')),
    ) &&
    onlyBalancersReach(view, listener)
  );
}

function checksHealth(view: TemplateView, rule: TemplateResource): boolean {
  const checked = view
    .ofType(TARGET_GROUP_TYPE)
    .map(({ properties }) => textOf(valueAt(properties, 'HealthCheckPath')));
  return pathsOf(rule)?.every((path) => checked.includes(textOf(path)) && !/[*?]/.test(textOf(path) ?? '*')) ?? false;
}

function readsOnly({ properties }: TemplateResource): boolean {
  const methods = itemsOf(valueAt(properties, 'Conditions')).find(
    (one) => valueAt(one, 'Field') === 'http-request-method',
  );
  const values = listOf(valueAt(methods, 'HttpRequestMethodConfig', 'Values')) ?? [];
  return values.length > 0 && values.every((method) => READ_METHODS.includes(method));
}

function onlyBalancersReach(view: TemplateView, listener: TemplateResource): boolean {
  const port = numberOf(valueAt(listener.properties, 'Port'));
  const balancers = view.ofType(LOAD_BALANCER_TYPE);
  const balancerIdentity = resourceIdentity(valueAt(listener.properties, 'LoadBalancerArn'));
  const balancer = balancers.find(({ id }) => identityOf(id) === balancerIdentity);
  const networkBalancerGroups = balancers
    .filter(({ properties }) => valueAt(properties, 'Type') === 'network')
    .flatMap(({ properties }) => itemsOf(valueAt(properties, 'SecurityGroups')).map(resourceIdentity));
  const groups = itemsOf(valueAt(balancer?.properties, 'SecurityGroups')).map(resourceIdentity);
  const allRulesKnown = groups.every((group) =>
    view.ofType('AWS::EC2::SecurityGroup').some(({ id }) => identityOf(id) === group),
  );
  return (
    port !== undefined &&
    groups.length > 0 &&
    allRulesKnown &&
    ingressOf(view, groups)
      .filter((rule) => mayApplyTo(rule, port))
      .every(
        (rule) =>
          networkBalancerGroups.includes(resourceIdentity(valueAt(rule, 'SourceSecurityGroupId'))) &&
          sourceCount(rule) === 1,
      )
  );
}

function ingressOf(view: TemplateView, groups: readonly (string | undefined)[]): readonly TemplateValue[] {
  return [
    ...view
      .ofType('AWS::EC2::SecurityGroup')
      .filter(({ id }) => groups.includes(identityOf(id)))
      .flatMap(({ properties }) => itemsOf(valueAt(properties, 'SecurityGroupIngress'))),
    ...view
      .ofType('AWS::EC2::SecurityGroupIngress')
      .filter(({ properties }) => groups.includes(resourceIdentity(valueAt(properties, 'GroupId'))))
      .map(({ properties }) => properties),
  ];
}

/** A rule whose ports can't be determined applies to every port. */
function mayApplyTo(rule: TemplateValue, port: number): boolean {
  const from = numberOf(valueAt(rule, 'FromPort'));
  const to = numberOf(valueAt(rule, 'ToPort'));
  return from === undefined || to === undefined || (from <= port && port <= to);
}

const SOURCES = ['CidrIp', 'CidrIpv6', 'SourcePrefixListId', 'SourceSecurityGroupId', 'SourceSecurityGroupName'];
const sourceCount = (rule: TemplateValue): number => SOURCES.filter((name) => valueAt(rule, name) !== undefined).length;

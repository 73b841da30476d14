import { at, items, type Json, list, number, text } from './json';
import { LOAD_BALANCER_TYPE, pathsOf, rulesOf, serves, TARGET_GROUP_TYPE } from './load-balancers';
import { identity, identityOf } from './references';
import type { Resource, TemplateView } from './view';

const READS: readonly Json[] = ['GET', 'HEAD'];

/**
 * True for the rule by which a load balancer answers health checks that can't present a client certificate. All of it must be so:
 * the path is exactly the one that a target group of this template checks, for reading only; the listener serves nothing else; and
 * what may reach its port are the security groups of Network Load Balancers of this template, and no address.
 */
export function isHealthRule(view: TemplateView, rule: Resource, listener: Resource | undefined): boolean {
  return (
    listener !== undefined &&
    checksHealth(view, rule) &&
    readsOnly(rule) &&
    !serves(at(listener.properties, 'DefaultActions')) &&
    rulesOf(view, listener).every((one) => checksHealth(view, one) || !serves(at(one.properties, 'Actions'))) &&
    onlyBalancersReach(view, listener)
  );
}

function checksHealth(view: TemplateView, rule: Resource): boolean {
  const checked = view.ofType(TARGET_GROUP_TYPE).map(({ properties }) => text(at(properties, 'HealthCheckPath')));
  return pathsOf(rule)?.every((path) => checked.includes(text(path)) && !/[*?]/.test(text(path) ?? '*')) ?? false;
}

function readsOnly({ properties }: Resource): boolean {
  const methods = items(at(properties, 'Conditions')).find((one) => at(one, 'Field') === 'http-request-method');
  const values = list(at(methods, 'HttpRequestMethodConfig', 'Values')) ?? [];
  return values.length > 0 && values.every((method) => READS.includes(method));
}

function onlyBalancersReach(view: TemplateView, listener: Resource): boolean {
  const port = number(at(listener.properties, 'Port'));
  const balancers = view.ofType(LOAD_BALANCER_TYPE);
  const asked = identity(at(listener.properties, 'LoadBalancerArn'));
  const balancer = balancers.find(({ id }) => identityOf(id) === asked);
  const network = balancers
    .filter(({ properties }) => at(properties, 'Type') === 'network')
    .flatMap(({ properties }) => items(at(properties, 'SecurityGroups')).map(identity));
  const groups = items(at(balancer?.properties, 'SecurityGroups')).map(identity);
  const ruled = groups.every((group) =>
    view.ofType('AWS::EC2::SecurityGroup').some(({ id }) => identityOf(id) === group),
  );
  return (
    port !== undefined &&
    groups.length > 0 &&
    ruled &&
    ingressOf(view, groups)
      .filter((rule) => mayConcern(rule, port))
      .every((rule) => network.includes(identity(at(rule, 'SourceSecurityGroupId'))) && sources(rule) === 1)
  );
}

function ingressOf(view: TemplateView, groups: readonly (string | undefined)[]): readonly Json[] {
  return [
    ...view
      .ofType('AWS::EC2::SecurityGroup')
      .filter(({ id }) => groups.includes(identityOf(id)))
      .flatMap(({ properties }) => items(at(properties, 'SecurityGroupIngress'))),
    ...view
      .ofType('AWS::EC2::SecurityGroupIngress')
      .filter(({ properties }) => groups.includes(identity(at(properties, 'GroupId'))))
      .map(({ properties }) => properties),
  ];
}

/** Unless the ports can be told to be others, a rule concerns every port. */
function mayConcern(rule: Json, port: number): boolean {
  const [from, to] = [number(at(rule, 'FromPort')), number(at(rule, 'ToPort'))];
  return from === undefined || to === undefined || (from <= port && port <= to);
}

const SOURCES = ['CidrIp', 'CidrIpv6', 'SourcePrefixListId', 'SourceSecurityGroupId', 'SourceSecurityGroupName'];
const sources = (rule: Json): number => SOURCES.filter((name) => at(rule, name) !== undefined).length;

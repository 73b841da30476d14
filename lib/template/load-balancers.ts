import { isIntrinsic, itemsOf, listOf, type TemplateValue, textOf, valueAt } from './json';
import { identityOf, referencesIn, resourceIdentity } from './references';
import type { TemplateResource, TemplateView } from './view';

export const LOAD_BALANCER_TYPE = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
export const LISTENER_TYPE = 'AWS::ElasticLoadBalancingV2::Listener';
export const LISTENER_RULE_TYPE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
export const TARGET_GROUP_TYPE = 'AWS::ElasticLoadBalancingV2::TargetGroup';
export const TRUST_STORE_TYPE = 'AWS::ElasticLoadBalancingV2::TrustStore';

/** Load balancers that read HTTP. `application` is CloudFormation's default, and is assumed if the type can't be determined. */
export const applicationLoadBalancers = (view: TemplateView): readonly TemplateResource[] =>
  view
    .ofType(LOAD_BALANCER_TYPE)
    .filter(({ properties }) => !['network', 'gateway'].includes(textOf(valueAt(properties, 'Type')) ?? ''));

/** Listeners that read HTTP. HTTP is assumed if the protocol can't be determined. */
export const httpListeners = (view: TemplateView): readonly TemplateResource[] =>
  view.ofType(LISTENER_TYPE).filter(({ properties }) => {
    const protocol = valueAt(properties, 'Protocol');
    return isIntrinsic(protocol) || protocol === 'HTTP' || protocol === 'HTTPS';
  });

/** The value of one of the attributes of a load balancer or a listener, `[{ Key, Value }]`. */
export function loadBalancerAttribute(attributes: TemplateValue, key: string): TemplateValue {
  if (isIntrinsic(attributes)) return attributes;
  const found = listOf(attributes)?.find((one) => isIntrinsic(one) || valueAt(one, 'Key') === key);
  return isIntrinsic(found) ? found : valueAt(found, 'Value');
}

export function rulesOf(view: TemplateView, listener: TemplateResource): readonly TemplateResource[] {
  return view
    .ofType(LISTENER_RULE_TYPE)
    .filter(({ properties }) => resourceIdentity(valueAt(properties, 'ListenerArn')) === identityOf(listener.id));
}

/** False only if every action serves nothing: a redirect, or a fixed response of 4xx or 5xx. */
export function servesRequests(actions: TemplateValue): boolean {
  return itemsOf(actions).some((action) => {
    if (valueAt(action, 'Type') === 'redirect') return false;
    const status = textOf(valueAt(action, 'FixedResponseConfig', 'StatusCode'));
    return valueAt(action, 'Type') !== 'fixed-response' || status === undefined || !/^[45]/.test(status);
  });
}

const PATH_PATTERN = 'path-pattern';

/** The path patterns of a rule; undefined if it matches any path, an intrinsic if they can't be determined. */
export function pathsOf({ properties }: TemplateResource): readonly TemplateValue[] | undefined {
  const conditions = itemsOf(valueAt(properties, 'Conditions'));
  const path = conditions.find((one) => isIntrinsic(one) || valueAt(one, 'Field') === PATH_PATTERN);
  if (path === undefined) return undefined;
  if (isIntrinsic(path)) return [path];
  const found = [
    ...itemsOf(valueAt(path, 'PathPatternConfig', 'Values')),
    ...itemsOf(valueAt(path, 'PathPatternConfig', 'RegexValues')).map((value) => ({ regex: value })),
    ...itemsOf(valueAt(path, 'Values')),
  ];
  return found.length === 0 ? undefined : found;
}

/** The target groups of this template that a listener or a rule forwards to. */
export function targetGroups(view: TemplateView, { properties }: TemplateResource): readonly TemplateResource[] {
  const ids = referencesIn([valueAt(properties, 'DefaultActions') ?? null, valueAt(properties, 'Actions') ?? null]);
  return ids.flatMap((id) => view.resource(id) ?? []).filter(({ type }) => type === TARGET_GROUP_TYPE);
}

import { at, isIntrinsic, items, type Json, list, text } from './json';
import { identity, identityOf, references } from './references';
import type { Resource, TemplateView } from './view';

export const LOAD_BALANCER_TYPE = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
export const LISTENER_TYPE = 'AWS::ElasticLoadBalancingV2::Listener';
export const LISTENER_RULE_TYPE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
export const TARGET_GROUP_TYPE = 'AWS::ElasticLoadBalancingV2::TargetGroup';
export const TRUST_STORE_TYPE = 'AWS::ElasticLoadBalancingV2::TrustStore';

/** Load balancers that read HTTP. `application` is CloudFormation's default; a type that can't be told is taken for it. */
export const applicationLoadBalancers = (view: TemplateView): readonly Resource[] =>
  view
    .ofType(LOAD_BALANCER_TYPE)
    .filter(({ properties }) => !['network', 'gateway'].includes(text(at(properties, 'Type')) ?? ''));

/** Listeners that read HTTP; a protocol that can't be told is taken for it. */
export const httpListeners = (view: TemplateView): readonly Resource[] =>
  view.ofType(LISTENER_TYPE).filter(({ properties }) => {
    const protocol = at(properties, 'Protocol');
    return isIntrinsic(protocol) || protocol === 'HTTP' || protocol === 'HTTPS';
  });

/** The value of one of the attributes of a load balancer or a listener, `[{ Key, Value }]`. */
export function attributeOf(attributes: Json, key: string): Json {
  if (isIntrinsic(attributes)) return attributes;
  const found = list(attributes)?.find((one) => isIntrinsic(one) || at(one, 'Key') === key);
  return isIntrinsic(found) ? found : at(found, 'Value');
}

export function rulesOf(view: TemplateView, listener: Resource): readonly Resource[] {
  return view
    .ofType(LISTENER_RULE_TYPE)
    .filter(({ properties }) => identity(at(properties, 'ListenerArn')) === identityOf(listener.id));
}

/** True unless an action surely serves nothing: a redirect, or a fixed response that is a refusal. */
export function serves(actions: Json): boolean {
  return items(actions).some((action) => {
    if (at(action, 'Type') === 'redirect') return false;
    const status = text(at(action, 'FixedResponseConfig', 'StatusCode'));
    return at(action, 'Type') !== 'fixed-response' || status === undefined || !/^[45]/.test(status);
  });
}

const PATH_PATTERN = 'path-pattern';

/** What the paths of a rule must be like; undefined if any path will do, an intrinsic where it can't be told. */
export function pathsOf({ properties }: Resource): readonly Json[] | undefined {
  const conditions = items(at(properties, 'Conditions'));
  const path = conditions.find((one) => isIntrinsic(one) || at(one, 'Field') === PATH_PATTERN);
  if (path === undefined) return undefined;
  if (isIntrinsic(path)) return [path];
  const found = [
    ...items(at(path, 'PathPatternConfig', 'Values')),
    ...items(at(path, 'PathPatternConfig', 'RegexValues')).map((value) => ({ regex: value })),
    ...items(at(path, 'Values')),
  ];
  return found.length === 0 ? undefined : found;
}

/** The target groups of this template that a listener or a rule forwards to. */
export function targetGroups(view: TemplateView, { properties }: Resource): readonly Resource[] {
  const ids = references([at(properties, 'DefaultActions') ?? null, at(properties, 'Actions') ?? null]);
  return ids.flatMap((id) => view.resource(id) ?? []).filter(({ type }) => type === TARGET_GROUP_TYPE);
}

import { isHealthRule } from '../../template/health-listener';
import { isIntrinsic, shownText, type TemplateValue, textOf, valueAt } from '../../template/json';
import { httpListeners, LISTENER_RULE_TYPE, pathsOf, servesRequests } from '../../template/load-balancers';
import { identityOf, resourceIdentity } from '../../template/references';
import type { TemplateResource, TemplateView } from '../../template/view';
import { combineJudgements, judgeEach, type TemplateRule } from './rule';

/** With the final slash, because `/dicomweb*` would also match other applications. */
const PREFIX = '/dicomweb/';

/**
 * Network Load Balancers read no paths. Their target is one of three: an Application Load Balancer, which is checked here; the gate
 * of a cell, which serves only the DICOMweb paths and its health check (test/gate checks this); or a target without HTTP.
 */
export const stow4: TemplateRule = {
  id: 'HeartLab-STOW4',
  failsWhen:
    'a path outside `/dicomweb/` is served. The exact path of a health check is allowed on its own port, if only the security group of a Network Load Balancer reaches that port',
  unknown:
    "An action or a path that can't be determined is a finding. A redirect, or a fixed response of 4xx or 5xx, serves nothing. A listener of a Network Load Balancer reads no paths and isn't checked: the gate behind it refuses other paths.",
  judge: (view) =>
    combineJudgements(
      judgeEach(httpListeners(view), ({ properties }) =>
        servesRequests(valueAt(properties, 'DefaultActions')) ? ['its default action serves every path'] : [],
      ),
      judgeEach(view.ofType(LISTENER_RULE_TYPE), (rule) => paths(view, rule)),
    ),
};

function paths(view: TemplateView, rule: TemplateResource): readonly string[] {
  if (!servesRequests(valueAt(rule.properties, 'Actions')) || isHealthRule(view, rule, listenerOf(view, rule)))
    return [];
  const found = pathsOf(rule);
  return found === undefined ? ['it serves every path: it has no path condition'] : found.flatMap(outside);
}

function listenerOf(view: TemplateView, { properties }: TemplateResource): TemplateResource | undefined {
  const listener = resourceIdentity(valueAt(properties, 'ListenerArn'));
  return httpListeners(view).find(({ id }) => identityOf(id) === listener);
}

function outside(path: TemplateValue): readonly string[] {
  if (isIntrinsic(path)) return [`its path can't be determined from ${shownText(path)}`];
  const regex = valueAt(path, 'regex');
  if (regex !== undefined) {
    return textOf(regex)?.startsWith(`^${PREFIX}`)
      ? []
      : [`it serves the paths of ${shownText(regex)}, outside ${PREFIX}`];
  }
  return textOf(path)?.startsWith(PREFIX) ? [] : [`it serves ${shownText(path)}, outside ${PREFIX}`];
}

import { at, flag, isIntrinsic, shown } from '../template/json';
import { httpListeners, pathsOf, rulesOf, serves, TRUST_STORE_TYPE } from '../template/load-balancers';
import { identity, references } from '../template/references';
import type { Resource, TemplateView } from '../template/view';
import { each, type Rule, together } from './rule';

const VERIFY = 'verify';
const mutual = ({ properties }: Resource) => at(properties, 'MutualAuthentication');

/**
 * A listener with MutualAuthentication is an mTLS door, whatever its mode says. One whose MutualAuthentication was taken away shows
 * by its trust store, which no listener asks any more, or by another listener of its load balancer that still verifies.
 */
export const stow2: Rule = {
  id: 'HeartLab-STOW2',
  failsWhen:
    'an mTLS door (a listener with MutualAuthentication) is without `verify` or ignores expiry; a trust store is asked by no listener that verifies; or a listener beside an mTLS door serves more without it than exact paths outside `/dicomweb/`',
  unknown: "A mode, or whether expiry counts, that can't be told is a finding.",
  judge: (view) => {
    const doors = httpListeners(view).filter((listener) => mutual(listener) !== undefined);
    return together(
      each(doors, door),
      each(view.ofType(TRUST_STORE_TYPE), ({ id }) =>
        doors.some((one) => verifies(one) && references(at(mutual(one), 'TrustStoreArn')).includes(id))
          ? []
          : ['no listener verifies client certificates by this trust store: the door it was made for is open'],
      ),
      each(beside(view, doors), () => [
        'serves without client certificates what may be behind the mTLS door beside it: a way round',
      ]),
    );
  },
};

const verifies = (listener: Resource): boolean => at(mutual(listener), 'Mode') === VERIFY;

function door(listener: Resource): readonly string[] {
  const settings = mutual(listener);
  const mode = at(settings, 'Mode');
  const store = at(settings, 'TrustStoreArn');
  const ignores = at(settings, 'IgnoreClientCertificateExpiry');
  const modeIs = isIntrinsic(mode)
    ? [`whether client certificates are verified can't be told from ${shown(mode)}`]
    : mode === VERIFY
      ? store === undefined
        ? ['verifies client certificates by no trust store']
        : []
      : [`the mode of client certificates is ${shown(mode)}, not ${VERIFY}: anybody is let in`];
  if (ignores === undefined || flag(ignores) === false) return modeIs;
  return [
    ...modeIs,
    flag(ignores) === true
      ? 'client certificates are accepted past their expiry'
      : `whether expired client certificates are accepted can't be told from ${shown(ignores)}`,
  ];
}

/** Listeners without MutualAuthentication, on a load balancer that has a door with it, that lead to what is behind the door. */
function beside(view: TemplateView, doors: readonly Resource[]): readonly Resource[] {
  const balancer = ({ properties }: Resource) => identity(at(properties, 'LoadBalancerArn'));
  const behindDoors = new Set(doors.map(balancer));
  return httpListeners(view).filter(
    (listener) =>
      mutual(listener) === undefined &&
      behindDoors.has(balancer(listener)) &&
      (serves(at(listener.properties, 'DefaultActions')) ||
        rulesOf(view, listener).some((rule) => serves(at(rule.properties, 'Actions')) && !exactPaths(rule))),
  );
}

/** True if a rule serves nothing but exact paths, none of them the door's: a health check's. */
const exactPaths = (rule: Resource): boolean =>
  pathsOf(rule)?.every((path) => typeof path === 'string' && !/[*?]|^\/dicomweb/.test(path)) ?? false;

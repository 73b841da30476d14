import { DIMSE_PORTS } from '../../config/ports';
import { at, flag, isIntrinsic, type Json, number, shown } from '../../template/json';
import {
  httpListeners,
  LISTENER_TYPE,
  pathsOf,
  rulesOf,
  serves,
  TRUST_STORE_TYPE,
  targetGroups,
} from '../../template/load-balancers';
import { identity, references } from '../../template/references';
import type { Resource, TemplateView } from '../../template/view';
import { combineJudgements, judgeEach, type TemplateRule } from './rule';

const VERIFY = 'verify';
const mutual = ({ properties }: Resource) => at(properties, 'MutualAuthentication');

/**
 * A listener with MutualAuthentication is an mTLS door, whatever its mode says. One whose MutualAuthentication was taken away shows
 * by its trust store, which no listener asks any more, or by another listener of its load balancer that still verifies. In the template of
 * a hospital's ingest cell it shows by the metadata: the trust store is in the template of the base, which exports it.
 */
export const stow2: TemplateRule = {
  id: 'HeartLab-STOW2',
  failsWhen:
    "an mTLS door (a listener with MutualAuthentication) is without `verify` or ignores expiry; a trust store that the template doesn't export is asked by no listener that verifies; a listener beside an mTLS door serves more without it than exact paths outside `/dicomweb/`; or, in the cell of a hospital with mTLS, a listener leads to STOW-RS of the tasks without verifying client certificates",
  unknown:
    "A mode, or whether expiry counts, that can't be told is a finding. A cell whose metadata can't be read is judged as one with mTLS.",
  judge: (view) => {
    const doors = httpListeners(view).filter((listener) => mutual(listener) !== undefined);
    return combineJudgements(
      judgeEach(doors, door),
      judgeEach(
        view.ofType(TRUST_STORE_TYPE).filter(({ id }) => !isExported(view, id)),
        ({ id }) =>
          doors.some((one) => verifies(one) && references(at(mutual(one), 'TrustStoreArn')).includes(id))
            ? []
            : ['no listener verifies client certificates by this trust store: the door it was made for is open'],
      ),
      judgeEach(view.cell?.auth === 'mtls' ? intoCell(view) : [], (listener) =>
        verifies(listener) || !open(view, listener)
          ? []
          : [
              'leads to STOW-RS of a hospital that authenticates with client certificates, and verifies none: anybody is let in',
            ],
      ),
      judgeEach(beside(view, doors), () => [
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
    (listener) => mutual(listener) === undefined && behindDoors.has(balancer(listener)) && open(view, listener),
  );
}

/** True if a listener serves more than exact paths outside of DICOMweb, such as a health check's. */
const open = (view: TemplateView, listener: Resource): boolean =>
  serves(at(listener.properties, 'DefaultActions')) ||
  rulesOf(view, listener).some((rule) => serves(at(rule.properties, 'Actions')) && !exactPaths(rule));

/** A trust store that other templates use: their listeners verify by it, and the templates of cells are judged by their metadata. */
const isExported = (view: TemplateView, trustStore: string): boolean =>
  Object.values(view.outputs).some(
    (output) => at(output, 'Export') !== undefined && references(at(output, 'Value')).includes(trustStore),
  );

const takesDimse = (targets: Json): boolean =>
  at(targets, 'Protocol') === 'TCP' && Object.hasOwn(DIMSE_PORTS, number(at(targets, 'Port')) ?? '');

/** Listeners, of either kind of load balancer, that forward to the tasks themselves, on another port than one of DIMSE. */
const intoCell = (view: TemplateView): readonly Resource[] =>
  view
    .ofType(LISTENER_TYPE)
    .filter((listener) =>
      [listener, ...rulesOf(view, listener)]
        .flatMap((one) => targetGroups(view, one))
        .some(({ properties }) => at(properties, 'TargetType') !== 'alb' && !takesDimse(properties)),
    );

/** True if a rule serves nothing but exact paths, none of them the door's: a health check's. */
const exactPaths = (rule: Resource): boolean =>
  pathsOf(rule)?.every((path) => typeof path === 'string' && !/[*?]|^\/dicomweb/.test(path)) ?? false;

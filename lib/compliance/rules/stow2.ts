import { DIMSE_PORTS } from '../../config/ports';
import { flagOf, isIntrinsic, numberOf, shownText, type TemplateValue, valueAt } from '../../template/json';
import {
  httpListeners,
  LISTENER_TYPE,
  pathsOf,
  rulesOf,
  servesRequests,
  TRUST_STORE_TYPE,
  targetGroups,
} from '../../template/load-balancers';
import { referencesIn, resourceIdentity } from '../../template/references';
import type { TemplateResource, TemplateView } from '../../template/view';
import { combineJudgements, judgeEach, type TemplateRule } from './rule';

const VERIFY = 'verify';
const mutual = ({ properties }: TemplateResource) => valueAt(properties, 'MutualAuthentication');

/**
 * A listener with MutualAuthentication is an mTLS listener in any mode. The rule detects a removed MutualAuthentication by the
 * trust store that no listener uses, or by another listener of the load balancer that still verifies. In the template of an ingest
 * cell it uses the metadata, because the template of the shared ingest has and exports the trust store.
 */
export const stow2: TemplateRule = {
  id: 'HeartLab-STOW2',
  failsWhen:
    "an mTLS listener (one with MutualAuthentication) doesn't use `verify`, or ignores expiry; a trust store that the template doesn't export is used by no verifying listener; a listener beside an mTLS listener serves more than exact paths outside `/dicomweb/`; or, in the cell of a hospital with mTLS, a listener forwards to the tasks' STOW-RS without verifying client certificates",
  unknown:
    "A mode or an expiry setting that can't be determined is a finding. A cell whose metadata can't be read is checked as one with mTLS.",
  judge: (view) => {
    const mtls = httpListeners(view).filter((listener) => mutual(listener) !== undefined);
    return combineJudgements(
      judgeEach(mtls, clientVerification),
      judgeEach(
        view.ofType(TRUST_STORE_TYPE).filter(({ id }) => !isExported(view, id)),
        ({ id }) =>
          mtls.some((one) => verifies(one) && referencesIn(valueAt(mutual(one), 'TrustStoreArn')).includes(id))
            ? []
            : ['no listener verifies client certificates with this trust store: its listener accepts every client'],
      ),
      judgeEach(view.cell?.auth === 'mtls' ? intoCell(view) : [], (listener) =>
        verifies(listener) || !open(view, listener)
          ? []
          : [
              'forwards to the STOW-RS of a hospital with mTLS without verifying client certificates: every client is accepted',
            ],
      ),
      judgeEach(besideMtls(view, mtls), () => [
        'serves paths without client certificates, although an mTLS listener of the same load balancer may protect them',
      ]),
    );
  },
};

const verifies = (listener: TemplateResource): boolean => valueAt(mutual(listener), 'Mode') === VERIFY;

function clientVerification(listener: TemplateResource): readonly string[] {
  const settings = mutual(listener);
  const mode = valueAt(settings, 'Mode');
  const store = valueAt(settings, 'TrustStoreArn');
  const ignores = valueAt(settings, 'IgnoreClientCertificateExpiry');
  const modeIs = isIntrinsic(mode)
    ? [`whether client certificates are verified can't be determined from ${shownText(mode)}`]
    : mode === VERIFY
      ? store === undefined
        ? ['verifies client certificates without a trust store']
        : []
      : [`the mode of client certificates is ${shownText(mode)}, not ${VERIFY}: every client is accepted`];
  if (ignores === undefined || flagOf(ignores) === false) return modeIs;
  return [
    ...modeIs,
    flagOf(ignores) === true
      ? 'client certificates are accepted past their expiry'
      : `whether expired client certificates are accepted can't be determined from ${shownText(ignores)}`,
  ];
}

/** Listeners without MutualAuthentication that serve requests, on a load balancer that also has an mTLS listener. */
function besideMtls(view: TemplateView, mtls: readonly TemplateResource[]): readonly TemplateResource[] {
  const balancer = ({ properties }: TemplateResource) => resourceIdentity(valueAt(properties, 'LoadBalancerArn'));
  const balancers = new Set(mtls.map(balancer));
  return httpListeners(view).filter(
    (listener) => mutual(listener) === undefined && balancers.has(balancer(listener)) && open(view, listener),
  );
}

/** True if a listener serves more than exact paths outside of DICOMweb, such as the path of a health check. */
const open = (view: TemplateView, listener: TemplateResource): boolean =>
  servesRequests(valueAt(listener.properties, 'DefaultActions')) ||
  rulesOf(view, listener).some((rule) => servesRequests(valueAt(rule.properties, 'Actions')) && !exactPaths(rule));

/** True for a trust store that listeners of other templates use. Cell templates are checked by their metadata. */
const isExported = (view: TemplateView, trustStore: string): boolean =>
  Object.values(view.outputs).some(
    (output) => valueAt(output, 'Export') !== undefined && referencesIn(valueAt(output, 'Value')).includes(trustStore),
  );

const takesDimse = (targets: TemplateValue): boolean =>
  valueAt(targets, 'Protocol') === 'TCP' && Object.hasOwn(DIMSE_PORTS, numberOf(valueAt(targets, 'Port')) ?? '');

/** Listeners of either kind of load balancer that forward directly to the tasks, on a port that is not a DIMSE port. */
const intoCell = (view: TemplateView): readonly TemplateResource[] =>
  view
    .ofType(LISTENER_TYPE)
    .filter((listener) =>
      [listener, ...rulesOf(view, listener)]
        .flatMap((one) => targetGroups(view, one))
        .some(({ properties }) => valueAt(properties, 'TargetType') !== 'alb' && !takesDimse(properties)),
    );

/** True if a rule serves only exact paths outside of DICOMweb, such as the path of a health check. */
const exactPaths = (rule: TemplateResource): boolean =>
  pathsOf(rule)?.every((path) => typeof path === 'string' && !/[*?]|^\/dicomweb/.test(path)) ?? false;

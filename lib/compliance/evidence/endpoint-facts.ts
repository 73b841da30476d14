import type { Environment, StowAuth } from '../../config/model';
import { VPC_TYPE } from '../../template/hospital-vpcs';
import { itemsOf, textOf, valueAt } from '../../template/json';
import {
  LISTENER_TYPE,
  LOAD_BALANCER_TYPE,
  loadBalancerAttribute,
  rulesOf,
  targetGroups,
} from '../../template/load-balancers';
import { identityOf, importedName, referencesIn, resourceIdentity } from '../../template/references';
import type { TemplateResource, TemplateView } from '../../template/view';
import { evidenceValue } from './tunnel-facts';

/** The encryption settings of one load balancer listener. */
export interface ListenerFacts {
  readonly id: string;
  readonly port: string;
  readonly protocol: string;
  readonly tlsPolicy: string | undefined;
  /** `verify` and the handling of expired certificates; undefined if the listener does not request client certificates. */
  readonly clientCertificates: string | undefined;
  /** The protocol and port of the target. */
  readonly target: { readonly protocol: string; readonly port: string } | undefined;
}

/** A site's interface endpoint, and the service behind it. */
export interface EndpointFacts {
  /** The interface endpoint of the site. */
  readonly resource: TemplateResource;
  readonly service: string;
  readonly auth: StowAuth | 'unknown';
  readonly hostName: string | undefined;
  /** The listeners of the hospital's cell; undefined for a service outside these templates. */
  readonly cell: CellListeners | undefined;
}

export interface CellListeners {
  /** The listeners of the NLB behind the endpoint service. */
  readonly network: readonly ListenerFacts[];
  /** The listener that terminates TLS of STOW-RS: the ALB's with mTLS, else the NLB's. */
  readonly stow: ListenerFacts | undefined;
  /** The paths that the ALB serves; undefined if the NLB terminates TLS, because it reads no paths. */
  readonly paths: readonly string[] | undefined;
  readonly idleSeconds: string | undefined;
  /** The protocol between the load balancer and the gate. */
  readonly targetProtocol: string | undefined;
}

export function endpointFacts(
  site: TemplateView,
  environment: Environment | undefined,
  cell: TemplateView | undefined,
): EndpointFacts | undefined {
  // A site that receives results has a second endpoint, in the VPC of the ingest.
  const own = site.ofType(VPC_TYPE).map(({ id }) => identityOf(id));
  const endpoint = site
    .ofType('AWS::EC2::VPCEndpoint')
    .find(({ properties }) => own.includes(resourceIdentity(valueAt(properties, 'VpcId')) ?? ''));
  if (endpoint === undefined) return undefined;
  const name = valueAt(endpoint.properties, 'ServiceName');
  const imported = importedName(name);
  const service = imported ?? evidenceValue(name) ?? 'unknown';
  const listeners = cell === undefined || imported === undefined ? undefined : cellListeners(cell, imported);
  return {
    resource: endpoint,
    service,
    auth: listeners === undefined ? authOf(service, environment) : listeners.paths === undefined ? 'basic' : 'mtls',
    hostName: textOf(valueAt(site.outputs, 'HostName', 'Value')),
    cell: listeners,
  };
}

function authOf(service: string, environment: Environment | undefined): EndpointFacts['auth'] {
  const services = environment?.ingest.service;
  return (['mtls', 'basic'] as const).find((auth) => service === services?.[auth]) ?? 'unknown';
}

/** Follows the template's references from the exported service to its load balancers. */
function cellListeners(view: TemplateView, exported: string): CellListeners | undefined {
  const output = Object.values(view.outputs).find((one) => textOf(valueAt(one, 'Export', 'Name')) === exported);
  const service = referencesIn(valueAt(output, 'Value'))
    .flatMap((id) => view.resource(id) ?? [])
    .find(({ type }) => type === 'AWS::EC2::VPCEndpointService');
  if (service === undefined) return undefined;
  const nlbs = itemsOf(valueAt(service.properties, 'NetworkLoadBalancerArns')).map(resourceIdentity);
  const listeners = view.ofType(LISTENER_TYPE);
  const network = listeners.filter(({ properties }) =>
    nlbs.includes(resourceIdentity(valueAt(properties, 'LoadBalancerArn'))),
  );
  const albs = network
    .flatMap((listener) => targetGroups(view, listener))
    .filter(({ properties }) => valueAt(properties, 'TargetType') === 'alb')
    .flatMap(({ properties }) =>
      itemsOf(valueAt(properties, 'Targets')).map((target) => resourceIdentity(valueAt(target, 'Id'))),
    );
  const alb = view.ofType(LOAD_BALANCER_TYPE).find(({ id }) => albs.includes(identityOf(id)));
  const balancer = identityOf(alb?.id ?? '');
  const stow = (alb === undefined ? network : listeners).find(
    ({ properties }) =>
      evidenceValue(valueAt(properties, 'Port')) === '443' &&
      (alb === undefined || resourceIdentity(valueAt(properties, 'LoadBalancerArn')) === balancer),
  );
  const rules = stow === undefined ? [] : rulesOf(view, stow);
  const groups = [...(alb === undefined && stow !== undefined ? [stow] : []), ...rules].flatMap((one) =>
    targetGroups(view, one),
  );
  return {
    network: network.map((listener) => listenerFacts(view, listener)),
    stow: stow === undefined ? undefined : listenerFacts(view, stow),
    paths: alb === undefined ? undefined : rules.flatMap(pathsIn),
    idleSeconds:
      alb === undefined
        ? NLB_TLS_IDLE_SECONDS
        : textOf(
            loadBalancerAttribute(valueAt(alb.properties, 'LoadBalancerAttributes'), 'idle_timeout.timeout_seconds'),
          ),
    targetProtocol: textOf(valueAt(groups[0]?.properties, 'Protocol')),
  };
}

/** Fixed for a TLS listener of an NLB (docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html). */
const NLB_TLS_IDLE_SECONDS = '350';

const pathsIn = ({ properties }: TemplateResource): readonly string[] =>
  itemsOf(valueAt(properties, 'Conditions')).flatMap((condition) =>
    itemsOf(valueAt(condition, 'PathPatternConfig', 'Values')).flatMap((path) => textOf(path) ?? []),
  );

export function listenerFacts(view: TemplateView, listener: TemplateResource): ListenerFacts {
  const { id, properties } = listener;
  const mode = textOf(valueAt(properties, 'MutualAuthentication', 'Mode'));
  const ignored = valueAt(properties, 'MutualAuthentication', 'IgnoreClientCertificateExpiry') === true;
  const [target] = targetGroups(view, listener);
  return {
    id,
    port: evidenceValue(valueAt(properties, 'Port')) ?? 'unknown',
    protocol: evidenceValue(valueAt(properties, 'Protocol')) ?? 'unknown',
    tlsPolicy: evidenceValue(valueAt(properties, 'SslPolicy')),
    clientCertificates:
      mode === undefined || mode === 'off' ? undefined : `${mode}${ignored ? ', expiry ignored' : ', expiry checked'}`,
    target:
      target === undefined
        ? undefined
        : {
            protocol: evidenceValue(valueAt(target.properties, 'Protocol')) ?? 'unknown',
            port: evidenceValue(valueAt(target.properties, 'Port')) ?? 'unknown',
          },
  };
}

/** A site's deliveries: their fixed source addresses, and their destinations. */
export interface DeliveryFacts {
  readonly sources: readonly string[];
  readonly targets: readonly { readonly address: string; readonly port: string; readonly listener: string }[];
}

export function deliveryFacts(view: TemplateView): DeliveryFacts | undefined {
  const [balancer] = view.ofType(LOAD_BALANCER_TYPE);
  if (balancer === undefined) return undefined;
  return {
    sources: itemsOf(valueAt(balancer.properties, 'SubnetMappings')).map(
      (one) => evidenceValue(valueAt(one, 'PrivateIPv4Address')) ?? 'assigned at deploy',
    ),
    targets: view.ofType(LISTENER_TYPE).flatMap((listener) =>
      targetGroups(view, listener).flatMap(({ properties }) =>
        itemsOf(valueAt(properties, 'Targets')).map((target) => ({
          address: evidenceValue(valueAt(target, 'Id')) ?? 'unknown',
          port: evidenceValue(valueAt(target, 'Port')) ?? evidenceValue(valueAt(properties, 'Port')) ?? 'unknown',
          listener: evidenceValue(valueAt(listener.properties, 'Port')) ?? 'unknown',
        })),
      ),
    ),
  };
}

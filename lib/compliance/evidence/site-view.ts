import { compareAscending } from '../../config/ascending';
import type { Environment, Site } from '../../config/model';
import { mappingOf } from '../../template/json';
import type { TemplateView } from '../../template/view';
import { type DeliveryFacts, deliveryFacts, type EndpointFacts, endpointFacts } from './endpoint-facts';
import { type EvidencePort, evidencePorts } from './ports';
import { type EvidenceVpnFacts, evidenceVpnFacts, type LineFacts, lineFacts } from './tunnel-facts';

/** The parts of one site's template that the evidence needs, read once. */
export interface SiteView {
  readonly view: TemplateView;
  /** The site file in the template's metadata. The evidence takes only names and reasons from it, never a value that the eIFU covers. */
  readonly declared: Site | undefined;
  readonly cloudCidr: string | undefined;
  readonly vpn: EvidenceVpnFacts | undefined;
  readonly lines: readonly LineFacts[];
  readonly ports: readonly EvidencePort[];
  readonly endpoint: EndpointFacts | undefined;
  readonly delivery: DeliveryFacts | undefined;
}

export function siteView(
  view: TemplateView,
  environment: Environment | undefined,
  cell: TemplateView | undefined,
): SiteView {
  const cidr = view.ofType('AWS::EC2::VPC').map(({ properties }) => mappingOf(properties).CidrBlock)[0];
  return {
    view,
    declared: view.site,
    cloudCidr: typeof cidr === 'string' ? cidr : undefined,
    vpn: evidenceVpnFacts(view),
    lines: lineFacts(view),
    ports: evidencePorts(view),
    endpoint: endpointFacts(view, environment, cell),
    delivery: deliveryFacts(view),
  };
}

/** The ports that are open to the hospital, without duplicates, sorted by number. */
export function inwardPorts({ ports }: SiteView): readonly EvidencePort[] {
  const inward = ports.filter(({ direction, fromHospital }) => direction === 'in' && fromHospital);
  return inward
    .filter((one, index) => inward.findIndex((other) => samePort(other, one)) === index)
    .toSorted((a, b) => Number(a.port) - Number(b.port) || compareAscending(a.port, b.port));
}

const samePort = (a: EvidencePort, b: EvidencePort): boolean => a.port === b.port && a.protocol === b.protocol;

import { ascending } from '../../config/ascending';
import type { Environment, Site } from '../../config/model';
import { type Json, mappingOf } from '../../template/json';
import { TemplateView } from '../../template/view';
import { type DeliveryFacts, type DoorFacts, deliveryFacts, doorFacts, type ReadTemplate } from './endpoint-facts';
import { type OpenPort, openPorts } from './ports';
import { type EvidenceVpnFacts, evidenceVpnFacts, type LineFacts, lineFacts } from './tunnel-facts';

/** Everything that evidence reads of one site's template, read once. */
export interface SiteView {
  readonly view: TemplateView;
  /** What the template says was declared: names and reasons are taken from it, never a value that the eIFU speaks of. */
  readonly declared: Site | undefined;
  readonly cloudCidr: string | undefined;
  readonly vpn: EvidenceVpnFacts | undefined;
  readonly lines: readonly LineFacts[];
  readonly ports: readonly OpenPort[];
  readonly door: DoorFacts | undefined;
  readonly delivery: DeliveryFacts | undefined;
}

export function readTemplate(template: unknown): ReadTemplate {
  return { view: new TemplateView(template), outputs: mappingOf(mappingOf(template as Json).Outputs) };
}

export function siteView(
  read: ReadTemplate,
  environment: Environment | undefined,
  cell: ReadTemplate | undefined,
): SiteView {
  const { view } = read;
  const cidr = view.ofType('AWS::EC2::VPC').map(({ properties }) => mappingOf(properties).CidrBlock)[0];
  return {
    view,
    declared: view.site,
    cloudCidr: typeof cidr === 'string' ? cidr : undefined,
    vpn: evidenceVpnFacts(view),
    lines: lineFacts(view),
    ports: openPorts(view),
    door: doorFacts(read, environment, cell),
    delivery: deliveryFacts(read),
  };
}

/** The ports on which the hospital may come in, each once, in numerical order where they are numbers. */
export function inwardPorts({ ports }: SiteView): readonly OpenPort[] {
  const inward = ports.filter(({ direction, fromHospital }) => direction === 'in' && fromHospital);
  return inward
    .filter((one, index) => inward.findIndex((other) => sameDoor(other, one)) === index)
    .toSorted((a, b) => Number(a.port) - Number(b.port) || ascending(a.port, b.port));
}

const sameDoor = (a: OpenPort, b: OpenPort): boolean => a.port === b.port && a.protocol === b.protocol;

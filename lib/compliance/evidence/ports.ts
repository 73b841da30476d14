import { type TemplateValue, valueAt } from '../../template/json';
import { type OpenPort, openPort, openPorts } from '../../template/open-ports';
import { attributeOf } from '../../template/references';
import { GROUP_TYPE, hospitalGroups, leadsNowhere } from '../../template/security-groups';
import type { TemplateView } from '../../template/view';
import { evidenceValue } from './tunnel-facts';

/** The traffic that a security group rule permits, as text. */
export interface EvidencePort {
  readonly direction: 'in' | 'out';
  /** The logical id of the group or rule. */
  readonly resource: string;
  /** `tcp` */
  readonly protocol: string;
  /** `443`, `1 to 65535`, `all` */
  readonly port: string;
  /** A CIDR, another group, or a prefix list. */
  readonly peer: string;
  /** The rule's own description. */
  readonly why: string;
  /** True for a rule in the site's VPC, where the hospital's traffic arrives. */
  readonly fromHospital: boolean;
}

/** The ports that a hospital can reach; for the template of any other stack, those of all its groups. */
export function evidencePorts(view: TemplateView): readonly EvidencePort[] {
  const hospital = hospitalGroups(view).flatMap(({ rules, place }) =>
    rules
      .filter((rule) => !leadsNowhere(rule))
      .map((rule) => portFacts(openPort(rule), rule.resource.id, place === 'hospital')),
  );
  return view.ofSite ? hospital : [...hospital, ...otherGroups(view)];
}

/** Rules inside groups come before rules that are separate resources. */
function otherGroups(view: TemplateView): readonly EvidencePort[] {
  const all = openPorts(view);
  const inline = all.filter(({ rule }) => rule.resource.type === GROUP_TYPE && !leadsNowhere(rule));
  const separate = all.filter(({ rule }) => rule.resource.type !== GROUP_TYPE);
  const ordered = ['in', 'out'].flatMap((direction) => separate.filter((port) => port.direction === direction));
  return [
    ...inline.map((port) => portFacts(port, port.rule.resource.id, false)),
    ...ordered.map((port) => portFacts(port, groupName(valueAt(port.rule.value, 'GroupId')), false)),
  ];
}

const groupName = (value: TemplateValue): string => attributeOf(value)?.id ?? evidenceValue(value) ?? 'unknown';

/** The `GroupId` of a group is shown as the group. Other attributes are values, such as the CIDR of a VPC. */
function peerName(peer: TemplateValue): string {
  const attribute = attributeOf(peer);
  return attribute?.name === 'GroupId' ? attribute.id : (evidenceValue(peer) ?? 'unknown');
}

function portFacts(port: OpenPort, resource: string, fromHospital: boolean): EvidencePort {
  const protocol = evidenceValue(port.protocol) ?? 'unknown';
  return {
    direction: port.direction,
    resource,
    protocol: protocol === '-1' ? 'all' : protocol,
    port: portText(evidenceValue(port.from), evidenceValue(port.to)),
    peer: peerName(port.peer),
    why: evidenceValue(valueAt(port.rule.value, 'Description')) ?? '',
    fromHospital,
  };
}

function portText(first: string | undefined, last: string | undefined): string {
  if (first === undefined) return 'all';
  return last === undefined || last === first ? first : `${first} to ${last}`;
}

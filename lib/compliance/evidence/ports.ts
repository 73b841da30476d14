import { type Json, textOf, valueAt } from '../../template/json';
import { attributeOf } from '../../template/references';
import { hospitalGroups, leadsNowhere } from '../../template/security-groups';
import type { TemplateView } from '../../template/view';
import { shownValue } from './tunnel-facts';

/** One open door: who may send what to whom, as the security groups of a template say it. */
export interface OpenPort {
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
  /** In the site's VPC, where the hospital arrives. */
  readonly fromHospital: boolean;
}

const GROUP_TYPE = 'AWS::EC2::SecurityGroup';

/** Those that a hospital meets, and in another template's stack all that its groups say. */
export function openPorts(view: TemplateView): readonly OpenPort[] {
  const met = hospitalGroups(view).flatMap(({ rules, place }) =>
    rules
      .filter((rule) => !leadsNowhere(rule))
      .map((rule) => open(rule.resource.id, rule.direction === 'ingress', rule.value, place === 'hospital')),
  );
  return view.ofSite ? met : [...met, ...otherGroups(view)];
}

function otherGroups(view: TemplateView): readonly OpenPort[] {
  const inline = view.ofType(GROUP_TYPE).flatMap(({ id, properties }) =>
    (['SecurityGroupIngress', 'SecurityGroupEgress'] as const).flatMap((name) => {
      const rules = valueAt(properties, name);
      return (Array.isArray(rules) ? (rules as readonly Json[]) : [])
        .filter((value) => !['127.0.0.1/32', '255.255.255.255/32'].includes(textOf(valueAt(value, 'CidrIp')) ?? ''))
        .map((value) => open(id, name === 'SecurityGroupIngress', value, false));
    }),
  );
  const alone = view
    .ofType('AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress')
    .map(({ type, properties }) =>
      open(groupName(valueAt(properties, 'GroupId')), type.endsWith('Ingress'), properties, false),
    );
  return [...inline, ...alone];
}

const groupName = (value: Json): string => attributeOf(value)?.id ?? shownValue(value) ?? 'unknown';

function open(resource: string, inward: boolean, value: Json, fromHospital: boolean): OpenPort {
  const peer = inward ? valueAt(value, 'SourceSecurityGroupId') : valueAt(value, 'DestinationSecurityGroupId');
  const cidr =
    valueAt(value, 'CidrIp') ??
    valueAt(value, 'CidrIpv6') ??
    valueAt(value, 'SourcePrefixListId') ??
    valueAt(value, 'DestinationPrefixListId');
  const protocol = shownValue(valueAt(value, 'IpProtocol')) ?? 'unknown';
  return {
    direction: inward ? 'in' : 'out',
    resource,
    protocol: protocol === '-1' ? 'all' : protocol,
    port: portText(valueAt(value, 'FromPort'), valueAt(value, 'ToPort')),
    peer: peer === undefined ? (shownValue(cidr) ?? 'unknown') : groupName(peer),
    why: shownValue(valueAt(value, 'Description')) ?? '',
    fromHospital,
  };
}

function portText(from: Json, to: Json): string {
  const [first, last] = [shownValue(from), shownValue(to)];
  if (first === undefined) return 'all';
  return last === undefined || last === first ? first : `${first} to ${last}`;
}

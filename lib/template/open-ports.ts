import { type TemplateValue, valueAt } from './json';
import { type GroupRule, groupRules } from './security-groups';
import type { TemplateView } from './view';

/** The traffic that one security group rule permits. Intrinsics are preserved, so that each caller shows them in its own way. */
export interface OpenPort {
  readonly rule: GroupRule;
  readonly direction: 'in' | 'out';
  /** `tcp`; `-1` is every protocol. */
  readonly protocol: TemplateValue;
  readonly from: TemplateValue;
  readonly to: TemplateValue;
  /** A CIDR, another security group, or a prefix list. */
  readonly peer: TemplateValue;
}

const PEERS = {
  ingress: ['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'SourcePrefixListId'],
  egress: ['CidrIp', 'CidrIpv6', 'DestinationSecurityGroupId', 'DestinationPrefixListId'],
} as const;

export function openPort(rule: GroupRule): OpenPort {
  const { direction, value } = rule;
  const peerProperty = PEERS[direction].find((name) => valueAt(value, name) !== undefined);
  return {
    rule,
    direction: direction === 'ingress' ? 'in' : 'out',
    protocol: valueAt(value, 'IpProtocol'),
    from: valueAt(value, 'FromPort'),
    to: valueAt(value, 'ToPort'),
    peer: peerProperty === undefined ? undefined : valueAt(value, peerProperty),
  };
}

/** The traffic that every security group of a template permits, in the order of the template. */
export const openPorts = (view: TemplateView): readonly OpenPort[] => groupRules(view).map(openPort);

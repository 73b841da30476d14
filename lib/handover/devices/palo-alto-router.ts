import type { HandoverRouting, HandoverVpnFacts } from '../facts';
import { placeholderText } from '../placeholder';
import type { ConfigurationLines } from './device-file';
import { interfaceNumber } from './preference';
import { optionalSets, setObject } from './set-lines';

/** The router that holds the tunnels: a virtual router, or with Advanced Routing a logical one (pan-os-codegen, specs/network). */

export const paloAltoUnit = (tunnel: 1 | 2): string => `tunnel.${interfaceNumber(tunnel)}`;

export interface PaloAltoRouter {
  readonly isLogical: boolean;
  /** The path of its interfaces and of its `routing-table`. */
  readonly path: string;
  /** The path of its BGP. */
  readonly bgp: string;
}

export function paloAltoRouter({ release }: HandoverVpnFacts): PaloAltoRouter {
  const isLogical = release.features.includes('advanced-routing');
  const path = isLogical
    ? `network logical-router ${placeholderText('LOGICAL-ROUTER')} vrf default`
    : `network virtual-router ${placeholderText('VIRTUAL-ROUTER')}`;
  return { isLogical, path, bgp: `${path} ${isLogical ? 'bgp' : 'protocol bgp'}` };
}

const staticPath = (vpn: HandoverVpnFacts, name: string): string =>
  `${paloAltoRouter(vpn).path} routing-table ip static-route ${name}`;

export const staticRoute = (vpn: HandoverVpnFacts, name: string, leaves: readonly string[]) =>
  setObject(staticPath(vpn, name), leaves);

export function logicalRouterRoutes(
  vpn: HandoverVpnFacts,
  { announce }: HandoverRouting & { kind: 'bgp' },
): ConfigurationLines {
  const path = (index: number): string => staticPath(vpn, `heartlab-exact-${index + 1}`);
  return [
    '# BGP announces a subnet only while the routing table has exactly that prefix.',
    optionalSets(
      'If the table lacks one of these prefixes, add its lines:',
      announce.flatMap((cidr, index) => [
        `${path(index)} destination ${cidr}`,
        `${path(index)} nexthop ip-address ${placeholderText('INSIDE-NEXT-HOP')}`,
      ]),
      announce.map((_, index) => path(index)),
    ),
  ];
}

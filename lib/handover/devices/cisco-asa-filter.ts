import type { VpnHandoverFacts } from '../facts';
import { type TunnelFlow, tunnelFlows } from '../firewall';
import { withMask } from '../netmask';
import { ciscoSection } from './cisco-lines';
import type { ConfigurationAddition, ConfigurationLines } from './device-file';

/**
 * The ASA's filters. `access-group` filters what leaves for a tunnel. What arrives passes the interface's access list only without
 * `sysopt connection permit-vpn`, so a VPN filter applies too ("VPN Filters on Cisco ASA", document 118029; ASA VPN CLI guide,
 * "General VPN Parameters"). In a VPN filter the source is always the remote side.
 */

const NAMES = { in: 'HEARTLAB-IN', out: 'HEARTLAB-OUT', tunnel: 'HEARTLAB-TUNNEL' } as const;

const host = (address: string): string => (address.includes('/') ? withMask(address) : `host ${address}`);
const request = ({ client, server, port }: TunnelFlow): string => `tcp ${host(client)} ${host(server)} eq ${port}`;
const answer = ({ client, server, port }: TunnelFlow): string => `tcp ${host(server)} eq ${port} ${host(client)}`;

const list = (name: string, entries: readonly string[]): ConfigurationAddition => {
  const lines = entries.map((entry) => `access-list ${name} extended permit ${entry}`);
  return { put: lines, remove: lines.toReversed().map((line) => `no ${line}`) };
};

/**
 * With static routes an answer may arrive through the other tunnel. There TCP state bypass treats it as a new connection, so the
 * lists permit answers too.
 */
export function asaFilters({ firewall, vpn }: VpnHandoverFacts): ConfigurationLines {
  const studies = tunnelFlows(firewall, 'outbound');
  const results = tunnelFlows(firewall, 'inbound');
  const isStatic = vpn.routing.kind === 'static';
  const inside = vpn.tunnels.flatMap(({ inside: { aws, device } }) => [
    `icmp host ${aws} host ${device}`,
    ...(isStatic ? [] : [`tcp host ${aws} host ${device} eq bgp`, `tcp host ${aws} eq bgp host ${device}`]),
  ]);
  return [
    list(NAMES.out, [...studies.map(request), ...(isStatic ? results.map(answer) : [])]),
    // Nothing may arrive unasked where there are no results; an empty list would not exist.
    results.length === 0 && !isStatic
      ? ciscoSection(`access-list ${NAMES.in} extended deny ip any any`)
      : list(NAMES.in, [...results.map(request), ...(isStatic ? studies.map(answer) : [])]),
    list(NAMES.tunnel, [...results.map(request), ...studies.map(answer), ...inside]),
    '!',
  ];
}

const groups: ConfigurationLines = ([1, 2] as const).map((number) => [
  ciscoSection(`access-group ${NAMES.in} in interface heartlab-${number}`),
  ciscoSection(`access-group ${NAMES.out} out interface heartlab-${number}`),
]);

export const ASA_FILTERS = { ...NAMES, groups } as const;

/**
 * With static routes AWS may answer through the other tunnel: the ASA must not drop the answer for lack of a request. A policy of
 * one interface applies in both directions (ASA firewall CLI guide, "Feature Directionality"), so the global policy stays as it is.
 */
export function asaStateBypass({ hospitalCidrs, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  const name = 'HEARTLAB-BYPASS';
  return [
    list(
      name,
      hospitalCidrs.flatMap((cidr) => [
        `tcp ${withMask(cidr)} ${withMask(cloudCidr)}`,
        `tcp ${withMask(cloudCidr)} ${withMask(cidr)}`,
      ]),
    ),
    ciscoSection(`class-map ${name}`, [` match access-list ${name}`]),
    ciscoSection(`policy-map ${name}`, [` class ${name}`, '  set connection advanced-options tcp-state-bypass']),
    ([1, 2] as const).map((number) => ciscoSection(`service-policy ${name} interface heartlab-${number}`)),
    '!',
  ];
}

import type { VpnHandoverFacts } from '../facts';
import { type TunnelFlow, tunnelFlows } from '../firewall';
import { type ConfigurationAddition, type ConfigurationLines, deviceFileText } from './device-file';
import { interfaceNumber, NO_ROUTE_DISTANCE } from './preference';

/** The Linux settings besides strongSwan: XFRM interfaces (ip-link(8)), a filter and a clamped MSS (nft(8)). */

export const linuxInterface = (tunnel: 1 | 2): string => `heartlab${tunnel}`;

/** A shell script begins with its interpreter, then the heading. */
export const shellScript = (text: string): string => deviceFileText(['#!/bin/sh', text.trimEnd()]);

/**
 * The kernel's metric of a route. FRR reads the highest byte as the distance (zebra: `[250/250]`), so that BGP's routes are preferred;
 * a small metric would be the distance 0.
 */
const NO_ROUTE_METRIC = NO_ROUTE_DISTANCE * 2 ** 24 + NO_ROUTE_DISTANCE;

export function linuxInterfaces({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  const noRoute = `blackhole ${cloudCidr} metric ${NO_ROUTE_METRIC}`;
  return [
    'set -eu',
    '[ "$(sysctl -n net.ipv4.ip_forward)" = 1 ] || echo "net.ipv4.ip_forward is 0: this machine forwards no packets" >&2',
    'up() { # name, interface id, inside address',
    '    ip link show "$1" >/dev/null 2>&1 || ip link add "$1" type xfrm if_id "$2"',
    '    ip address replace "$3" dev "$1"',
    `    ip link set "$1" mtu ${vpn.mtu.mtu} up`,
    '    # Loose reverse path filter: with static routes, AWS may answer through the other tunnel.',
    '    sysctl -qw "net.ipv4.conf.$1.rp_filter=2"',
    '}',
    // While no tunnel has a route, the packets end here instead of at the default route.
    { put: [`ip route replace ${noRoute}`], remove: [`ip route delete ${noRoute}`] },
    vpn.tunnels.map(
      ({ number, inside }): ConfigurationAddition => ({
        put: [`up ${linuxInterface(number)} ${interfaceNumber(number)} ${inside.device}/30`],
        remove: [`ip link delete ${linuxInterface(number)}`],
      }),
    ),
  ];
}

const request = ({ client, server, port }: TunnelFlow): string =>
  `ip saddr ${client} ip daddr ${server} tcp dport ${port} accept`;
/** Only with ACK, so that the server's port opens no connection. */
const answer = ({ client, server, port }: TunnelFlow): string =>
  `ip saddr ${server} ip daddr ${client} tcp sport ${port} tcp flags & ack == ack accept`;

/** The filter is stateless: a rule with a state would turn on connection tracking for the whole machine. */
export function linuxFilter({ vpn, firewall }: VpnHandoverFacts): ConfigurationLines {
  const studies = tunnelFlows(firewall, 'outbound');
  const results = tunnelFlows(firewall, 'inbound');
  const chain = (name: string, rules: readonly string[]): ConfigurationLines => [
    `    chain ${name} {`,
    rules.map((rule) => `        ${rule}`),
    '    }',
  ];
  const mss = `tcp flags syn tcp option maxseg size set ${vpn.mtu.mss}`;
  const own = vpn.tunnels.flatMap(({ inside: { aws, device } }) => [
    `ip saddr ${aws} ip daddr ${device} icmp type { echo-request, echo-reply } accept`,
    ...(vpn.routing.kind === 'bgp'
      ? [request({ client: aws, server: device, port: 179 }), answer({ client: device, server: aws, port: 179 })]
      : []),
  ]);
  return [
    {
      put: [
        'table inet heartlab',
        'delete table inet heartlab',
        'table inet heartlab {',
        chain('clamp', [
          'type filter hook forward priority mangle; policy accept;',
          `iifname "heartlab*" ${mss}`,
          `oifname "heartlab*" ${mss}`,
        ]),
        chain('forward', [
          'type filter hook forward priority filter - 1; policy accept;',
          'iifname "heartlab*" jump from_heartlab',
          'oifname "heartlab*" jump to_heartlab',
        ]),
        chain('input', [
          'type filter hook input priority filter - 1; policy accept;',
          'iifname "heartlab*" jump from_tunnel',
        ]),
        chain('from_heartlab', [...results.map(request), ...studies.map(answer), 'drop']),
        chain('to_heartlab', [...studies.map(request), ...results.map(answer), 'drop']),
        chain('from_tunnel', [...own, 'drop']),
        '}',
      ],
      remove: ['nft delete table inet heartlab'],
    },
  ];
}

import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { placeholderText } from '../placeholder';
import { CISCO_TIMERS, ciscoBgp, exactRoutes } from './cisco-lines';
import type { ConfigurationLines } from './device-file';
import { STATIC_ROUTE_DISTANCE, TUNNEL_TRACKING } from './preference';
import { linuxInterface } from './strongswan-network';

/** Routing: BGP with FRR (FRR User Guide, "BGP", "Filtering", "Route Maps"), or one route a tunnel, tracked by ping. */

export const frrLines = (facts: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines => [
  ciscoBgp(facts, routing, {
    prefixList: 'ip prefix-list',
    end: 'exit',
    network: (cidr) => `network ${cidr}`,
    timers: CISCO_TIMERS,
  }),
  exactRoutes(
    'show ip route',
    routing.announce.map((cidr) => `ip route ${cidr} ${placeholderText('INSIDE-NEXT-HOP')}`),
  ),
];

export const trackLines = ({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines => [
  'set -u',
  'lost1=0 lost2=0',
  'look() { # pings lost so far, interface, own address, AWS address, metric',
  '    if ping -n -q -c 1 -W 2 -I "$3" "$4" >/dev/null 2>&1; then',
  '        lost=0',
  `        ip route replace ${cloudCidr} dev "$2" metric "$5"`,
  '    else',
  '        lost=$(($1 + 1))',
  `        [ "$lost" -lt ${TUNNEL_TRACKING.lost} ] || ip route delete ${cloudCidr} dev "$2" metric "$5" 2>/dev/null`,
  '    fi',
  '}',
  'while :; do',
  // The route goes with its interface.
  vpn.tunnels.map(({ number, inside }) => [
    `    look "$lost${number}" ${linuxInterface(number)} ${inside.device} ${inside.aws} ${STATIC_ROUTE_DISTANCE[number]}`,
    `    lost${number}=$lost`,
  ]),
  `    sleep ${TUNNEL_TRACKING.intervalSeconds}`,
  'done',
];

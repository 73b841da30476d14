import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { type ConfigurationLines, type DeviceFile, withHeading } from './device-file';
import { BGP_TIMERS, LOCAL_PREFERENCE, prependedAsn, STATIC_ROUTE_DISTANCE, TUNNEL_TRACKING } from './preference';
import { linuxInterface, shellScript } from './strongswan-network';

/** Routing: BGP with FRR (FRR User Guide, "BGP", "Filtering", "Route Maps"), or one route a tunnel, tracked by ping. */

function frr({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  return [
    routing.announce.map((cidr, index) => `ip prefix-list HEARTLAB-OUT seq ${5 * (index + 1)} permit ${cidr}`),
    `ip prefix-list HEARTLAB-IN seq 5 permit ${cloudCidr}`,
    '!',
    vpn.tunnels.map(({ number }) => [
      `route-map HEARTLAB-${number}-IN permit 10`,
      ' match ip address prefix-list HEARTLAB-IN',
      ` set local-preference ${LOCAL_PREFERENCE[number]}`,
      'exit',
      '!',
      `route-map HEARTLAB-${number}-OUT permit 10`,
      ' match ip address prefix-list HEARTLAB-OUT',
      number === 2 ? ` set as-path prepend ${prependedAsn(routing.asn)}` : undefined,
      'exit',
      '!',
    ]),
    `router bgp ${routing.asn}`,
    ` bgp router-id ${vpn.tunnels[0].inside.device}`,
    ' no bgp network import-check',
    vpn.tunnels.map(({ inside }) => [
      ` neighbor ${inside.aws} remote-as ${routing.awsAsn}`,
      ` neighbor ${inside.aws} timers ${BGP_TIMERS.keepalive} ${BGP_TIMERS.hold}`,
    ]),
    ' !',
    ' address-family ipv4 unicast',
    routing.announce.map((cidr) => `  network ${cidr}`),
    vpn.tunnels.map(({ number, inside }) => [
      `  neighbor ${inside.aws} activate`,
      `  neighbor ${inside.aws} route-map HEARTLAB-${number}-IN in`,
      `  neighbor ${inside.aws} route-map HEARTLAB-${number}-OUT out`,
    ]),
    ' exit-address-family',
    'exit',
    '!',
  ];
}

const track = ({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines => [
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
  vpn.tunnels.map(({ number, inside }) => [
    `    look "$lost${number}" ${linuxInterface(number)} ${inside.device} ${inside.aws} ${STATIC_ROUTE_DISTANCE[number]}`,
    `    lost${number}=$lost`,
  ]),
  `    sleep ${TUNNEL_TRACKING.intervalSeconds}`,
  'done',
];

export function strongswanRouting(facts: VpnHandoverFacts): readonly DeviceFile[] {
  const { routing } = facts.vpn;
  if (routing.kind === 'bgp') {
    const remarks = [
      'Add these lines to /etc/frr/frr.conf. If BGP in FRR already has another AS number, ask HeartLab first.',
    ];
    return [{ name: 'frr.conf', text: withHeading(facts, { comment: '!', remarks, lines: frr(facts, routing) }) }];
  }
  const remarks = [
    'Start this script as a service, because it does not end. It keeps the route of each tunnel while AWS answers a ping through it.',
  ];
  return [
    {
      name: 'heartlab-track.sh',
      text: shellScript(withHeading(facts, { comment: '#', remarks, lines: track(facts) })),
    },
  ];
}

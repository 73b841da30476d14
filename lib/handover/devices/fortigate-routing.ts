import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { withMask } from '../netmask';
import type { ConfigurationLines } from './device-file';
import { BGP_TIMERS, LOCAL_PREFERENCE, prependedAsn, STATIC_ROUTE_DISTANCE, TUNNEL_TRACKING } from './preference';

/** A tunnel's interface has the name of its phase 1, which is limited to 15 characters. */
export const fortigateInterface = (tunnel: 1 | 2): string => `heartlab-${tunnel}`;

function prefixList(name: string, cidrs: readonly string[]): ConfigurationLines {
  return [
    `    edit "${name}"`,
    '        config rule',
    cidrs.map((cidr, index) => [
      `            edit ${index + 1}`,
      `                set prefix ${withMask(cidr)}`,
      '                unset ge',
      '                unset le',
      '            next',
    ]),
    '        end',
    '    next',
  ];
}

const routeMap = (name: string, list: string, set: string | undefined): ConfigurationLines => [
  `    edit "${name}"`,
  '        config rule',
  '            edit 1',
  `                set match-ip-address "${list}"`,
  set && `                ${set}`,
  '            next',
  '        end',
  '    next',
];

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  return [
    'config router prefix-list',
    prefixList('heartlab-out', routing.announce),
    prefixList('heartlab-in', [cloudCidr]),
    'end',
    'config router route-map',
    vpn.tunnels.map(({ number }) => [
      routeMap(`heartlab-${number}-in`, 'heartlab-in', `set set-local-preference ${LOCAL_PREFERENCE[number]}`),
      routeMap(
        `heartlab-${number}-out`,
        'heartlab-out',
        number === 2 ? `set set-aspath "${prependedAsn(routing.asn)}"` : undefined,
      ),
    ]),
    'end',
    'config router bgp',
    `    set as ${routing.asn}`,
    `    set router-id ${vpn.tunnels[0].inside.device}`,
    '    config neighbor',
    vpn.tunnels.map(({ number, inside }) => [
      `        edit "${inside.aws}"`,
      `            set remote-as ${routing.awsAsn}`,
      `            set update-source "${fortigateInterface(number)}"`,
      `            set keep-alive-timer ${BGP_TIMERS.keepalive}`,
      `            set holdtime-timer ${BGP_TIMERS.hold}`,
      `            set route-map-in "heartlab-${number}-in"`,
      `            set route-map-out "heartlab-${number}-out"`,
      '            set soft-reconfiguration enable',
      '        next',
    ]),
    '    end',
    '    config network',
    // Announced even if the routing table doesn't contain exactly that prefix.
    routing.announce.map((cidr) => [
      '        edit 0',
      `            set prefix ${withMask(cidr)}`,
      '            set network-import-check disable',
      '        next',
    ]),
    '    end',
    'end',
  ];
}

/**
 * Both routes have the same distance, so that both are active and an answer from the other tunnel passes the reverse-path check.
 * The priority selects tunnel 1.
 */
function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  return [
    'config system link-monitor',
    vpn.tunnels.map(({ number, inside }) => [
      `    edit "${fortigateInterface(number)}"`,
      `        set srcintf "${fortigateInterface(number)}"`,
      `        set server "${inside.aws}"`,
      '        set protocol ping',
      `        set source-ip ${inside.device}`,
      `        set interval ${TUNNEL_TRACKING.intervalSeconds * 1000}`,
      `        set failtime ${TUNNEL_TRACKING.lost}`,
      `        set recoverytime ${TUNNEL_TRACKING.lost}`,
      '        set update-static-route enable',
      '    next',
    ]),
    'end',
    'config router static',
    vpn.tunnels.map(({ number }) => [
      '    edit 0',
      `        set dst ${withMask(cloudCidr)}`,
      `        set device "${fortigateInterface(number)}"`,
      `        set distance ${STATIC_ROUTE_DISTANCE[1]}`,
      `        set priority ${number}`,
      '    next',
    ]),
    'end',
  ];
}

export const fortigateRouting = (facts: VpnHandoverFacts): ConfigurationLines =>
  facts.vpn.routing.kind === 'bgp' ? bgp(facts, facts.vpn.routing) : tracked(facts);

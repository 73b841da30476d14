import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { withMask } from '../netmask';
import type { ConfigurationLines } from './device-file';
import { entryNumber, type FortigateEntry, fortigateTable } from './fortigate-table';
import { BGP_TIMERS, LOCAL_PREFERENCE, prependedAsn, STATIC_ROUTE_DISTANCE, TUNNEL_TRACKING } from './preference';

/** A tunnel's interface has the name of its phase 1, which is limited to 15 characters. */
export const fortigateInterface = (tunnel: 1 | 2): string => `heartlab-${tunnel}`;

/** The highest distance that still makes a route: 255 would never be active. */
const NO_ROUTE_DISTANCE = 254;

const commented = (lines: readonly string[]): readonly string[] => lines.map((line) => `#  ${line}`);

const prefixList = (name: string, cidrs: readonly string[]): FortigateEntry => ({
  id: `"${name}"`,
  lines: [
    'config rule',
    cidrs.map((cidr, index) => [
      `    edit ${index + 1}`,
      `        set prefix ${withMask(cidr)}`,
      '        unset ge',
      '        unset le',
      '    next',
    ]),
    'end',
  ],
});

const routeMap = (name: string, list: string, set: string | undefined): FortigateEntry => ({
  id: `"${name}"`,
  lines: [
    'config rule',
    '    edit 1',
    `        set match-ip-address "${list}"`,
    set && `        ${set}`,
    '    next',
    'end',
  ],
});

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  const ownCheck = vpn.release.features.includes('network-import-check');
  return [
    fortigateTable('router prefix-list', [
      prefixList('heartlab-out', routing.announce),
      prefixList('heartlab-in', [cloudCidr]),
    ]),
    fortigateTable(
      'router route-map',
      vpn.tunnels.flatMap(({ number }) => [
        routeMap(`heartlab-${number}-in`, 'heartlab-in', `set set-local-preference ${LOCAL_PREFERENCE[number]}`),
        routeMap(
          `heartlab-${number}-out`,
          'heartlab-out',
          number === 2 ? `set set-aspath "${prependedAsn(routing.asn)}"` : undefined,
        ),
      ]),
    ),
    {
      put: [
        '# Only if the firewall has no BGP yet (get router info bgp summary), enter these lines:',
        commented([
          'config router bgp',
          `    set as ${routing.asn}`,
          `    set router-id ${vpn.tunnels[0].inside.device}`,
          'end',
        ]),
      ],
      remove: [
        '# Only if you entered these lines:',
        commented(['config router bgp', '    unset as', '    unset router-id', 'end']),
      ],
    },
    fortigateTable(
      ['router bgp', 'neighbor'],
      vpn.tunnels.map(({ number, inside }) => ({
        id: `"${inside.aws}"`,
        lines: [
          `set remote-as ${routing.awsAsn}`,
          `set update-source "${fortigateInterface(number)}"`,
          `set keep-alive-timer ${BGP_TIMERS.keepalive}`,
          `set holdtime-timer ${BGP_TIMERS.hold}`,
          `set route-map-in "heartlab-${number}-in"`,
          `set route-map-out "heartlab-${number}-out"`,
          'set soft-reconfiguration enable',
        ],
      })),
    ),
    fortigateTable(
      ['router bgp', 'network'],
      routing.announce.map((cidr, index) => ({
        id: entryNumber(index),
        lines: [
          `set prefix ${withMask(cidr)}`,
          // Announced even if the routing table doesn't contain exactly that prefix.
          ownCheck ? 'set network-import-check disable' : undefined,
        ],
      })),
    ),
    ownCheck
      ? undefined
      : '# BGP announces a subnet only while the routing table has exactly that prefix (get router info routing-table all).',
  ];
}

/**
 * Both routes have the same distance, so that both are active and an answer from the other tunnel passes the reverse-path check.
 * The priority selects tunnel 1.
 */
function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  return [
    fortigateTable(
      'system link-monitor',
      vpn.tunnels.map(({ number, inside }) => ({
        id: `"${fortigateInterface(number)}"`,
        lines: [
          `set srcintf "${fortigateInterface(number)}"`,
          `set server "${inside.aws}"`,
          'set protocol ping',
          `set source-ip ${inside.device}`,
          `set interval ${TUNNEL_TRACKING.intervalSeconds * 1000}`,
          `set failtime ${TUNNEL_TRACKING.lost}`,
          `set recoverytime ${TUNNEL_TRACKING.lost}`,
          'set update-static-route enable',
        ],
      })),
    ),
    fortigateTable(
      'router static',
      vpn.tunnels.map(({ number }) => ({
        id: entryNumber(number),
        lines: [
          `set dst ${withMask(cloudCidr)}`,
          `set device "${fortigateInterface(number)}"`,
          `set distance ${STATIC_ROUTE_DISTANCE[1]}`,
          `set priority ${number}`,
        ],
      })),
    ),
  ];
}

/** While no tunnel has a route, the packets end here instead of at the default route. */
const noRoute = ({ cloudCidr }: VpnHandoverFacts): ConfigurationLines => [
  fortigateTable('router static', [
    {
      id: entryNumber(0),
      lines: [`set dst ${withMask(cloudCidr)}`, 'set blackhole enable', `set distance ${NO_ROUTE_DISTANCE}`],
    },
  ]),
];

export const fortigateRouting = (facts: VpnHandoverFacts): ConfigurationLines => [
  noRoute(facts),
  facts.vpn.routing.kind === 'bgp' ? bgp(facts, facts.vpn.routing) : tracked(facts),
];

import type { VpnHandoverFacts } from '../../facts';
import type { PhaseProposal } from '../../recommended';
import { AS_PATH_PREPENDS, BGP_TIMERS, LOCAL_PREFERENCE } from '../preference';
import type { GuideField, GuideStep } from './guide';

/** Values that several guides enter, each under the device's own name of the field. */

/** `SHA2-384` as `SHA384`. */
export const plainHash = (value: string): string => value.replace('SHA2-', 'SHA');

/** The hash of phase 1, or the pseudo-random function with AES-GCM. */
export const phase1Hash = ({ integrity, prf }: PhaseProposal): string => plainHash(integrity ?? prf ?? '');

/** Minutes for a device that takes no seconds. The number never exceeds the lifetime that AWS permits. */
export const minutesField = (field: string, seconds: number): GuideField => [
  `${field} (minutes)`,
  `${Math.floor(seconds / 60)}, that is ${seconds} seconds`,
];

export const suggestedTunnelName = (tunnel: 1 | 2): string => `heartlab-${tunnel}`;

/** What to enter for BGP, whatever the screens of the device are called. */
export function bgpFields({ vpn, cloudCidr }: VpnHandoverFacts): readonly GuideField[] {
  const { routing, tunnels } = vpn;
  if (routing.kind === 'static') return [];
  return [
    ['Local AS (ASN of the hospital)', routing.asn],
    ...tunnels.flatMap(({ number, inside }): GuideField[] => [
      [`Neighbor in tunnel ${number}: IPv4 address`, inside.aws],
      [`Neighbor in tunnel ${number}: Remote AS`, routing.awsAsn],
    ]),
    ['Keepalive and hold time, seconds', `${BGP_TIMERS.keepalive} and ${BGP_TIMERS.hold}`],
    ...routing.announce.map((cidr): GuideField => ['Network to announce', cidr]),
    ['Accept from both neighbors only', cloudCidr],
    ['Local preference of tunnel 1 and 2', `${LOCAL_PREFERENCE[1]} and ${LOCAL_PREFERENCE[2]}`],
    ['Times to prepend the own AS on tunnel 2', `${AS_PATH_PREPENDS} times`],
  ];
}

interface RuleZones {
  readonly inside: string;
  readonly tunnel: string;
  readonly outside: string;
}

/** The filter: studies out, results in, and nothing to HeartLab by the internet while both tunnels are down. */
export function ruleSteps(facts: VpnHandoverFacts, menu: string, zones: RuleZones): readonly GuideStep[] {
  const { hospitalCidrs, cloudCidr, ports, deliveries, deliveryAddresses } = facts;
  const rule = (name: string, what: string, fields: readonly GuideField[], shows: string): GuideStep => ({
    menu: `${menu}: ${what}`,
    fields: [['Name', name], ...fields],
    shows,
    adds: `the firewall rule ${name}`,
  });
  const listed = (values: readonly (string | number)[]): string => values.join(', ');
  return [
    rule(
      'heartlab-studies',
      'studies to HeartLab',
      [
        ['Action', 'Accept'],
        ['Source zone', zones.inside],
        ['Source networks', listed(hospitalCidrs)],
        ['Destination zone', zones.tunnel],
        ['Destination networks', cloudCidr],
        ['Services', `TCP ${listed(ports)}`],
        ['Address translation (NAT)', 'none'],
      ],
      'the rule is above every rule that denies this traffic, and no NAT rule applies to it.',
    ),
    ...deliveries.map(({ aeTitle, address, port }, index) =>
      rule(
        `heartlab-results-${index + 1}`,
        `results to the PACS ${index + 1}`,
        [
          ['Action', 'Accept'],
          ['Source zone', zones.tunnel],
          ['Source networks', listed(deliveryAddresses)],
          ['Destination zone', zones.inside],
          ['Destination networks', address],
          ['Services', `TCP ${port}`],
        ],
        `the rule allows only these addresses to ${aeTitle}. No other rule allows connections from the tunnels.`,
      ),
    ),
    rule(
      'heartlab-closed',
      'nothing to HeartLab by the internet',
      [
        ['Action', 'Drop'],
        ['Source zone', 'any'],
        ['Source networks', 'any'],
        ['Destination zone', zones.outside],
        ['Destination networks', cloudCidr],
        ['Services', 'any'],
      ],
      'the rule is above the rule that allows the internet. While both tunnels are down, the default route would take the traffic there, unencrypted.',
    ),
  ];
}

interface GatewayMenus {
  readonly groups: string;
  readonly rules: string;
  readonly routes: string;
  readonly status: string;
}

/**
 * Policy routing by a group of gateways, for firewalls whose static routes follow no probe. A rule with a gateway routes the studies.
 * The answers to results need a route: tunnels have no `reply-to` (pfSense, "IPsec Tunnel Design"; OPNsense manual, "IPsec").
 */
export const gatewayGroupSteps = (
  { cloudCidr, deliveries }: VpnHandoverFacts,
  { groups, rules, routes, status }: GatewayMenus,
): readonly GuideStep[] => [
  {
    menu: groups,
    fields: [
      ['Group Name', 'HEARTLAB'],
      ['Gateway of HEARTLAB1', 'Tier 1'],
      ['Gateway of HEARTLAB2', 'Tier 2'],
      ['Trigger Level', 'Member Down'],
    ],
    shows: `${status} shows both gateways online.`,
    adds: 'the gateway group HEARTLAB',
  },
  {
    menu: `${rules}: the rule heartlab-studies of a later step`,
    fields: [
      ['Destination', cloudCidr],
      ['Gateway', 'HEARTLAB'],
    ],
    shows: 'the rule has the group as its gateway. Without it, the default route would take the traffic.',
  },
  ...(deliveries.length === 0
    ? []
    : [
        {
          menu: routes,
          fields: [
            ['Network', cloudCidr],
            ['Gateway', 'the gateway of HEARTLAB1'],
            ['Description', 'heartlab'],
          ],
          shows:
            'the route is in the table. It takes the answers to results. It follows no probe: while tunnel 1 is down, set the gateway of HEARTLAB2 here, or results wait.',
          adds: 'the static route heartlab',
        } satisfies GuideStep,
      ]),
];

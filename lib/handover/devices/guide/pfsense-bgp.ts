import type { HandoverRouting, VpnHandoverFacts } from '../../facts';
import { BGP_TIMERS, LOCAL_PREFERENCE, prependedAsn } from '../preference';
import type { GuideField, GuideStep } from './guide';

/** The forms of the package FRR (pfsense/FreeBSD-ports, net/pfSense-pkg-frr; pfSense documentation, "BGP Neighbor Configuration"). */

export function pfsenseBgp(
  { vpn, cloudCidr }: VpnHandoverFacts,
  { asn, awsAsn, announce }: HandoverRouting & { kind: 'bgp' },
): readonly GuideStep[] {
  const list = (name: string, cidrs: readonly string[]): GuideStep => ({
    menu: `Services > FRR Global/Zebra > Prefix Lists > Add: ${name}`,
    fields: [
      ['IP Type', 'IPv4'],
      ['Name', name],
      ...cidrs.map(
        (cidr, index): GuideField => [
          `Prefix List Entry ${index + 1}: Sequence, Action, Network`,
          `${10 * (index + 1)}, Permit, ${cidr}`,
        ],
      ),
    ],
    shows: 'the list has these networks only, without a minimum or maximum prefix.',
    adds: `the prefix list ${name}`,
  });
  const map = (name: string, prefixes: string, fields: readonly GuideField[]): GuideStep => ({
    menu: `Services > FRR Global/Zebra > Route Maps > Add: ${name}`,
    fields: [['Name', name], ['Action', 'Permit'], ['Sequence', 10], ['Match Prefix List', prefixes], ...fields],
    shows: `the list has ${name}.`,
    adds: `the route map ${name}`,
  });
  return [
    {
      menu: 'Services > FRR Global/Zebra > Global Settings',
      fields: [
        ['Enable', 'on'],
        ['Master Password', 'one of your own'],
      ],
      shows: 'FRR is enabled. If it was enabled before, change nothing here.',
    },
    list('HEARTLAB-OUT', announce),
    list('HEARTLAB-IN', [cloudCidr]),
    ...vpn.tunnels.flatMap(({ number }) => [
      map(`HEARTLAB-${number}-IN`, 'HEARTLAB-IN', [
        ['Local Pref Action', 'Set'],
        ['Local Preference', LOCAL_PREFERENCE[number]],
      ]),
      map(
        `HEARTLAB-${number}-OUT`,
        'HEARTLAB-OUT',
        number === 2
          ? [
              ['AS Path Action', 'Set Prepend'],
              ['Set AS List', prependedAsn(asn)],
            ]
          : [],
      ),
    ]),
    ...vpn.tunnels.map(
      ({ number, inside }): GuideStep => ({
        menu: `Services > FRR BGP > Neighbors > Add: tunnel ${number}`,
        fields: [
          ['Name/Address', inside.aws],
          ['Description', `heartlab-${number}`],
          ['Remote AS', awsAsn],
          ['Update Source', `IPv4, HEARTLAB${number}`],
          ['Timers: Keep Alive Interval', BGP_TIMERS.keepalive],
          ['Hold Time', BGP_TIMERS.hold],
          ['Route Map Filters: Inbound Route Map Filter', `HEARTLAB-${number}-IN`],
          ['Route Map Filters: Outbound Route Map Filter', `HEARTLAB-${number}-OUT`],
        ],
        shows: 'the neighbor is in the list.',
        adds: `the BGP neighbor heartlab-${number}`,
      }),
    ),
    {
      menu: 'Services > FRR BGP > BGP',
      fields: [
        ['Enable', 'on'],
        ['Local AS', asn],
        ...announce.map((cidr): GuideField => ['Networks to Distribute: Subnet to Route', cidr]),
      ],
      shows:
        'Status > FRR > BGP shows both neighbors as Established. If the firewall has BGP already, add only the networks, and stop if the Local AS differs. BGP announces a network only while the routing table has exactly that prefix.',
      adds: 'the networks of this guide in Services > FRR BGP',
    },
  ];
}

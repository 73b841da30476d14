import type { HandoverRouting, VpnHandoverFacts } from '../../facts';
import { BGP_TIMERS, interfaceNumber, LOCAL_PREFERENCE, prependedAsn } from '../preference';
import type { GuideField, GuideStep } from './guide';

/** The forms of the plugin os-frr (opnsense/plugins, net/frr; OPNsense manual, "Dynamic Routing"). */

const PREFIX_LISTS = { in: 'HEARTLAB-IN', out: 'HEARTLAB-OUT' } as const;

export function opnsenseBgp(
  { vpn, cloudCidr }: VpnHandoverFacts,
  { asn, awsAsn, announce }: HandoverRouting & { kind: 'bgp' },
): readonly GuideStep[] {
  const lists = [
    ...announce.map((cidr, index) => [PREFIX_LISTS.out, 10 * (index + 1), cidr] as const),
    [PREFIX_LISTS.in, 10, cloudCidr] as const,
  ];
  const maps = vpn.tunnels.flatMap(({ number }) => [
    [`HEARTLAB-${number}-IN`, PREFIX_LISTS.in, `local-preference ${LOCAL_PREFERENCE[number]}`] as const,
    [`HEARTLAB-${number}-OUT`, PREFIX_LISTS.out, number === 2 ? `as-path prepend ${prependedAsn(asn)}` : ''] as const,
  ]);
  return [
    {
      menu: 'Routing > General (plugin os-frr)',
      fields: [
        ['Enable', 'on'],
        ['Firewall rules', 'on, or your own rules for TCP 179 from both neighbors'],
      ],
      shows: 'the plugin is enabled. If it was enabled before, change nothing here.',
    },
    ...lists.map(
      ([name, number, network]): GuideStep => ({
        menu: `Routing > BGP > Prefix Lists > Add: ${network}`,
        fields: [
          ['Enabled', 'on'],
          ['Name', name],
          ['IP Version', 'IPv4'],
          ['Sequence Number', number],
          ['Action', 'Permit'],
          ['Network', network],
        ],
        shows: `the list has ${name} with this network.`,
        adds: `the entry ${network} of the prefix list ${name}`,
      }),
    ),
    ...maps.map(
      ([name, list, set]): GuideStep => ({
        menu: `Routing > BGP > Route Maps > Add: ${name}`,
        fields: [
          ['Enabled', 'on'],
          ['Name', name],
          ['Action', 'Permit'],
          ['ID', 10],
          ['Prefix List', list],
          ...(set === '' ? [] : ([['Set', set]] as const)),
        ],
        shows: `the list has ${name}.`,
        adds: `the route map ${name}`,
      }),
    ),
    ...vpn.tunnels.map(
      ({ number, inside }): GuideStep => ({
        menu: `Routing > BGP > Neighbors > Add: tunnel ${number}`,
        fields: [
          ['Enabled', 'on'],
          ['Description', `heartlab-${number}`],
          ['Peer-IP', inside.aws],
          ['Remote AS', awsAsn],
          ['Update-Source Interface', `ipsec${interfaceNumber(number)}`],
          ['Keepalive', BGP_TIMERS.keepalive],
          ['Hold Down Time', BGP_TIMERS.hold],
          ['Route-Map In', `HEARTLAB-${number}-IN`],
          ['Route-Map Out', `HEARTLAB-${number}-OUT`],
        ],
        shows: 'the neighbor is in the list.',
        adds: `the BGP neighbor heartlab-${number}`,
      }),
    ),
    {
      menu: 'Routing > BGP > General',
      fields: [
        ['enable', 'on'],
        ['BGP AS Number', asn],
        ...announce.map((cidr): GuideField => ['Network, one more', cidr]),
      ],
      shows:
        'Routing > Diagnostics > BGP shows both neighbors as Established. If the firewall has BGP already, add only the networks, and stop if the AS number differs. BGP announces a network only while the routing table has exactly that prefix.',
      adds: 'the networks of this guide in Routing > BGP > General',
    },
  ];
}

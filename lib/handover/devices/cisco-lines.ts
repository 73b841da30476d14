import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { withMask } from '../netmask';
import type { ConfigurationAddition, ConfigurationLines } from './device-file';
import { BGP_TIMERS, LOCAL_PREFERENCE, prependedAsn } from './preference';

/** The syntax that Cisco's systems and FRR share: a command with subcommands, removed by `no`. */

/** @param remove without its `no`, if it isn't the command itself. */
export const ciscoSection = (
  head: string,
  body: ConfigurationLines = [],
  remove: string = head,
): ConfigurationAddition => ({
  put: [head, body],
  remove: [`no ${remove}`],
});

export interface BgpSpelling {
  readonly prefixList: 'ip prefix-list' | 'prefix-list';
  /** FRR ends a section. */
  readonly end?: string;
  network(cidr: string): string;
  readonly timers: string;
  /** The ASA has neighbours only in the address family. */
  readonly neighborsInFamily?: true;
  readonly neighborOptions?: readonly string[];
}

export const CISCO_NETWORK = (cidr: string): string => `network ${withMask(cidr).replace(' ', ' mask ')}`;
export const CISCO_TIMERS = `${BGP_TIMERS.keepalive} ${BGP_TIMERS.hold}`;

/** Lines to enter only in the case of the remark, so that they and their removal are comments. */
const optionalCommands = (remarks: readonly string[], commands: readonly string[]): ConfigurationAddition => ({
  put: [remarks.map((remark) => `! ${remark}`), commented(commands)],
  remove: ['! Only if you entered these lines:', commented(commands.map((command) => `no ${command}`))],
});

/** BGP announces a subnet only with exactly its prefix in the routing table. */
export const exactRoutes = (show: string, routes: readonly string[]): ConfigurationAddition =>
  optionalCommands(
    [
      `BGP announces a subnet only while the routing table has exactly that prefix (${show}).`,
      'If the routing table lacks one of these prefixes, add its line:',
    ],
    routes,
  );

const commented = (lines: readonly string[]): readonly string[] => lines.map((line) => `!  ${line}`);

/** The router's own options stay as they are: other neighbours may use the same router. */
export function ciscoBgp(
  { vpn, cloudCidr }: VpnHandoverFacts,
  { asn, awsAsn, announce }: HandoverRouting & { kind: 'bgp' },
  { prefixList, end, network, timers, neighborsInFamily, neighborOptions = [] }: BgpSpelling,
): ConfigurationLines {
  const list = (name: string, cidrs: readonly string[]): ConfigurationAddition => ({
    put: cidrs.map((cidr, index) => `${prefixList} ${name} seq ${5 * (index + 1)} permit ${cidr}`),
    remove: [`no ${prefixList} ${name}`],
  });
  const neighbors = vpn.tunnels.map(({ inside: { aws } }) => ({
    put: [`remote-as ${awsAsn}`, `timers ${timers}`, ...neighborOptions].map((option) => `neighbor ${aws} ${option}`),
    remove: `no neighbor ${aws}`,
  }));
  const router = `router bgp ${asn}`;
  const family = ' address-family ipv4 unicast';
  const indent = neighborsInFamily ? '  ' : ' ';
  return [
    list('HEARTLAB-OUT', announce),
    list('HEARTLAB-IN', [cloudCidr]),
    '!',
    vpn.tunnels.map(({ number }) => [
      ciscoSection(`route-map HEARTLAB-${number}-IN permit 10`, [
        ' match ip address prefix-list HEARTLAB-IN',
        ` set local-preference ${LOCAL_PREFERENCE[number]}`,
        end,
      ]),
      ciscoSection(`route-map HEARTLAB-${number}-OUT permit 10`, [
        ' match ip address prefix-list HEARTLAB-OUT',
        number === 2 ? ` set as-path prepend ${prependedAsn(asn)}` : undefined,
        end,
      ]),
      '!',
    ]),
    {
      put: [
        router,
        neighborsInFamily ? family : undefined,
        neighbors.flatMap(({ put }) => put).map((line) => `${indent}${line}`),
        neighborsInFamily ? undefined : family,
        announce.map((cidr) => `  ${network(cidr)}`),
        vpn.tunnels.map(({ number, inside: { aws } }) => [
          `  neighbor ${aws} activate`,
          `  neighbor ${aws} route-map HEARTLAB-${number}-IN in`,
          `  neighbor ${aws} route-map HEARTLAB-${number}-OUT out`,
        ]),
        ' exit-address-family',
        end,
      ],
      remove: [
        router,
        neighborsInFamily ? family : undefined,
        neighbors.map(({ remove }) => `${indent}${remove}`),
        neighborsInFamily ? ' exit-address-family' : undefined,
        end ?? ' exit',
        '! Only if no other neighbour gets these networks:',
        commented([router, family, ...announce.map((cidr) => `  no ${network(cidr)}`)]),
        '! Only if BGP was not configured before:',
        commented([`no ${router}`]),
      ],
    },
    '!',
  ];
}

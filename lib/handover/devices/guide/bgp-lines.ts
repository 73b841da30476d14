import type { VpnHandoverFacts } from '../../facts';
import { BGP_TIMERS, LOCAL_PREFERENCE, prependedAsn } from '../preference';

/** BGP as the text that FRR, Quagga and ZebOS share, without an address family. */
export interface BgpLinesSpelling {
  /**
   * `route-map`: a file, whose router precedes its filters (WatchGuard, "BGP Commands (FRR)"). `prefix-list`: commands, whose filters
   * precede the router. SonicOS has route maps for inbound routes only, so a prefix list filters the outbound ones.
   */
  readonly outbound: 'route-map' | 'prefix-list';
}

export function bgpLines(
  { vpn, cloudCidr }: VpnHandoverFacts,
  { outbound }: BgpLinesSpelling,
): readonly string[] | undefined {
  const { routing, tunnels } = vpn;
  if (routing.kind === 'static') return undefined;
  const list = (name: string, cidrs: readonly string[]): readonly string[] =>
    cidrs.map((cidr, index) => `ip prefix-list ${name} seq ${5 * (index + 1)} permit ${cidr}`);
  const router = [
    `router bgp ${routing.asn}`,
    ...routing.announce.map((cidr) => ` network ${cidr}`),
    ...tunnels.flatMap(({ number, inside: { aws } }) =>
      [
        `remote-as ${routing.awsAsn}`,
        `timers ${BGP_TIMERS.keepalive} ${BGP_TIMERS.hold}`,
        `route-map HEARTLAB-${number}-IN in`,
        outbound === 'route-map' ? `route-map HEARTLAB-${number}-OUT out` : 'prefix-list HEARTLAB-OUT out',
      ].map((option) => ` neighbor ${aws} ${option}`),
    ),
  ];
  const filters = [
    ...list('HEARTLAB-OUT', routing.announce),
    ...list('HEARTLAB-IN', [cloudCidr]),
    ...tunnels.flatMap(({ number }) => [
      '!',
      `route-map HEARTLAB-${number}-IN permit 10`,
      ' match ip address prefix-list HEARTLAB-IN',
      ` set local-preference ${LOCAL_PREFERENCE[number]}`,
      ...(outbound === 'prefix-list'
        ? []
        : [
            '!',
            `route-map HEARTLAB-${number}-OUT permit 10`,
            ' match ip address prefix-list HEARTLAB-OUT',
            ...(number === 2 ? [` set as-path prepend ${prependedAsn(routing.asn)}`] : []),
          ]),
    ]),
  ];
  return outbound === 'route-map' ? [...router, '!', ...filters] : [...filters, '!', ...router];
}

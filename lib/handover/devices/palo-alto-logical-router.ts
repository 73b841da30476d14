import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import type { ConfigurationAddition, ConfigurationLines } from './device-file';
import { paloAltoRouter, paloAltoUnit } from './palo-alto-router';
import { BGP_TIMERS, LOCAL_PREFERENCE } from './preference';
import { optionalSets, setObject, sharedSet } from './set-lines';

/** BGP of a logical router, with Advanced Routing (pan-os-codegen, specs/network: logical-router, routing-profiles). */

const PROFILES = 'network routing-profile';

const prefixList = (name: string, cidrs: readonly string[]): ConfigurationAddition =>
  setObject(
    `${PROFILES} filters prefix-list ${name}`,
    cidrs.flatMap((cidr, index) =>
      ['action permit', `prefix entry network ${cidr}`].map(
        (leaf) => `type ipv4 ipv4-entry ${10 * (index + 1)} ${leaf}`,
      ),
    ),
  );

const routeMap = (name: string, list: string, change: string | undefined): ConfigurationAddition =>
  setObject(
    `${PROFILES} filters route-maps bgp bgp-entry ${name}`,
    ['action permit', `match ipv4 address prefix-list ${list}`, ...(change === undefined ? [] : [`set ${change}`])].map(
      (leaf) => `route-map 10 ${leaf}`,
    ),
  );

/** The list of the numbers to prepend holds each number once, so tunnel 2 prepends the ASN once: AWS compares only the length. */
export function logicalRouterBgp(
  { vpn, cloudCidr }: VpnHandoverFacts,
  { asn, awsAsn, announce }: HandoverRouting & { kind: 'bgp' },
): ConfigurationLines {
  const { bgp } = paloAltoRouter(vpn);
  return [
    optionalSets(
      `Only if the logical router has no BGP yet (show ${bgp}), add these lines:`,
      [
        `${bgp} router-id ${vpn.tunnels[0].inside.device}`,
        `${bgp} local-as ${asn}`,
        `${bgp} install-route yes`,
        `${bgp} enable yes`,
      ],
      [bgp],
    ),
    prefixList('heartlab-in', [cloudCidr]),
    prefixList('heartlab-out', announce),
    setObject(`${PROFILES} bgp timer-profile heartlab`, [
      `keep-alive-interval ${BGP_TIMERS.keepalive}`,
      `hold-time ${BGP_TIMERS.hold}`,
    ]),
    setObject(`${PROFILES} bgp address-family-profile heartlab`, ['ipv4 unicast enable yes']),
    sharedSet(
      'Only if no other BGP neighbour gets these networks:',
      announce.map((cidr) => `${bgp} advertise-network ipv4 network ${cidr}`),
      'unicast yes',
    ),
    vpn.tunnels.map(({ number, inside }) => {
      const name = `heartlab-${number}`;
      return [
        routeMap(`${name}-in`, 'heartlab-in', `local-preference ${LOCAL_PREFERENCE[number]}`),
        routeMap(`${name}-out`, 'heartlab-out', number === 2 ? `aspath-prepend ${asn}` : undefined),
        setObject(`${PROFILES} bgp filtering-profile ${name}`, [
          `ipv4 unicast route-maps inbound ${name}-in`,
          `ipv4 unicast route-maps outbound ${name}-out`,
        ]),
        setObject(`${bgp} peer-group ${name}`, [
          'enable yes',
          'type ebgp',
          'address-family ipv4 heartlab',
          `filtering-profile ipv4 ${name}`,
          'connection-options timers heartlab',
          ...[
            'enable yes',
            'inherit yes',
            `peer-as ${awsAsn}`,
            `local-address interface ${paloAltoUnit(number)}`,
            `local-address ip ${inside.device}/30`,
            `peer-address ip ${inside.aws}`,
          ].map((leaf) => `peer ${name} ${leaf}`),
        ]),
      ];
    }),
  ];
}

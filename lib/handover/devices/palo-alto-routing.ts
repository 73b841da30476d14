import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { placeholder } from '../placeholder';
import type { ConfigurationLines } from './device-file';
import {
  AS_PATH_PREPENDS,
  BGP_TIMERS,
  interfaceNumber,
  LOCAL_PREFERENCE,
  STATIC_ROUTE_DISTANCE,
  TUNNEL_TRACKING,
} from './preference';
import { optionalSets, setObject, sharedSet } from './set-lines';

/** Routing of PAN-OS with virtual routers (PAN-OS 10.2 Administrator's Guide, "BGP", "Path Monitoring for a Static Route"). */

/** The highest distance of a static route in PAN-OS (pan-os-codegen: 10 to 240). */
const NO_ROUTE_DISTANCE = 240;

const LARGEST_2_BYTE_ASN = 65535;

export const paloAltoUnit = (tunnel: 1 | 2): string => `tunnel.${interfaceNumber(tunnel)}`;
export const PALO_ALTO_ROUTER = `network virtual-router ${placeholder('VIRTUAL-ROUTER')}`;

const exactRoute = (index: number): string =>
  `${PALO_ALTO_ROUTER} routing-table ip static-route heartlab-exact-${index + 1}`;

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  const protocol = `${PALO_ALTO_ROUTER} protocol bgp`;
  const rest = (rules: string, name: string) =>
    setObject(`${rules} ${name}-rest`, ['enable yes', `used-by ${name}`, 'action deny']);
  return [
    optionalSets(
      `Only if the virtual router has no BGP yet (show ${protocol}), add these lines:`,
      [
        `${protocol} router-id ${vpn.tunnels[0].inside.device}`,
        `${protocol} local-as ${routing.asn}`,
        `${protocol} install-route yes`,
        ...(Math.max(routing.asn, routing.awsAsn) > LARGEST_2_BYTE_ASN
          ? [`${protocol} routing-options as-format 4-byte`]
          : []),
        `${protocol} enable yes`,
      ],
      [protocol],
    ),
    sharedSet(
      'Only if no other BGP neighbour gets these networks:',
      routing.announce.map((cidr) => `${protocol} redist-rules ${cidr}`),
      'enable yes',
    ),
    vpn.tunnels.map(({ number, inside }) => {
      const name = `heartlab-${number}`;
      const into = `${protocol} policy import rules`;
      const out = `${protocol} policy export rules`;
      return [
        setObject(`${protocol} peer-group ${name}`, [
          'enable yes',
          'type ebgp remove-private-as no',
          ...[
            'enable yes',
            `peer-as ${routing.awsAsn}`,
            `local-address interface ${paloAltoUnit(number)}`,
            `local-address ip ${inside.device}/30`,
            `peer-address ip ${inside.aws}`,
            `connection-options keep-alive-interval ${BGP_TIMERS.keepalive}`,
            `connection-options hold-time ${BGP_TIMERS.hold}`,
          ].map((line) => `peer ${name} ${line}`),
        ]),
        setObject(`${into} ${name}`, [
          'enable yes',
          `used-by ${name}`,
          `match address-prefix ${cloudCidr} exact yes`,
          `action allow update local-preference ${LOCAL_PREFERENCE[number]}`,
        ]),
        rest(into, name),
        setObject(`${out} ${name}`, [
          'enable yes',
          `used-by ${name}`,
          ...routing.announce.map((cidr) => `match address-prefix ${cidr} exact yes`),
          number === 2 ? `action allow update as-path prepend ${AS_PATH_PREPENDS}` : 'action allow',
        ]),
        rest(out, name),
      ];
    }),
    '# BGP announces a subnet only while the routing table has exactly that prefix.',
    optionalSets(
      'If the table lacks one of these prefixes, add its lines:',
      routing.announce.flatMap((cidr, index) => [
        `${exactRoute(index)} destination ${cidr}`,
        `${exactRoute(index)} nexthop ip-address ${placeholder('INSIDE-NEXT-HOP')}`,
      ]),
      routing.announce.map((_, index) => exactRoute(index)),
    ),
  ];
}

const staticRoute = (name: string, leaves: readonly string[]) =>
  setObject(`${PALO_ALTO_ROUTER} routing-table ip static-route ${name}`, leaves);

function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  return vpn.tunnels.map(({ number, inside }) =>
    staticRoute(`heartlab-${number}`, [
      `destination ${cloudCidr}`,
      `interface ${paloAltoUnit(number)}`,
      `admin-dist ${STATIC_ROUTE_DISTANCE[number]}`,
      `metric ${number}`,
      'path-monitor enable yes',
      'path-monitor failure-condition any',
      'path-monitor hold-time 1',
      'path-monitor monitor-destinations aws enable yes',
      `path-monitor monitor-destinations aws source ${inside.device}/30`,
      `path-monitor monitor-destinations aws destination ${inside.aws}`,
      `path-monitor monitor-destinations aws interval ${TUNNEL_TRACKING.intervalSeconds}`,
      `path-monitor monitor-destinations aws count ${TUNNEL_TRACKING.lost}`,
    ]),
  );
}

/** While no tunnel has a route, the packets end here instead of at the default route. */
const noRoute = ({ cloudCidr }: VpnHandoverFacts) =>
  staticRoute('heartlab-none', [`destination ${cloudCidr}`, 'nexthop discard', `admin-dist ${NO_ROUTE_DISTANCE}`]);

export const paloAltoRouting = (facts: VpnHandoverFacts): ConfigurationLines => [
  noRoute(facts),
  facts.vpn.routing.kind === 'bgp' ? bgp(facts, facts.vpn.routing) : tracked(facts),
];

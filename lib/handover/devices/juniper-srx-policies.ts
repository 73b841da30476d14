import type { VpnHandoverFacts } from '../facts';
import { placeholderText } from '../placeholder';
import type { ConfigurationLines } from './device-file';
import { interfaceNumber } from './preference';
import { optionalSets, setObject, sharedSet } from './set-lines';

/** Zones and policies of Junos (Junos CLI reference, `security-zone`, `policies`). */

export const srxUnit = (tunnel: 1 | 2): string => `st0.${interfaceNumber(tunnel)}`;

/** Junos ignores the zone's list on an interface that has its own list ("host-inbound-traffic", Junos CLI reference). */
export function srxZones({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const outside = `security zones security-zone ${placeholderText('OUTSIDE-ZONE')}`;
  const face = `${outside} interfaces ${placeholderText('OUTSIDE-INTERFACE')}`;
  const ike = 'host-inbound-traffic system-services ike';
  return [
    sharedSet('Only if no other VPN ends in this zone:', [`${outside} ${ike}`]),
    optionalSets(
      `Only if the interface has its own list (show configuration ${face}), which overrides the list of the zone:`,
      [`${face} ${ike}`],
    ),
    setObject('security zones security-zone heartlab', [
      ...vpn.tunnels.map(({ number }) => `interfaces ${srxUnit(number)}`),
      'host-inbound-traffic system-services ping',
      vpn.routing.kind === 'bgp' ? 'host-inbound-traffic protocols bgp' : undefined,
    ]),
  ];
}

/**
 * The firewall blocks traffic between zones: only studies may go out, and only results may come in. Each policy lowers the MSS of its
 * own connections ("tcp-options (Security Policies)", from Junos 12.3X48-D20 on), so no setting of other VPNs changes.
 */
export function srxPolicies(facts: VpnHandoverFacts): ConfigurationLines {
  const { hospitalCidrs, endpointAddresses, ports, deliveries, deliveryAddresses } = facts;
  const inside = placeholderText('INSIDE-ZONE');
  const { mss } = facts.vpn.mtu;
  const address = (name: string, cidr: string) => setObject(`security address-book global address ${name}`, [cidr]);
  const application = (name: string, port: number) =>
    setObject(`applications application ${name}`, ['protocol tcp', `destination-port ${port}`]);
  const permit = [
    'then permit',
    `then permit tcp-options initial-tcp-mss ${mss}`,
    `then permit tcp-options reverse-tcp-mss ${mss}`,
  ];
  const numbered = (name: string) => (_: unknown, index: number) => `heartlab-${name}-${index + 1}`;
  return [
    endpointAddresses.map((end, index) => address(numbered('endpoint')(end, index), `${end.address}/32`)),
    hospitalCidrs.map((cidr, index) => address(numbered('hospital')(cidr, index), cidr)),
    deliveryAddresses.map((from, index) => address(numbered('results')(from, index), `${from}/32`)),
    deliveries.map((pacs, index) => address(numbered('pacs')(pacs, index), `${pacs.address}/32`)),
    ports.map((port) => application(`heartlab-${port}`, port)),
    deliveries.map((pacs, index) => application(numbered('pacs')(pacs, index), pacs.port)),
    // The whole pair of zones is the file's own: without its last policy Junos would keep a pair that names no zone.
    setObject(
      `security policies from-zone ${inside} to-zone heartlab`,
      [
        ...hospitalCidrs.map(numbered('hospital')).map((name) => `match source-address ${name}`),
        ...endpointAddresses.map(numbered('endpoint')).map((name) => `match destination-address ${name}`),
        ...ports.map((port) => `match application heartlab-${port}`),
        ...permit,
      ].map((line) => `policy heartlab-studies ${line}`),
    ),
    deliveries.length === 0
      ? undefined
      : setObject(
          `security policies from-zone heartlab to-zone ${inside}`,
          deliveries.flatMap((pacs, index) =>
            [
              ...deliveryAddresses.map(numbered('results')).map((name) => `match source-address ${name}`),
              `match destination-address ${numbered('pacs')(pacs, index)}`,
              `match application ${numbered('pacs')(pacs, index)}`,
              ...permit,
            ].map((line) => `policy heartlab-results-${index + 1} ${line}`),
          ),
        ),
  ];
}

import type { VirtualInterface as Described } from '@aws-sdk/client-direct-connect';
import type { Site } from '../../config/model';
import type { DriftItem } from './differences';
import type { KindId } from './kinds';

const subjectOf = (name: string): string => `virtual interface ${name}`;

export const interfacePresence = (name: string): DriftItem => ({
  kind: 'presence',
  subject: subjectOf(name),
  option: 'exists',
  value: 'there',
});

const items = (name: string, options: readonly (readonly [KindId, string, string | number | undefined])[]) =>
  options.flatMap(([kind, option, value]): readonly DriftItem[] =>
    value === undefined ? [] : [{ kind, subject: subjectOf(name), option, value: String(value) }],
  );

/** The file's values of the interface with that name; undefined if there is none. */
export function declaredInterface({ directConnect }: Site, name: string): readonly DriftItem[] | undefined {
  const found = directConnect?.virtualInterfaces.find((one) => one.name === name);
  if (found === undefined) return undefined;
  return items(name, [
    ['interface', 'VLAN', found.vlan],
    ['interface-line', 'connection', found.connectionId],
    ['interface-mtu', 'MTU', found.mtu],
    ['interface-peer', 'BGP peer: ASN', found.asn],
    ['interface-peer', 'BGP peer: address of the hospital', found.peering?.hospital],
    ['interface-peer', 'BGP peer: address of AWS', found.peering?.aws],
  ]);
}

/**
 * The live values. Addresses that AWS chose are not a difference: addresses are compared only if the file has some.
 *
 * @param addresses whether the file has the peer addresses
 */
export function liveInterface(name: string, found: Described, addresses: boolean): readonly DriftItem[] {
  const peers = (found.bgpPeers ?? []).filter(({ bgpPeerState }) => bgpPeerState !== 'deleted');
  const peer = peers.find(({ addressFamily }) => addressFamily !== 'ipv6') ?? found;
  const others = peers.filter((one) => one !== peer);
  return items(name, [
    ['interface', 'VLAN', found.vlan],
    ['interface-line', 'connection', found.connectionId],
    ['interface-mtu', 'MTU', found.mtu],
    ['interface-peer', 'BGP peer: ASN', peer.asnLong ?? peer.asn],
    ...(addresses
      ? ([
          ['interface-peer', 'BGP peer: address of the hospital', peer.customerAddress],
          ['interface-peer', 'BGP peer: address of AWS', peer.amazonAddress],
        ] as const)
      : []),
    ...others.map(
      ({ addressFamily, asnLong, asn }, index) =>
        ['interface-peer', `BGP peer ${index + 2} (${addressFamily ?? 'no family'}): ASN`, asnLong ?? asn] as const,
    ),
  ]);
}

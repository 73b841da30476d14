import { copyableCode, copyableCodes, type PackSection, packTable } from './markdown';
import type { ReadmeInput } from './readme-input';

/** The virtual interfaces, one column each. */
export function directConnectSection({ facts }: ReadmeInput): PackSection | undefined {
  const interfaces = facts.directConnect;
  if (interfaces.length === 0) return undefined;
  type Interface = (typeof interfaces)[number];
  const row = (name: string, of: (one: Interface) => string): readonly string[] => [name, ...interfaces.map(of)];
  const jumbo = interfaces.find(({ mtu, jumboFrames }) => mtu > 1500 && jumboFrames === false);
  return {
    title: 'Direct Connect',
    parts: [
      packTable(
        ['', ...interfaces.map(({ name }) => copyableCode(name))],
        [
          row('Connection', ({ connectionId }) => copyableCode(connectionId)),
          row('Virtual interface', ({ id }) => copyableCode(id)),
          row('VLAN (802.1Q)', ({ vlan }) => copyableCode(vlan)),
          row('Your peer address', ({ peering }) => copyableCode(peering.hospital)),
          row('Peer address of AWS', ({ peering }) => copyableCode(peering.aws)),
          row('Your ASN', ({ asn }) => copyableCode(asn)),
          row('ASN of AWS', ({ awsAsn }) => copyableCode(awsAsn)),
          row('BGP key (MD5)', () => 'sent separately'),
          row('MTU', ({ mtu }) => `${mtu} bytes`),
          row('Announce exactly', () => copyableCodes(facts.hospitalCidrs)),
          row('Accept', () => `${copyableCode(facts.cloudCidr)}, nothing else`),
        ],
      ),
      `**Announce exactly these prefixes: no summary, no default route.** ${facts.vpn === undefined ? '' : 'AWS prefers the longer prefix. If you announce a summary here, the VPN has the longer prefix and carries all traffic. '}AWS closes the session after 100 prefixes.`,
      jumbo === undefined
        ? undefined
        : `AWS does not carry jumbo frames on ${copyableCode(jumbo.name)} now. Use an MTU of 1500 there, and inform HeartLab.`,
      'Turn on BFD with the values of AWS: interval 300 ms, multiplier 3. Without it, a dead path is detected only after 90 seconds.',
      facts.vpn === undefined
        ? undefined
        : 'Prefer Direct Connect for traffic to HeartLab (a higher local preference than on the tunnels). AWS answers through Direct Connect while it is up. A stateful firewall drops answers that return by another path. The tunnels stay up as backup. Their packets are smaller, so allow ICMP type 3 code 4.',
      'Direct Connect itself does not encrypt traffic. TLS protects STOW-RS.',
    ],
  };
}

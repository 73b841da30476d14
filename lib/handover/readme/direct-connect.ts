import { code, codes, type Section, table } from './markdown';
import type { ReadmeInput } from './readme-input';

/** The virtual interfaces, one column each. */
export function directConnectSection({ facts }: ReadmeInput): Section | undefined {
  const interfaces = facts.directConnect;
  if (interfaces.length === 0) return undefined;
  type Interface = (typeof interfaces)[number];
  const row = (name: string, of: (one: Interface) => string): readonly string[] => [name, ...interfaces.map(of)];
  const jumbo = interfaces.find(({ mtu, jumboFrames }) => mtu > 1500 && jumboFrames === false);
  return {
    title: 'Direct Connect',
    parts: [
      table(
        ['', ...interfaces.map(({ name }) => code(name))],
        [
          row('Connection', ({ connectionId }) => code(connectionId)),
          row('Virtual interface', ({ id }) => code(id)),
          row('VLAN (802.1Q)', ({ vlan }) => code(vlan)),
          row('Your peer address', ({ peering }) => code(peering.hospital)),
          row('Peer address of AWS', ({ peering }) => code(peering.aws)),
          row('Your ASN', ({ asn }) => code(asn)),
          row('ASN of AWS', ({ awsAsn }) => code(awsAsn)),
          row('BGP key (MD5)', () => 'comes separately'),
          row('MTU', ({ mtu }) => `${mtu} bytes`),
          row('Announce, exactly so', () => codes(facts.hospitalCidrs)),
          row('Accept', () => `${code(facts.cloudCidr)}, nothing else`),
        ],
      ),
      `**Announce exactly these prefixes: no summary, no default route.** ${facts.vpn === undefined ? '' : 'AWS prefers the longer prefix: beside a summary here, the VPN with the exact one would carry everything. '}The session closes after 100 prefixes.`,
      jumbo === undefined
        ? undefined
        : `AWS doesn't carry jumbo frames on ${code(jumbo.name)} now: use 1500 there and tell HeartLab.`,
      'Turn on BFD (300 ms, three times): AWS has it on, and without it a dead path is noticed only after 90 seconds.',
      facts.vpn === undefined
        ? undefined
        : 'Prefer Direct Connect for what you send to HeartLab (a higher local preference than on the tunnels): AWS answers by Direct Connect while it is up, and a stateful firewall drops what comes back by another way. The tunnels stay up behind it. Their packets are smaller: let ICMP type 3 code 4 pass.',
      'Direct Connect encrypts nothing by itself. STOW-RS is protected by TLS.',
    ],
  };
}

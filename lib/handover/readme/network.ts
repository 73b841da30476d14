import { block, code, codes, type Section, table } from './markdown';
import type { ReadmeInput } from './readme-input';

/** What firewalls and name servers of the hospital must know. */

export function firewallSection({ facts }: ReadmeInput): Section {
  return {
    title: 'Firewall rules',
    parts: [
      `All that is needed, and nothing else. ${facts.vpn === undefined ? '' : 'Rules with a public address are for the internet side of your device; the others are for what passes inside the tunnels. '}The firewalls are taken to be stateful: answers need no rule.`,
      table(
        ['direction', 'source', 'destination', 'protocol', 'port', 'why'],
        facts.firewall.map(({ direction, sources, destinations, protocol, port, why }) => [
          direction === 'outbound' ? 'out' : 'in',
          codes(sources),
          codes(destinations),
          protocol === 'ESP' ? 'ESP (IP 50)' : protocol,
          port === undefined ? 'none' : `${port}`,
          why,
        ]),
      ),
      "Don't translate addresses (NAT) towards HeartLab, don't send this traffic through a web proxy, and don't let a device open its TLS: all three break it.",
    ],
  };
}

export function dnsSection({ facts, recordByHeartLab }: ReadmeInput): Section {
  const { hostName, endpointDnsName, endpointAddresses } = facts;
  const addresses = endpointAddresses.map(({ address }) => address);
  const title = 'DNS';
  if (recordByHeartLab) {
    return {
      title,
      parts: [
        `HeartLab makes the public record: ${code(hostName)} must be ${codes(addresses)} on your workstations and on the PACS. These are private addresses, and they are reached through the connection only.`,
        `Some resolvers drop public answers with private addresses (DNS rebinding protection). If yours does, allow them for ${code(hostName)}. Where that can't be, make an A record in a zone of your own for each address above.`,
      ],
    };
  }
  return {
    title,
    parts: [
      `**You make this record**, in the DNS that your workstations and the PACS ask. HeartLab makes none for ${code(hostName)}. One of these, the first for choice:`,
      table(
        ['name', 'type', 'value', 'note'],
        [
          [
            code(hostName),
            'CNAME',
            code(endpointDnsName),
            'a public name with private addresses; leaves out a zone of AWS that is down',
          ],
          ...addresses.map((address) => [
            code(hostName),
            'A',
            code(address),
            'all of them together; tell no other name server',
          ]),
        ],
      ),
      'Or, for a first test only, in the hosts file of the PACS (one address: no second one takes over):',
      block([`${addresses[0] ?? ''} ${hostName}`]),
    ],
  };
}

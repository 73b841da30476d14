import { codeBlock, copyableCode, copyableCodes, type PackSection, packTable } from './markdown';
import type { ReadmeInput } from './readme-input';

/** What firewalls and name servers of the hospital must know. */

export function firewallSection({ facts }: ReadmeInput): PackSection {
  return {
    title: 'Firewall rules',
    parts: [
      `All that is needed, and nothing else. ${facts.vpn === undefined ? '' : 'Rules with a public address are for the internet side of your device; the others are for what passes inside the tunnels. '}The firewalls are taken to be stateful: answers need no rule.`,
      packTable(
        ['direction', 'source', 'destination', 'protocol', 'port', 'why'],
        facts.firewall.map(({ direction, sources, destinations, protocol, port, why }) => [
          direction === 'outbound' ? 'out' : 'in',
          copyableCodes(sources),
          copyableCodes(destinations),
          protocol === 'ESP' ? 'ESP (IP 50)' : protocol,
          port === undefined ? 'none' : `${port}`,
          why,
        ]),
      ),
      "Don't translate addresses (NAT) towards HeartLab, don't send this traffic through a web proxy, and don't let a device open its TLS: all three break it.",
    ],
  };
}

export function dnsSection({ facts, recordByHeartLab }: ReadmeInput): PackSection {
  const { hostName, endpointDnsName, endpointAddresses } = facts;
  const addresses = endpointAddresses.map(({ address }) => address);
  const title = 'DNS';
  if (recordByHeartLab) {
    return {
      title,
      parts: [
        `HeartLab makes the public record: ${copyableCode(hostName)} must be ${copyableCodes(addresses)} on your workstations and on the PACS. These are private addresses, and they are reached through the connection only.`,
        `Some resolvers drop public answers with private addresses (DNS rebinding protection). If yours does, allow them for ${copyableCode(hostName)}. Where that can't be, make an A record in a zone of your own for each address above.`,
      ],
    };
  }
  return {
    title,
    parts: [
      `**You make this record**, in the DNS that your workstations and the PACS ask. HeartLab makes none for ${copyableCode(hostName)}. One of these, the first for choice:`,
      packTable(
        ['name', 'type', 'value', 'note'],
        [
          [
            copyableCode(hostName),
            'CNAME',
            copyableCode(endpointDnsName),
            'a public name with private addresses; leaves out a zone of AWS that is down',
          ],
          ...addresses.map((address) => [
            copyableCode(hostName),
            'A',
            copyableCode(address),
            'all of them together; tell no other name server',
          ]),
        ],
      ),
      'Or, for a first test only, in the hosts file of the PACS (one address: no second one takes over):',
      codeBlock([`${addresses[0] ?? ''} ${hostName}`]),
    ],
  };
}

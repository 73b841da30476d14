import { codeBlock, copyableCode, copyableCodes, type PackSection, packTable } from './markdown';
import type { ReadmeInput } from './readme-input';

/** The settings of the hospital's firewalls and name servers. */

export function firewallSection({ facts }: ReadmeInput): PackSection {
  return {
    title: 'Firewall rules',
    parts: [
      `These are all the rules that are needed. ${facts.vpn === undefined ? '' : 'Rules with a public address are for the internet side of your device; the others are for traffic inside the tunnels. '}The table assumes stateful firewalls, where answers need no rule.`,
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
      "Don't translate addresses (NAT) towards HeartLab, don't send this traffic through a web proxy, and don't inspect its TLS: each of these breaks the connection.",
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
        `HeartLab makes the public record: ${copyableCode(hostName)} must resolve to ${copyableCodes(addresses)} on your workstations and on the PACS. These are private addresses, which are reachable only through the connection.`,
        `Some resolvers drop public answers with private addresses (DNS rebinding protection). If yours does, allow them for ${copyableCode(hostName)}. If that is not possible, create an A record in your own zone for each address above.`,
      ],
    };
  }
  return {
    title,
    parts: [
      `**You make this record**, in the DNS that your workstations and the PACS use. HeartLab creates none for ${copyableCode(hostName)}. Use one of these, preferably the first:`,
      packTable(
        ['name', 'type', 'value', 'note'],
        [
          [
            copyableCode(hostName),
            'CNAME',
            copyableCode(endpointDnsName),
            'a public name with private addresses; omits an AWS zone that is down',
          ],
          ...addresses.map((address) => [
            copyableCode(hostName),
            'A',
            copyableCode(address),
            'all of them together; publish them on no other name server',
          ]),
        ],
      ),
      'Or, only for a first test, use the hosts file of the PACS. With one address there is no failover:',
      codeBlock([`${addresses[0] ?? ''} ${hostName}`]),
    ],
  };
}

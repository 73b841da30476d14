import { codeBlock, copyableCode, copyableCodes, type PackSection, packTable } from './markdown';
import type { ReadmeInput } from './readme-input';

/** The settings of the hospital's firewalls and name servers. */

export function firewallSection({ facts }: ReadmeInput): PackSection {
  return {
    title: 'Firewall rules',
    parts: [
      `You need only these rules. ${facts.vpn === undefined ? '' : 'Rules with a public address are for the internet side of your device; the others are for traffic inside the tunnels. '}The table assumes stateful firewalls, which need no rule for answers.`,
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
      "Don't translate addresses (NAT) towards HeartLab. Don't send this traffic through a web proxy, and don't inspect its TLS. Each of these breaks the connection.",
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
        `HeartLab creates the public record. ${copyableCode(hostName)} must resolve to ${copyableCodes(addresses)} on your workstations and on the PACS. These are private addresses, which are reachable only through the connection.`,
        `Some resolvers drop public answers with private addresses (DNS rebinding protection). If yours does, allow them for ${copyableCode(hostName)}. If that is not possible, create an A record in your own zone for each address above.`,
      ],
    };
  }
  return {
    title,
    parts: [
      `**Create this record** in the DNS that your workstations and the PACS use. HeartLab creates none for ${copyableCode(hostName)}. Preferably create the CNAME record; otherwise create the A records:`,
      packTable(
        ['name', 'type', 'value', 'note'],
        [
          [
            copyableCode(hostName),
            'CNAME',
            copyableCode(endpointDnsName),
            'a public name with private addresses; the answer omits an AWS zone that is down',
          ],
          ...addresses.map((address) => [
            copyableCode(hostName),
            'A',
            copyableCode(address),
            'create all of them, and publish them on no other name server',
          ]),
        ],
      ),
      'Only for a first test, you can use the hosts file of the PACS instead. It has one address, so there is no failover:',
      codeBlock([`${addresses[0] ?? ''} ${hostName}`]),
    ],
  };
}

import type { VpnHandoverFacts } from '../facts';
import { withMask } from '../netmask';
import { placeholderText } from '../placeholder';
import type { ConfigurationLines } from './device-file';
import { entryNumber, type FortigateEntry, fortigateTable } from './fortigate-table';

/** The firewall blocks traffic between interfaces: only studies may go out, and only results may come in. */

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(' ');

interface Policy {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly services: readonly string[];
}

const policy = ({ name, from, to, sources, destinations, services }: Policy, index: number): FortigateEntry => ({
  id: entryNumber(index),
  lines: [
    `set name "${name}"`,
    `set srcintf "${from}"`,
    `set dstintf "${to}"`,
    `set srcaddr ${quoted(sources)}`,
    `set dstaddr ${quoted(destinations)}`,
    `set service ${quoted(services)}`,
    'set schedule "always"',
    'set action accept',
    'set nat disable',
    'set logtraffic all',
  ],
});

const subnet = (name: string, text: string): FortigateEntry => ({ id: `"${name}"`, lines: [`set subnet ${text}`] });
const host = (name: string, address: string): FortigateEntry => subnet(name, `${address} 255.255.255.255`);

/** The protocol stays at its default, TCP and UDP, whose name depends on the release. */
const service = (name: string, port: number): FortigateEntry => ({
  id: `"${name}"`,
  lines: [`set tcp-portrange ${port}`],
});

export function fortigatePolicies(facts: VpnHandoverFacts): ConfigurationLines {
  const { hospitalCidrs, endpointAddresses, ports, deliveries, deliveryAddresses } = facts;
  const inside = placeholderText('INSIDE-INTERFACE');
  const numbered = (name: string) => (_: unknown, index: number) => `heartlab-${name}-${index + 1}`;
  const policies: readonly Policy[] = [
    {
      name: 'heartlab-studies',
      from: inside,
      to: 'heartlab',
      sources: hospitalCidrs.map(numbered('hospital')),
      destinations: endpointAddresses.map(numbered('endpoint')),
      services: ports.map((port) => `heartlab-${port}`),
    },
    ...deliveries.map((pacs, index) => ({
      name: `heartlab-results-${index + 1}`,
      from: 'heartlab',
      to: inside,
      sources: deliveryAddresses.map(numbered('results')),
      destinations: [numbered('pacs')(pacs, index)],
      services: [numbered('pacs')(pacs, index)],
    })),
  ];
  return [
    fortigateTable('firewall address', [
      ...endpointAddresses.map((end, index) => host(numbered('endpoint')(end, index), end.address)),
      ...hospitalCidrs.map((cidr, index) => subnet(numbered('hospital')(cidr, index), withMask(cidr))),
      ...deliveryAddresses.map((from, index) => host(numbered('results')(from, index), from)),
      ...deliveries.map((pacs, index) => host(numbered('pacs')(pacs, index), pacs.address)),
    ]),
    fortigateTable('firewall service custom', [
      ...ports.map((port) => service(`heartlab-${port}`, port)),
      ...deliveries.map((pacs, index) => service(numbered('pacs')(pacs, index), pacs.port)),
    ]),
    fortigateTable('firewall policy', policies.map(policy)),
    '# FortiOS adds a policy below the others. If one of those denies the rest, move the new policies above it:',
    policies.map((_, index) => `# config firewall policy / move ${entryNumber(index)} before <its number> / end`),
  ];
}

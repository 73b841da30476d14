import type { VpnHandoverFacts } from '../facts';
import { withMask } from '../netmask';
import { placeholder } from '../placeholder';
import type { ConfigurationLines } from './device-file';

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

const policy = ({ name, from, to, sources, destinations, services }: Policy): ConfigurationLines => [
  '    edit 0',
  `        set name "${name}"`,
  `        set srcintf "${from}"`,
  `        set dstintf "${to}"`,
  `        set srcaddr ${quoted(sources)}`,
  `        set dstaddr ${quoted(destinations)}`,
  `        set service ${quoted(services)}`,
  '        set schedule "always"',
  '        set action accept',
  '        set nat disable',
  '        set logtraffic all',
  '    next',
];

const address = (name: string, cidr: string): ConfigurationLines => [
  `    edit "${name}"`,
  `        set subnet ${withMask(cidr)}`,
  '    next',
];

const service = (name: string, port: number): ConfigurationLines => [
  `    edit "${name}"`,
  '        set protocol TCP/UDP/SCTP',
  `        set tcp-portrange ${port}`,
  '    next',
];

export function fortigatePolicies(facts: VpnHandoverFacts): ConfigurationLines {
  const { hospitalCidrs, cloudCidr, ports, deliveries, deliveryAddresses } = facts;
  const inside = placeholder('INSIDE-INTERFACE');
  const numbered = (name: string) => (_: unknown, index: number) => `heartlab-${name}-${index + 1}`;
  return [
    'config firewall address',
    address('heartlab-cloud', cloudCidr),
    hospitalCidrs.map((cidr, index) => address(numbered('hospital')(cidr, index), cidr)),
    deliveryAddresses.map((from, index) => address(numbered('results')(from, index), `${from}/32`)),
    deliveries.map((pacs, index) => address(numbered('pacs')(pacs, index), `${pacs.address}/32`)),
    'end',
    'config firewall service custom',
    ports.map((port) => service(`heartlab-${port}`, port)),
    deliveries.map((pacs, index) => service(numbered('pacs')(pacs, index), pacs.port)),
    'end',
    'config firewall policy',
    policy({
      name: 'heartlab-studies',
      from: inside,
      to: 'heartlab',
      sources: hospitalCidrs.map(numbered('hospital')),
      destinations: ['heartlab-cloud'],
      services: ports.map((port) => `heartlab-${port}`),
    }),
    deliveries.map((pacs, index) =>
      policy({
        name: `heartlab-results-${index + 1}`,
        from: 'heartlab',
        to: inside,
        sources: deliveryAddresses.map(numbered('results')),
        destinations: [numbered('pacs')(pacs, index)],
        services: [numbered('pacs')(pacs, index)],
      }),
    ),
    'end',
  ];
}

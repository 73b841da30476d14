import type { VpnHandoverFacts } from '../facts';
import { type TunnelFlow, tunnelFlows } from '../firewall';
import type { ConfigurationLines } from './device-file';
import { setObject } from './set-lines';

/**
 * The filters of the tunnels (vyos-1x, interface-definitions/include/firewall). They are stateless, because a rule with a state turns
 * on connection tracking for the whole router: a packet with ACK is an answer, and opens no connection.
 */

/** The first numbers, so that the rules precede one that drops the rest. */
export const VYOS_RULES = [1, 2, 3, 4] as const;

type Match = readonly string[];

const side = (name: 'source' | 'destination', address: string, port?: number): Match => [
  `${name} address ${address}`,
  ...(port === undefined ? [] : [`${name} port ${port}`]),
];
const request = ({ client, server, port }: TunnelFlow): Match => [
  'protocol tcp',
  ...side('source', client),
  ...side('destination', server, port),
];
const answer = ({ client, server, port }: TunnelFlow): Match => [
  'protocol tcp',
  'tcp flags ack',
  ...side('source', server, port),
  ...side('destination', client),
];

const chain = (name: string, rules: readonly Match[]) =>
  setObject(`firewall ipv4 name ${name}`, [
    'default-action drop',
    ...rules.flatMap((match, index) => ['action accept', ...match].map((line) => `rule ${10 * (index + 1)} ${line}`)),
  ]);

export function vyosFilters({ firewall, vpn }: VpnHandoverFacts, vti: (tunnel: 1 | 2) => string): ConfigurationLines {
  const studies = tunnelFlows(firewall, 'outbound');
  const results = tunnelFlows(firewall, 'inbound');
  const inside = vpn.tunnels.flatMap(({ inside: { aws, device } }): readonly Match[] => {
    const session = { client: aws, server: device, port: 179 };
    return [
      ['protocol icmp', ...side('source', aws), ...side('destination', device)],
      ...(vpn.routing.kind === 'bgp'
        ? [request(session), answer({ client: device, server: aws, port: session.port })]
        : []),
    ];
  });
  const jump = (hook: 'forward' | 'input', first: number, direction: 'inbound' | 'outbound', target: string) =>
    vpn.tunnels.map(({ number }) =>
      setObject(`firewall ipv4 ${hook} filter rule ${first + number - 1}`, [
        'action jump',
        `jump-target ${target}`,
        `${direction}-interface name ${vti(number)}`,
      ]),
    );
  return [
    chain('HEARTLAB-IN', [...results.map(request), ...studies.map(answer)]),
    chain('HEARTLAB-OUT', [...studies.map(request), ...results.map(answer)]),
    chain('HEARTLAB-LOCAL', inside),
    jump('forward', VYOS_RULES[0], 'inbound', 'HEARTLAB-IN'),
    jump('forward', VYOS_RULES[2], 'outbound', 'HEARTLAB-OUT'),
    jump('input', VYOS_RULES[0], 'inbound', 'HEARTLAB-LOCAL'),
  ];
}

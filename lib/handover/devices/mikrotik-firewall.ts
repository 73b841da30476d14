import type { VpnHandoverFacts } from '../facts';
import { type TunnelFlow, tunnelFlows } from '../firewall';
import type { ConfigurationLines } from './device-file';
import { routerOsFirst, routerOsItems } from './mikrotik-items';

/**
 * The filter of HeartLab's packets (RouterOS manual, "Raw", "Filter", "Common Firewall Matchers and Actions").
 *
 * The packets are untracked, and the router's own rules accept untracked packets (the default configuration) or drop them (older
 * ones). So rules above all others decide: in `raw` only the connections of the pack pass, and only out of a tunnel. In `forward` a
 * packet passes only out of or into a tunnel, so that nothing leaves in clear while no policy is enabled.
 */

const RAW = '/ip firewall raw';
const FORWARD = '/ip firewall filter';

const request = ({ client, server, port }: TunnelFlow): string =>
  `protocol=tcp src-address=${client} dst-address=${server} dst-port=${port}`;
/** Only with ACK, so that the server's port opens no connection. */
const answer = ({ client, server, port }: TunnelFlow): string =>
  `protocol=tcp tcp-flags=ack src-address=${server} src-port=${port} dst-address=${client}`;

const chain = (name: string, permitted: readonly string[]): ConfigurationLines => [
  routerOsItems(RAW, `chain="${name}"`, [...permitted.map((match) => `action=return ${match}`), 'action=drop']),
];

export function mikrotikFirewall({ vpn, firewall, cloudCidr, hospitalCidrs }: VpnHandoverFacts): ConfigurationLines {
  const studies = tunnelFlows(firewall, 'outbound');
  const results = tunnelFlows(firewall, 'inbound');
  const mss = `protocol=tcp tcp-flags=syn action=change-mss new-mss=${vpn.mtu.mss} tcp-mss=${vpn.mtu.mss + 1}-65535`;
  const ways = [`src-address=${cloudCidr}`, `dst-address=${cloudCidr}`] as const;
  return [
    routerOsItems(
      '/ip firewall address-list',
      'list="heartlab-hospital"',
      hospitalCidrs.map((cidr) => `address=${cidr}`),
    ),
    chain(
      'heartlab-in',
      [...results.map(request), ...studies.map(answer)].map((match) => `ipsec-policy=in,ipsec ${match}`),
    ),
    chain('heartlab-out', [...studies.map(request), ...results.map(answer)]),
    // Each rule is placed above the one before it: the jumps precede `notrack`.
    routerOsFirst(
      RAW,
      'comment="heartlab-notrack-out"',
      `chain=prerouting action=notrack src-address-list=heartlab-hospital dst-address=${cloudCidr}`,
    ),
    routerOsFirst(
      RAW,
      'comment="heartlab-notrack-in"',
      `chain=prerouting action=notrack src-address=${cloudCidr} dst-address-list=heartlab-hospital`,
    ),
    routerOsFirst(RAW, 'comment="heartlab-out"', `chain=prerouting action=jump jump-target=heartlab-out ${ways[1]}`),
    routerOsFirst(RAW, 'comment="heartlab-in"', `chain=prerouting action=jump jump-target=heartlab-in ${ways[0]}`),
    routerOsItems(FORWARD, 'chain="heartlab"', [
      `action=accept ipsec-policy=in,ipsec ${ways[0]}`,
      `action=accept ipsec-policy=out,ipsec ${ways[1]}`,
      'action=drop',
    ]),
    routerOsFirst(FORWARD, 'comment="heartlab-out"', `chain=forward action=jump jump-target=heartlab ${ways[1]}`),
    routerOsFirst(FORWARD, 'comment="heartlab-in"', `chain=forward action=jump jump-target=heartlab ${ways[0]}`),
    // A masquerade of everything would change the source of the router's own pings and BGP before the policy sees it.
    vpn.tunnels.map(({ number, inside }) =>
      routerOsFirst(
        '/ip firewall nat',
        `comment="heartlab-${number}"`,
        `chain=srcnat action=accept src-address=${inside.device} dst-address=${inside.aws}`,
      ),
    ),
    routerOsItems(
      '/ip firewall mangle',
      'comment="heartlab-mss"',
      ways.map((way) => `chain=forward ${way} ${mss}`),
    ),
  ];
}

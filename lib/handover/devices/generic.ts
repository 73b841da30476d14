import type { VpnHandoverFacts } from '../facts';
import { tunnelFlows } from '../firewall';
import type { PhasePermitted, PhaseProposal } from '../recommended';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationAddition, type ConfigurationLines, type DeviceRenderer, withRemoval } from './device-file';
import { AS_PATH_PREPENDS, BGP_TIMERS, LOCAL_PREFERENCE, TUNNEL_TRACKING } from './preference';

/** For any other device: a plain table with two columns of values to enter, without text to paste. */

const WIDTH = 34;
const row = (name: string, value: string | number): string => `${name.padEnd(WIDTH)}${value}`;
/** A row of something that the administrator creates, and so removes. */
const created = (name: string, value: string | number): ConfigurationAddition => ({
  put: [row(name, value)],
  remove: [row(name, value)],
});
const heading = (text: string): ConfigurationLines => ['', text, '-'.repeat(text.length)];

const tunnel = (
  { number, outsideAddress, inside, keyBlank }: HandoverTunnelFacts,
  { vpn }: VpnHandoverFacts,
): ConfigurationLines => [
  heading(`Tunnel ${number}`),
  created('Peer address (AWS)', outsideAddress),
  row('Peer identity', outsideAddress),
  row('Local identity (IPv4 address)', vpn.publicIp),
  row('Pre-shared key', keyBlank),
  created('Inside address of the device', `${inside.device} ${inside.mask} (/30)`),
  row('Inside address of AWS', inside.aws),
  row('Traffic selectors, both sides', '0.0.0.0/0'),
];

/** With AES-GCM there is no integrity algorithm, but phase 1 still needs a pseudo-random function. */
function phase(title: string, proposal: PhaseProposal, permitted: PhasePermitted): ConfigurationLines {
  const { encryption, integrity, prf, dhGroup, lifetimeSeconds } = proposal;
  const others = <T>(items: readonly T[], own: T | undefined): string =>
    items.filter((item) => item !== own).join(', ') || 'nothing';
  return [
    heading(title),
    row('Encryption', encryption),
    row('Integrity', integrity ?? 'none (part of AES-GCM)'),
    prf === undefined ? undefined : row('Pseudo-random function', prf),
    row(prf === undefined ? 'Perfect forward secrecy, DH group' : 'DH group', dhGroup),
    row('Lifetime, seconds', lifetimeSeconds),
    row('Also permitted: encryption', others(permitted.encryption, encryption)),
    row('Also permitted: integrity', others(permitted.integrity, prf ?? integrity)),
    row('Also permitted: DH group', others(permitted.dhGroups, dhGroup)),
  ];
}

function routing({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  const kind = vpn.routing;
  if (kind.kind === 'static') {
    return [
      heading('Routing: static'),
      created('Route, tunnel 1 before tunnel 2', cloudCidr),
      vpn.tunnels.map(({ number, inside }) =>
        created(`Ping that tracks route ${number}`, `from ${inside.device} to ${inside.aws}`),
      ),
      row('Ping interval, seconds', TUNNEL_TRACKING.intervalSeconds),
      row('Remove route after lost pings', TUNNEL_TRACKING.lost),
    ];
  }
  return [
    heading('Routing: BGP'),
    row('ASN of the hospital', kind.asn),
    row('ASN of AWS', kind.awsAsn),
    vpn.tunnels.map(({ number, inside }) => created(`Neighbour in tunnel ${number}`, inside.aws)),
    row('Keepalive and hold, seconds', `${BGP_TIMERS.keepalive} and ${BGP_TIMERS.hold}`),
    kind.announce.map((cidr) => row('Announce exactly', cidr)),
    row('Accept only', cloudCidr),
    row('Local preference, tunnel 1 and 2', `${LOCAL_PREFERENCE[1]} and ${LOCAL_PREFERENCE[2]}`),
    row('Prepend own ASN on tunnel 2', `${AS_PATH_PREPENDS} times`),
    row('BGP password (MD5)', 'none'),
  ];
}

/** The connections of the pack, for a device that filters. */
const filter = ({ firewall }: VpnHandoverFacts): ConfigurationLines => [
  heading('Filter: permit these TCP connections, and nothing else'),
  (['outbound', 'inbound'] as const).map((direction) =>
    tunnelFlows(firewall, direction).map(({ client, server, port }) =>
      created(direction === 'outbound' ? 'To HeartLab' : 'From HeartLab', `${client} to ${server}, port ${port}`),
    ),
  ),
];

export const renderGeneric: DeviceRenderer = (facts) => {
  const { vpn, hospitalCidrs, cloudCidr } = facts;
  const { recommended, permitted } = vpn.proposals;
  return withRemoval(facts, 'generic.txt', {
    comment: '#',
    remarks: [
      'Enter these values. Use an "also permitted" value only if the device lacks the first value.',
      'If both sides offer several values, AWS uses the weakest.',
      'Export the configuration first. Use new names, and change no router id, AS number, default route, default policy or default proposal that the device has.',
      'If the device can commit with a confirmation, or restart with the saved configuration after a time, use it.',
      'The device may accept a blank as a pre-shared key: enter the key, not the blank.',
    ],
    lines: [
      row('IKE version', 2),
      row('VPN type', 'route-based (one tunnel interface for each tunnel)'),
      row('Address of the device', vpn.publicIp),
      hospitalCidrs.map((cidr) => row('Local subnet', cidr)),
      row('Remote subnet', cloudCidr),
      row('Dead peer detection, seconds', vpn.dpdTimeoutSeconds),
      row('Dead peer detection, action', 'restart'),
      row('Initiator', vpn.startup === 'start' ? 'both sides' : 'the hospital'),
      row('MTU of the tunnel interface', vpn.mtu.mtu),
      row('TCP MSS', vpn.mtu.mss),
      vpn.tunnels.map((one) => tunnel(one, facts)),
      phase('Phase 1 (IKE)', recommended.phase1, permitted.phase1),
      phase('Phase 2 (ESP)', recommended.phase2, permitted.phase2),
      routing(facts),
      created('Drop, least preferred route', cloudCidr),
      filter(facts),
    ],
  });
};

import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';
import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { withMask } from '../netmask';
import { placeholder } from '../placeholder';
import type { PhaseProposal } from '../recommended';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, withHeading } from './device-file';
import {
  BGP_TIMERS,
  interfaceNumber,
  LOCAL_PREFERENCE,
  prependedAsn,
  STATIC_ROUTE_DISTANCE,
  TUNNEL_TRACKING,
} from './preference';

/** Cisco IOS XE: static virtual tunnel interfaces (Cisco "IPsec Virtual Tunnel Interfaces", "Configuring IKEv2", IOS XE 17). */

const IKE_ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes-gcm-256',
  'AES128-GCM-16': 'aes-gcm-128',
  AES256: 'aes-cbc-256',
  AES128: 'aes-cbc-128',
};
const HASH: Readonly<Record<IntegrityAlgorithm, string>> = {
  'SHA2-512': 'sha512',
  'SHA2-384': 'sha384',
  'SHA2-256': 'sha256',
  SHA1: 'sha1',
};
const ESP_ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'esp-gcm 256',
  'AES128-GCM-16': 'esp-gcm 128',
  AES256: 'esp-aes 256',
  AES128: 'esp-aes 128',
};
const ESP_HASH: Readonly<Record<IntegrityAlgorithm, string>> = {
  'SHA2-512': 'esp-sha512-hmac',
  'SHA2-384': 'esp-sha384-hmac',
  'SHA2-256': 'esp-sha256-hmac',
  SHA1: 'esp-sha-hmac',
};

/** After the interval of dead peer detection, `tries` tries at an interval of `retry` seconds. */
const DPD = { tries: 5, retry: 4 } as const;

const ikeHash = ({ integrity, prf }: PhaseProposal): string =>
  integrity === undefined ? ` prf ${HASH[prf ?? 'SHA2-384']}` : ` integrity ${HASH[integrity]}`;

function ipsec({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const esp = [ESP_ENCRYPTION[phase2.encryption], ...(phase2.integrity ? [ESP_HASH[phase2.integrity]] : [])].join(' ');
  return [
    'crypto ikev2 proposal HEARTLAB',
    ` encryption ${IKE_ENCRYPTION[phase1.encryption]}`,
    ikeHash(phase1),
    ` group ${phase1.dhGroup}`,
    '!',
    'crypto ikev2 policy HEARTLAB',
    ' proposal HEARTLAB',
    '!',
    'crypto ikev2 keyring HEARTLAB',
    vpn.tunnels.map((tunnel) => [
      ` peer TUNNEL-${tunnel.number}`,
      `  address ${tunnel.outsideAddress}`,
      `  pre-shared-key ${tunnel.keyBlank}`,
    ]),
    '!',
    `crypto ipsec transform-set HEARTLAB ${esp}`,
    ' mode tunnel',
    '!',
    vpn.tunnels.map((tunnel) => [
      `crypto ikev2 profile HEARTLAB-${tunnel.number}`,
      ` match identity remote address ${tunnel.outsideAddress} 255.255.255.255`,
      ` identity local address ${vpn.publicIp}`,
      ' authentication remote pre-share',
      ' authentication local pre-share',
      ' keyring local HEARTLAB',
      ` lifetime ${phase1.lifetimeSeconds}`,
      ` dpd ${Math.min(3600, vpn.dpdTimeoutSeconds - DPD.tries * DPD.retry)} ${DPD.retry} periodic`,
      '!',
      `crypto ipsec profile HEARTLAB-${tunnel.number}`,
      ' set transform-set HEARTLAB',
      ` set ikev2-profile HEARTLAB-${tunnel.number}`,
      ` set pfs group${phase2.dhGroup}`,
      ` set security-association lifetime seconds ${phase2.lifetimeSeconds}`,
      ' set security-association lifetime kilobytes disable',
      '!',
    ]),
  ];
}

const tunnelInterface = (
  { vpn, site }: VpnHandoverFacts,
  { number, outsideAddress, inside }: HandoverTunnelFacts,
): ConfigurationLines => [
  `interface Tunnel${interfaceNumber(number)}`,
  ` description HeartLab ${site} tunnel ${number}`,
  ` ip address ${inside.device} ${inside.mask}`,
  ` ip mtu ${vpn.mtu.mtu}`,
  ` ip tcp adjust-mss ${vpn.mtu.mss}`,
  ` tunnel source ${placeholder('OUTSIDE-INTERFACE')}`,
  ' tunnel mode ipsec ipv4',
  ` tunnel destination ${outsideAddress}`,
  ` tunnel protection ipsec profile HEARTLAB-${number}`,
  ' no shutdown',
  '!',
];

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  return [
    routing.announce.map((cidr, index) => `ip prefix-list HEARTLAB-OUT seq ${5 * (index + 1)} permit ${cidr}`),
    `ip prefix-list HEARTLAB-IN seq 5 permit ${cloudCidr}`,
    '!',
    vpn.tunnels.map(({ number }) => [
      `route-map HEARTLAB-${number}-IN permit 10`,
      ' match ip address prefix-list HEARTLAB-IN',
      ` set local-preference ${LOCAL_PREFERENCE[number]}`,
      '!',
      `route-map HEARTLAB-${number}-OUT permit 10`,
      ' match ip address prefix-list HEARTLAB-OUT',
      number === 2 ? ` set as-path prepend ${prependedAsn(routing.asn)}` : undefined,
      '!',
    ]),
    `router bgp ${routing.asn}`,
    vpn.tunnels.map(({ inside }) => [
      ` neighbor ${inside.aws} remote-as ${routing.awsAsn}`,
      ` neighbor ${inside.aws} timers ${BGP_TIMERS.keepalive} ${BGP_TIMERS.hold}`,
    ]),
    ' address-family ipv4 unicast',
    routing.announce.map((cidr) => `  network ${withMask(cidr).replace(' ', ' mask ')}`),
    vpn.tunnels.map(({ number, inside }) => [
      `  neighbor ${inside.aws} activate`,
      `  neighbor ${inside.aws} route-map HEARTLAB-${number}-IN in`,
      `  neighbor ${inside.aws} route-map HEARTLAB-${number}-OUT out`,
    ]),
    ' exit-address-family',
    '!',
    '! BGP announces a subnet only while the routing table has exactly that prefix (show ip route).',
    '! If the routing table lacks one of these prefixes, add its line:',
    routing.announce.map((cidr) => `!  ip route ${withMask(cidr)} ${placeholder('INSIDE-NEXT-HOP')}`),
  ];
}

function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  return vpn.tunnels.map(({ number, inside }) => {
    const id = interfaceNumber(number);
    const millis = TUNNEL_TRACKING.intervalSeconds * 1000;
    return [
      `ip sla ${id}`,
      ` icmp-echo ${inside.aws} source-ip ${inside.device}`,
      ` threshold ${millis / 5}`,
      ` timeout ${millis / 5}`,
      ` frequency ${TUNNEL_TRACKING.intervalSeconds}`,
      `ip sla schedule ${id} life forever start-time now`,
      `track ${id} ip sla ${id} reachability`,
      ` delay down ${TUNNEL_TRACKING.intervalSeconds * (TUNNEL_TRACKING.lost - 1)} up ${TUNNEL_TRACKING.intervalSeconds * TUNNEL_TRACKING.lost}`,
      `ip route ${withMask(cloudCidr)} Tunnel${id} ${STATIC_ROUTE_DISTANCE[number]} track ${id}`,
      '!',
    ];
  });
}

export const ciscoIosXe: DeviceRenderer = (facts) => {
  const { routing, tunnels } = facts.vpn;
  const text = withHeading(facts, {
    comment: '!',
    remarks: [
      'Paste in configuration mode. The tunnel interfaces have no `ip nat`, so nothing is translated between hospital and HeartLab.',
      'IOS XE uses one IKEv2 policy for an address. If another policy already matches this address, add `proposal HEARTLAB` to that policy instead.',
      'If other tunnels use the default policy (show crypto ikev2 policy), add `proposal default` below `proposal HEARTLAB`.',
      ...(routing.kind === 'bgp'
        ? ['If BGP on the router already has another AS number, ask HeartLab before pasting.']
        : []),
    ],
    lines: [
      ipsec(facts),
      tunnels.map((tunnel) => tunnelInterface(facts, tunnel)),
      routing.kind === 'bgp' ? bgp(facts, routing) : tracked(facts),
    ],
  });
  return [{ name: 'cisco-ios-xe.txt', text }];
};

import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';
import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { withMask } from '../netmask';
import { placeholder } from '../placeholder';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, withHeading } from './device-file';
import { BGP_TIMERS, LOCAL_PREFERENCE, prependedAsn, STATIC_ROUTE_DISTANCE, TUNNEL_TRACKING } from './preference';

/**
 * Cisco ASA: virtual tunnel interfaces (Cisco ASA VPN CLI Configuration Guide, "Virtual Tunnel Interface"; BGP: General
 * Operations guide).
 */

const ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes-gcm-256',
  'AES128-GCM-16': 'aes-gcm',
  AES256: 'aes-256',
  AES128: 'aes',
};
const HASH: Readonly<Record<IntegrityAlgorithm, string>> = {
  'SHA2-512': 'sha512',
  'SHA2-384': 'sha384',
  'SHA2-256': 'sha256',
  SHA1: 'sha',
};
const ESP_HASH: Readonly<Record<IntegrityAlgorithm, string>> = {
  'SHA2-512': 'sha-512',
  'SHA2-384': 'sha-384',
  'SHA2-256': 'sha-256',
  SHA1: 'sha-1',
};

/** Dead peer detection: after the idle time, a try every `retry` seconds, for `tries` seconds in total. */
const DPD = { retry: 5, tries: 20, idle: { min: 10, max: 3600 } } as const;
/** The firewall's own default, which is never raised. */
const DEFAULT_MSS = 1380;
/** A priority that no guide uses, so that an existing IKEv2 policy stays unchanged. */
const POLICY = 101;
/** Every release supports VTI numbers up to 100. */
const vti = (tunnel: 1 | 2): number => 10 + tunnel;
const interfaceName = (tunnel: 1 | 2): string => `heartlab-${tunnel}`;

function ipsec({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const threshold = Math.min(DPD.idle.max, Math.max(DPD.idle.min, vpn.dpdTimeoutSeconds - DPD.tries));
  return [
    `crypto ikev2 policy ${POLICY}`,
    ` encryption ${ENCRYPTION[phase1.encryption]}`,
    ` integrity ${phase1.integrity === undefined ? 'null' : HASH[phase1.integrity]}`,
    ` group ${phase1.dhGroup}`,
    ` prf ${HASH[phase1.prf ?? 'SHA2-384']}`,
    ` lifetime seconds ${phase1.lifetimeSeconds}`,
    `crypto ikev2 enable ${placeholder('OUTSIDE-INTERFACE')}`,
    '!',
    'crypto ipsec ikev2 ipsec-proposal HEARTLAB',
    ` protocol esp encryption ${ENCRYPTION[phase2.encryption]}`,
    ` protocol esp integrity ${phase2.integrity === undefined ? 'null' : ESP_HASH[phase2.integrity]}`,
    'crypto ipsec profile HEARTLAB',
    ' set ikev2 ipsec-proposal HEARTLAB',
    ` set pfs group${phase2.dhGroup}`,
    ' set security-association lifetime kilobytes unlimited',
    ` set security-association lifetime seconds ${phase2.lifetimeSeconds}`,
    '!',
    'group-policy HEARTLAB internal',
    'group-policy HEARTLAB attributes',
    ' vpn-tunnel-protocol ikev2',
    '!',
    vpn.tunnels.map(({ outsideAddress, keyBlank }) => [
      `tunnel-group ${outsideAddress} type ipsec-l2l`,
      `tunnel-group ${outsideAddress} general-attributes`,
      ' default-group-policy HEARTLAB',
      `tunnel-group ${outsideAddress} ipsec-attributes`,
      ` ikev2 remote-authentication pre-shared-key ${keyBlank}`,
      ` ikev2 local-authentication pre-shared-key ${keyBlank}`,
      ` isakmp keepalive threshold ${threshold} retry ${DPD.retry}`,
      '!',
    ]),
  ];
}

const tunnelInterface = ({ number, outsideAddress, inside }: HandoverTunnelFacts): ConfigurationLines => [
  `interface Tunnel${vti(number)}`,
  ` nameif ${interfaceName(number)}`,
  ` ip address ${inside.device} ${inside.mask}`,
  ` tunnel source interface ${placeholder('OUTSIDE-INTERFACE')}`,
  ` tunnel destination ${outsideAddress}`,
  ' tunnel mode ipsec ipv4',
  ' tunnel protection ipsec profile HEARTLAB',
  ' no shutdown',
  '!',
];

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  return [
    routing.announce.map((cidr, index) => `prefix-list HEARTLAB-OUT seq ${5 * (index + 1)} permit ${cidr}`),
    `prefix-list HEARTLAB-IN seq 5 permit ${cloudCidr}`,
    '!',
    vpn.tunnels.map(({ number }) => [
      `route-map HEARTLAB-${number}-IN permit 10`,
      ' match ip address prefix-list HEARTLAB-IN',
      ` set local-preference ${LOCAL_PREFERENCE[number]}`,
      `route-map HEARTLAB-${number}-OUT permit 10`,
      ' match ip address prefix-list HEARTLAB-OUT',
      number === 2 ? ` set as-path prepend ${prependedAsn(routing.asn)}` : undefined,
      '!',
    ]),
    `router bgp ${routing.asn}`,
    ' address-family ipv4 unicast',
    vpn.tunnels.map(({ number, inside }) => [
      `  neighbor ${inside.aws} remote-as ${routing.awsAsn}`,
      `  neighbor ${inside.aws} timers ${BGP_TIMERS.keepalive} ${BGP_TIMERS.hold} ${BGP_TIMERS.hold}`,
      `  neighbor ${inside.aws} activate`,
      `  neighbor ${inside.aws} route-map HEARTLAB-${number}-IN in`,
      `  neighbor ${inside.aws} route-map HEARTLAB-${number}-OUT out`,
    ]),
    routing.announce.map((cidr) => `  network ${withMask(cidr).replace(' ', ' mask ')}`),
    '  no auto-summary',
    '  no synchronization',
    ' exit-address-family',
    '!',
    '! BGP announces a subnet only while the routing table has exactly that prefix (show route).',
    '! If the routing table lacks one of these prefixes, add its line:',
    routing.announce.map(
      (cidr) => `!  route ${placeholder('INSIDE-INTERFACE')} ${withMask(cidr)} ${placeholder('INSIDE-NEXT-HOP')}`,
    ),
  ];
}

/** With static routes AWS may answer through the other tunnel: the ASA must not drop the answer for lack of a request. */
function tracked({ vpn, cloudCidr, hospitalCidrs }: VpnHandoverFacts): ConfigurationLines {
  return [
    vpn.tunnels.map(({ number, inside }) => [
      `sla monitor ${vti(number)}`,
      ` type echo protocol ipIcmpEcho ${inside.aws} interface ${interfaceName(number)}`,
      ` num-packets ${TUNNEL_TRACKING.lost}`,
      ` threshold ${TUNNEL_TRACKING.intervalSeconds * 200}`,
      ` timeout ${TUNNEL_TRACKING.intervalSeconds * 200}`,
      ` frequency ${TUNNEL_TRACKING.intervalSeconds}`,
      `sla monitor schedule ${vti(number)} life forever start-time now`,
      `track ${vti(number)} rtr ${vti(number)} reachability`,
      `route ${interfaceName(number)} ${withMask(cloudCidr)} ${inside.aws} ${STATIC_ROUTE_DISTANCE[number]} track ${vti(number)}`,
      '!',
    ]),
    hospitalCidrs.map((cidr) => [
      `access-list HEARTLAB-BYPASS extended permit tcp ${withMask(cidr)} ${withMask(cloudCidr)}`,
      `access-list HEARTLAB-BYPASS extended permit tcp ${withMask(cloudCidr)} ${withMask(cidr)}`,
    ]),
    'class-map HEARTLAB-BYPASS',
    ' match access-list HEARTLAB-BYPASS',
    'policy-map global_policy',
    ' class HEARTLAB-BYPASS',
    '  set connection advanced-options tcp-state-bypass',
    '!',
  ];
}

export const ciscoAsa: DeviceRenderer = (facts) => {
  const { routing, tunnels, mtu } = facts.vpn;
  const text = withHeading(facts, {
    comment: '!',
    remarks: [
      'Paste in configuration mode. The MSS applies to the whole firewall. If it is lower already, omit that line.',
      'NAT: rules to the outside interface do not translate this traffic. A rule whose second interface is `any` does: exempt this traffic there.',
      'An ASA offers all its IKEv2 policies. AWS uses the weakest one that the site permits, so configure no other policy that the site permits.',
      'The VPN identity is the address of the outside interface (`crypto isakmp identity address`, or `auto`).',
      ...(routing.kind === 'bgp'
        ? ['If BGP on the firewall already has another AS number, ask HeartLab before pasting.']
        : ['TCP state bypass applies only to the traffic between hospital and HeartLab.']),
    ],
    lines: [
      ipsec(facts),
      tunnels.map(tunnelInterface),
      `sysopt connection tcpmss ${Math.min(mtu.mss, DEFAULT_MSS)}`,
      `crypto ipsec df-bit clear-df ${placeholder('OUTSIDE-INTERFACE')}`,
      '!',
      routing.kind === 'bgp' ? bgp(facts, routing) : tracked(facts),
    ],
  });
  return [{ name: 'cisco-asa.txt', text }];
};

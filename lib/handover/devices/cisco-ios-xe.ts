import { type EncryptionAlgorithm, hashName, type IntegrityAlgorithm } from '../../config/proposals';
import type { VpnHandoverFacts } from '../facts';
import { type TunnelFlow, tunnelFlows } from '../firewall';
import { networkOf, withMask, withWildcard } from '../netmask';
import { placeholderText } from '../placeholder';
import type { PhaseProposal } from '../recommended';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { CISCO_NETWORK, CISCO_TIMERS, ciscoBgp, ciscoSection, exactRoutes } from './cisco-lines';
import { type ConfigurationLines, type DeviceRenderer, tunnelInsideAddresses, withRemoval } from './device-file';
import { interfaceNumber, NO_ROUTE_DISTANCE, STATIC_ROUTE_DISTANCE, TUNNEL_TRACKING } from './preference';

/** Cisco IOS XE: static virtual tunnel interfaces (Cisco "IPsec Virtual Tunnel Interfaces", "Configuring IKEv2", IOS XE 17). */

const IKE_ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes-gcm-256',
  'AES128-GCM-16': 'aes-gcm-128',
  AES256: 'aes-cbc-256',
  AES128: 'aes-cbc-128',
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
  integrity === undefined ? ` prf ${hashName(prf ?? 'SHA2-384')}` : ` integrity ${hashName(integrity)}`;

/** `proposal default` keeps the proposals of tunnels that use the router's default policy: a policy without a match replaces it. */
function ipsec({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const esp = [ESP_ENCRYPTION[phase2.encryption], ...(phase2.integrity ? [ESP_HASH[phase2.integrity]] : [])].join(' ');
  return [
    ciscoSection('crypto ikev2 proposal HEARTLAB', [
      ` encryption ${IKE_ENCRYPTION[phase1.encryption]}`,
      ikeHash(phase1),
      ` group ${phase1.dhGroup}`,
    ]),
    ciscoSection('crypto ikev2 policy HEARTLAB', [' proposal HEARTLAB', ' proposal default']),
    '!',
    ciscoSection(
      'crypto ikev2 keyring HEARTLAB',
      vpn.tunnels.map(({ number, outsideAddress, keyBlank }) => [
        ` peer TUNNEL-${number}`,
        `  address ${outsideAddress}`,
        `  ! pre-shared-key ${keyBlank}`,
      ]),
    ),
    '!',
    ciscoSection(`crypto ipsec transform-set HEARTLAB ${esp}`, [' mode tunnel'], 'crypto ipsec transform-set HEARTLAB'),
    '!',
    vpn.tunnels.map(({ number, outsideAddress }) => [
      ciscoSection(`crypto ikev2 profile HEARTLAB-${number}`, [
        ` match identity remote address ${outsideAddress} 255.255.255.255`,
        ` identity local address ${vpn.publicIp}`,
        ' authentication remote pre-share',
        ' authentication local pre-share',
        ' keyring local HEARTLAB',
        ` lifetime ${phase1.lifetimeSeconds}`,
        ` dpd ${Math.min(3600, vpn.dpdTimeoutSeconds - DPD.tries * DPD.retry)} ${DPD.retry} periodic`,
      ]),
      '!',
      ciscoSection(`crypto ipsec profile HEARTLAB-${number}`, [
        ' set transform-set HEARTLAB',
        ` set ikev2-profile HEARTLAB-${number}`,
        ` set pfs group${phase2.dhGroup}`,
        ` set security-association lifetime seconds ${phase2.lifetimeSeconds}`,
        ' set security-association lifetime kilobytes disable',
      ]),
      '!',
    ]),
  ];
}

const host = (address: string): string => (address.includes('/') ? withWildcard(address) : `host ${address}`);
const request = ({ client, server, port }: TunnelFlow): string =>
  ` permit tcp ${host(client)} ${host(server)} eq ${port}`;
const answer = ({ client, server, port }: TunnelFlow): string =>
  ` permit tcp ${host(server)} eq ${port} ${host(client)} established`;

/** The lists are stateless: `established` permits an answer, but no new connection. */
function filters({ firewall, vpn }: VpnHandoverFacts): ConfigurationLines {
  const studies = tunnelFlows(firewall, 'outbound');
  const results = tunnelFlows(firewall, 'inbound');
  const inside = vpn.tunnels.flatMap(({ inside: { aws, device } }) => [
    ` permit icmp host ${aws} host ${device}`,
    ...(vpn.routing.kind === 'bgp'
      ? [` permit tcp host ${aws} host ${device} eq bgp`, ` permit tcp host ${aws} eq bgp host ${device} established`]
      : []),
  ]);
  return [
    ciscoSection('ip access-list extended HEARTLAB-IN', [...results.map(request), ...studies.map(answer), ...inside]),
    ciscoSection('ip access-list extended HEARTLAB-OUT', [...studies.map(request), ...results.map(answer)]),
    '!',
  ];
}

const tunnelInterface = (
  { vpn, site }: VpnHandoverFacts,
  { number, outsideAddress, inside }: HandoverTunnelFacts,
): ConfigurationLines => [
  ciscoSection(`interface Tunnel${interfaceNumber(number)}`, [
    ` description HeartLab ${site} tunnel ${number}`,
    ` ip address ${inside.device} ${inside.mask}`,
    ` ip mtu ${vpn.mtu.mtu}`,
    ` ip tcp adjust-mss ${vpn.mtu.mss}`,
    ' ip access-group HEARTLAB-IN in',
    ' ip access-group HEARTLAB-OUT out',
    ` tunnel source ${placeholderText('OUTSIDE-INTERFACE')}`,
    ' tunnel mode ipsec ipv4',
    ` tunnel destination ${outsideAddress}`,
    ` tunnel protection ipsec profile HEARTLAB-${number}`,
    ' no shutdown',
  ]),
  '!',
];

/** While no tunnel has a route, the packets end here instead of at the default route. */
const noRoute = ({ cloudCidr }: VpnHandoverFacts): ConfigurationLines => [
  ciscoSection(`ip route ${withMask(cloudCidr)} Null0 ${NO_ROUTE_DISTANCE}`),
  '!',
];

function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  return vpn.tunnels.map(({ number, inside }) => {
    const id = interfaceNumber(number);
    const millis = TUNNEL_TRACKING.intervalSeconds * 1000;
    return [
      ciscoSection(`ip sla ${id}`, [
        ` icmp-echo ${inside.aws} source-ip ${inside.device}`,
        ` threshold ${millis / 5}`,
        ` timeout ${millis / 5}`,
        ` frequency ${TUNNEL_TRACKING.intervalSeconds}`,
        `ip sla schedule ${id} life forever start-time now`,
      ]),
      ciscoSection(
        `track ${id} ip sla ${id} reachability`,
        [
          ` delay down ${TUNNEL_TRACKING.intervalSeconds * (TUNNEL_TRACKING.lost - 1)} up ${TUNNEL_TRACKING.intervalSeconds * TUNNEL_TRACKING.lost}`,
        ],
        `track ${id}`,
      ),
      ciscoSection(`ip route ${withMask(cloudCidr)} Tunnel${id} ${STATIC_ROUTE_DISTANCE[number]} track ${id}`),
      '!',
    ];
  });
}

export const ciscoIosXe: DeviceRenderer = (facts) => {
  const { routing, tunnels } = facts.vpn;
  const ids = tunnels.map(({ number }) => interfaceNumber(number));
  return withRemoval(facts, 'cisco-ios-xe.txt', {
    comment: '!',
    checks: [
      'show running-config | include HEARTLAB',
      ...ids.map((id) => `show running-config interface Tunnel${id}`),
      `show running-config | include ip route ${networkOf(facts.cloudCidr)}`,
      `show running-config | include ${tunnelInsideAddresses(facts).join('|')}`,
      ...(routing.kind === 'static' ? ids.map((id) => `show running-config | include ^(ip sla|track) ${id}`) : []),
    ],
    staging: [
      'If the router has an archive (show archive), use `configure terminal revert timer 15` instead of `configure terminal`, and `configure confirm` at the end. Otherwise enter `reload in 30` first, and `reload cancel` at the end: a reload interrupts all traffic.',
      'Paste in configuration mode.',
    ],
    remarks: [
      'The tunnel interfaces have no `ip nat`, so nothing is translated between hospital and HeartLab.',
      'Show the policies (show crypto ikev2 policy). IOS XE uses one IKEv2 policy for an address: if another one than the default matches this address, add `proposal HEARTLAB` to that policy, and omit `crypto ikev2 policy HEARTLAB`.',
      'With a zone-based firewall (show zone security), each tunnel interface needs `zone-member security <zone>`, and the zone pairs need the connections of HEARTLAB-IN and HEARTLAB-OUT. Without a zone their traffic is dropped.',
      ...(routing.kind === 'bgp'
        ? ['If BGP on the router already has another AS number, ask HeartLab before pasting.']
        : []),
    ],
    lines: [
      ipsec(facts),
      filters(facts),
      tunnels.map((tunnel) => tunnelInterface(facts, tunnel)),
      noRoute(facts),
      routing.kind === 'bgp'
        ? [
            ciscoBgp(facts, routing, { prefixList: 'ip prefix-list', network: CISCO_NETWORK, timers: CISCO_TIMERS }),
            exactRoutes(
              'show ip route',
              routing.announce.map((cidr) => `ip route ${withMask(cidr)} ${placeholderText('INSIDE-NEXT-HOP')}`),
            ),
          ]
        : tracked(facts),
    ],
  });
};

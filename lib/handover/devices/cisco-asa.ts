import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';
import type { VpnHandoverFacts } from '../facts';
import { withMask } from '../netmask';
import { placeholderText } from '../placeholder';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { ASA_FILTERS, asaFilters, asaStateBypass } from './cisco-asa-filter';
import { CISCO_NETWORK, CISCO_TIMERS, ciscoBgp, ciscoSection, exactRoutes } from './cisco-lines';
import { type ConfigurationLines, type DeviceRenderer, tunnelInsideAddresses, withRemoval } from './device-file';
import { BGP_TIMERS, NO_ROUTE_DISTANCE, STATIC_ROUTE_DISTANCE, TUNNEL_TRACKING } from './preference';

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
const OUTSIDE = placeholderText('OUTSIDE-INTERFACE');

function ipsec({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const threshold = Math.min(DPD.idle.max, Math.max(DPD.idle.min, vpn.dpdTimeoutSeconds - DPD.tries));
  return [
    ciscoSection(`crypto ikev2 policy ${POLICY}`, [
      ` encryption ${ENCRYPTION[phase1.encryption]}`,
      ` integrity ${phase1.integrity === undefined ? 'null' : HASH[phase1.integrity]}`,
      ` group ${phase1.dhGroup}`,
      ` prf ${HASH[phase1.prf ?? 'SHA2-384']}`,
      ` lifetime seconds ${phase1.lifetimeSeconds}`,
    ]),
    '!',
    ciscoSection('crypto ipsec ikev2 ipsec-proposal HEARTLAB', [
      ` protocol esp encryption ${ENCRYPTION[phase2.encryption]}`,
      ` protocol esp integrity ${phase2.integrity === undefined ? 'null' : ESP_HASH[phase2.integrity]}`,
    ]),
    ciscoSection('crypto ipsec profile HEARTLAB', [
      ' set ikev2 ipsec-proposal HEARTLAB',
      ` set pfs group${phase2.dhGroup}`,
      ' set security-association lifetime kilobytes unlimited',
      ` set security-association lifetime seconds ${phase2.lifetimeSeconds}`,
    ]),
    '!',
    ciscoSection(
      'group-policy HEARTLAB internal',
      ['group-policy HEARTLAB attributes', ' vpn-tunnel-protocol ikev2', ` vpn-filter value ${ASA_FILTERS.tunnel}`],
      'group-policy HEARTLAB',
    ),
    '!',
    vpn.tunnels.map(({ outsideAddress, keyBlank }) => [
      ciscoSection(
        `tunnel-group ${outsideAddress} type ipsec-l2l`,
        [
          `tunnel-group ${outsideAddress} general-attributes`,
          ' default-group-policy HEARTLAB',
          `tunnel-group ${outsideAddress} ipsec-attributes`,
          ` ! ikev2 remote-authentication pre-shared-key ${keyBlank}`,
          ` ! ikev2 local-authentication pre-shared-key ${keyBlank}`,
          ` isakmp keepalive threshold ${threshold} retry ${DPD.retry}`,
        ],
        `tunnel-group ${outsideAddress}`,
      ),
      '!',
    ]),
  ];
}

const tunnelInterface = ({ number, outsideAddress, inside }: HandoverTunnelFacts): ConfigurationLines => [
  ciscoSection(`interface Tunnel${vti(number)}`, [
    ` nameif heartlab-${number}`,
    ` ip address ${inside.device} ${inside.mask}`,
    ` tunnel source interface ${OUTSIDE}`,
    ` tunnel destination ${outsideAddress}`,
    ' tunnel mode ipsec ipv4',
    ' tunnel protection ipsec profile HEARTLAB',
    ' no shutdown',
  ]),
  '!',
];

/** The settings of the whole firewall are comments: other VPNs use them too. */
const wholeFirewall = (mss: number): ConfigurationLines => [
  {
    put: [
      '! Settings of the whole firewall: enter a line only if its command does not show it.',
      `! IKEv2 on the interface (show running-config crypto ikev2 | include enable). If it is on with client-services, leave it:`,
      `!  crypto ikev2 enable ${OUTSIDE}`,
      mss < DEFAULT_MSS
        ? [
            `! A lower MSS (show running-config all sysopt | include tcpmss). It must not exceed ${mss}:`,
            `!  sysopt connection tcpmss ${mss}`,
          ]
        : undefined,
      '!',
    ],
    remove: [
      '! Only if no other VPN uses IKEv2 on this interface:',
      `!  no crypto ikev2 enable ${OUTSIDE}`,
      mss < DEFAULT_MSS
        ? ['! Only if the MSS was at its default before:', `!  no sysopt connection tcpmss ${mss}`]
        : undefined,
    ],
  },
];

/** While no tunnel has a route, the packets end here instead of at the default route. */
const noRoute = ({ cloudCidr }: VpnHandoverFacts): ConfigurationLines => [
  ciscoSection(`route Null0 ${withMask(cloudCidr)} ${NO_ROUTE_DISTANCE}`),
  '!',
];

/**
 * Only the route of tunnel 1 depends on a ping: Cisco documents SLA monitors on physical interfaces, not on a VTI. If the ping does
 * not work there, the route of tunnel 2 remains. It leaves the table when dead peer detection takes its interface down.
 */
function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  const [{ number, inside }] = vpn.tunnels;
  const id = vti(number);
  return [
    ciscoSection(
      `sla monitor ${id}`,
      [
        ` type echo protocol ipIcmpEcho ${inside.aws} interface heartlab-${number}`,
        ` num-packets ${TUNNEL_TRACKING.lost}`,
        ` threshold ${TUNNEL_TRACKING.intervalSeconds * 200}`,
        ` timeout ${TUNNEL_TRACKING.intervalSeconds * 200}`,
        ` frequency ${TUNNEL_TRACKING.intervalSeconds}`,
        `sla monitor schedule ${id} life forever start-time now`,
      ],
      `sla monitor ${id}`,
    ),
    ciscoSection(`track ${id} rtr ${id} reachability`),
    vpn.tunnels.map((tunnel) =>
      ciscoSection(
        `route heartlab-${tunnel.number} ${withMask(cloudCidr)} ${tunnel.inside.aws} ${STATIC_ROUTE_DISTANCE[tunnel.number]}${tunnel.number === number ? ` track ${id}` : ''}`,
      ),
    ),
    '!',
  ];
}

export const ciscoAsa: DeviceRenderer = (facts) => {
  const { routing, tunnels, mtu } = facts.vpn;
  return withRemoval(facts, 'cisco-asa.txt', {
    comment: '!',
    checks: [
      `show running-config crypto ikev2 | include policy ${POLICY}$`,
      'show running-config | include HEARTLAB|heartlab-',
      ...tunnels.map(({ number }) => `show running-config interface Tunnel${vti(number)}`),
      ...tunnels.map(({ outsideAddress }) => `show running-config tunnel-group ${outsideAddress}`),
      `show running-config route | include ${withMask(facts.cloudCidr)}`,
      `show running-config | include ${tunnelInsideAddresses(facts).join('|')}`,
      ...(routing.kind === 'static'
        ? [`show running-config sla monitor ${vti(1)}`, `show running-config track ${vti(1)}`]
        : []),
    ],
    staging: [
      'Save the configuration, then enter `reload in 30`: without a `reload cancel` the firewall returns to the saved configuration. A reload interrupts all traffic.',
      'Paste in configuration mode.',
    ],
    remarks: [
      'NAT: rules to the outside interface do not translate this traffic. A rule whose second interface is `any` does: exempt this traffic there.',
      'An ASA offers all its IKEv2 policies. AWS uses the weakest one that the site permits, so configure no other policy that the site permits.',
      'The VPN identity is the address of the outside interface (`crypto isakmp identity address`, or `auto`).',
      `Filter: ${ASA_FILTERS.in} applies only without \`sysopt connection permit-vpn\`, which is on by default. The VPN filter ${ASA_FILTERS.tunnel} applies always.`,
      `An ASA's VPN filter also permits HeartLab to open a connection from a port on which it receives. ${ASA_FILTERS.in} does not.`,
      ...(routing.kind === 'bgp'
        ? ['If BGP on the firewall already has another AS number, ask HeartLab before pasting.']
        : ['TCP state bypass applies only to the traffic between hospital and HeartLab.']),
    ],
    lines: [
      asaFilters(facts),
      ipsec(facts),
      tunnels.map(tunnelInterface),
      wholeFirewall(mtu.mss),
      noRoute(facts),
      ASA_FILTERS.groups,
      '!',
      routing.kind === 'bgp'
        ? [
            ciscoBgp(facts, routing, {
              prefixList: 'prefix-list',
              network: CISCO_NETWORK,
              timers: `${CISCO_TIMERS} ${BGP_TIMERS.hold}`,
              neighborsInFamily: true,
              // "Guidelines for virtual tunnel interfaces" (cdFMC): BGP needs more than one hop.
              neighborOptions: ['ebgp-multihop 2'],
            }),
            exactRoutes(
              'show route',
              routing.announce.map(
                (cidr) =>
                  `route ${placeholderText('INSIDE-INTERFACE')} ${withMask(cidr)} ${placeholderText('INSIDE-NEXT-HOP')}`,
              ),
            ),
          ]
        : [tracked(facts), asaStateBypass(facts)],
    ],
  });
};

import { isGcm } from '../../../config/proposals';
import type { VpnHandoverFacts } from '../../facts';
import { placeholderText } from '../../placeholder';
import type { PhaseProposal } from '../../recommended';
import { dpdInterval } from '../preference';
import { type DeviceGuide, type GuideField, type GuideStep, guideRenderer } from './guide';
import { pfsenseBgp } from './pfsense-bgp';
import { gatewayGroupSteps, phase1Hash, plainHash, ruleSteps, suggestedTunnelName } from './values';

/**
 * pfSense: routed IPsec (VTI), by hand. Its XML is not rendered: a restore of the IPsec area replaces every tunnel that the
 * firewall has.
 */

const DPD = { tries: 3, interval: { min: 1, max: 300 } } as const;

/** The algorithm and the key length: of the tag with AES-GCM (strongSwan: 128 bits are 16 bytes). */
const algorithm = (phase: string, { encryption }: PhaseProposal): readonly GuideField[] =>
  isGcm(encryption)
    ? [
        [`${phase}: Algorithm`, encryption.replace('-16', '')],
        [`${phase}: Key length`, '128 bits'],
      ]
    : [
        [`${phase}: Algorithm`, 'AES'],
        [`${phase}: Key length`, encryption.replace(/^AES(\d+)$/, '$1 bits (AES$1)')],
      ];

function tunnelSteps({ vpn }: VpnHandoverFacts): readonly GuideStep[] {
  const { phase1, phase2 } = vpn.proposals.recommended;
  return vpn.tunnels.flatMap(({ number, outsideAddress, inside, keyBlank }): GuideStep[] => [
    {
      menu: `VPN > IPsec > Tunnels > Add P1: tunnel ${number}`,
      fields: [
        ['Description', suggestedTunnelName(number)],
        ['Key Exchange version', 'IKEv2'],
        ['Internet Protocol', 'IPv4'],
        ['Interface', placeholderText('OUTSIDE-INTERFACE')],
        ['Remote Gateway', outsideAddress],
        ['Authentication Method', 'Mutual PSK'],
        ['My identifier', `IP address, ${vpn.publicIp}`],
        ['Peer identifier', `IP address, ${outsideAddress}`],
        ['Pre-Shared Key', keyBlank],
        ...algorithm('Phase 1', phase1),
        ['Phase 1: Hash', phase1Hash(phase1)],
        ...(isGcm(phase1.encryption)
          ? ([
              ['Phase 1: PRF Selection', 'Enable manual Pseudo-Random Function (PRF) selection'],
              ['Phase 1: PRF', phase1Hash(phase1)],
            ] as const)
          : []),
        ['Phase 1: DH Group', phase1.dhGroup],
        ['Phase 1: Lifetime (Seconds)', phase1.lifetimeSeconds],
        ['Child SA Start Action', 'Initiate at start (VTI or Tunnel Mode)'],
        ['Child SA Close Action', 'Restart/Reconnect'],
        ['MOBIKE', 'Disable'],
        ['Dead Peer Detection: Delay', dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval)],
        ['Dead Peer Detection: Max failures', DPD.tries],
      ],
      shows: 'the entry has one algorithm.',
      adds: `the phase 1 entry ${suggestedTunnelName(number)}`,
    },
    {
      menu: `VPN > IPsec > Tunnels > Show Phase 2 Entries of ${suggestedTunnelName(number)} > Add P2`,
      fields: [
        ['Description', suggestedTunnelName(number)],
        ['Mode', 'Routed (VTI)'],
        ['Local Network', `Network, ${inside.device}/30`],
        ['Remote Network', `Address, ${inside.aws}`],
        ['Protocol', 'ESP'],
        ...algorithm('Phase 2', phase2),
        ...(phase2.integrity === undefined ? [] : ([['Phase 2: Hash', plainHash(phase2.integrity)]] as const)),
        ['Phase 2: PFS key group', phase2.dhGroup],
        ['Phase 2: Life Time (seconds)', phase2.lifetimeSeconds],
        ['Automatically ping host', inside.aws],
      ],
      shows: 'after Apply Changes, Status > IPsec shows phase 1 and phase 2 as established.',
      adds: `the phase 2 entry of ${suggestedTunnelName(number)}`,
    },
    {
      menu: `Interfaces > Assignments > Add: the ipsec interface of tunnel ${number}`,
      fields: [
        ['Enable', 'on'],
        ['Description', `HEARTLAB${number}`],
        ['MTU', vpn.mtu.mtu],
        ['MSS', vpn.mtu.mss + 40],
      ],
      shows: `the field MSS takes the packet size: pfSense subtracts 40 bytes and clamps to MSS ${vpn.mtu.mss}. System > Routing > Gateways lists the gateway of HEARTLAB${number}.`,
      adds: `the interface HEARTLAB${number}`,
    },
  ]);
}

function routing(facts: VpnHandoverFacts): readonly GuideStep[] {
  const { vpn } = facts;
  if (vpn.routing.kind === 'bgp') return pfsenseBgp(facts, vpn.routing);
  return gatewayGroupSteps(facts, {
    groups: 'System > Routing > Gateway Groups > Add',
    rules: 'Firewall > Rules > LAN',
    routes: 'System > Routing > Static Routes > Add',
    status: 'Status > Gateways',
  });
}

const guide = (facts: VpnHandoverFacts): DeviceGuide => ({
  firmware: 'pfSense Plus 24.03',
  pages: [
    ['Cloudflare, "pfSense"', 'https://developers.cloudflare.com/cloudflare-wan/configuration/third-party/pfsense/'],
    ['pfSense, IPsec phase 1', 'https://docs.netgate.com/pfsense/en/latest/vpn/ipsec/configure-p1.html'],
    ['pfSense, IPsec phase 2', 'https://docs.netgate.com/pfsense/en/latest/vpn/ipsec/configure-p2.html'],
    ['pfSense, "Routed IPsec (VTI)"', 'https://docs.netgate.com/pfsense/en/latest/vpn/ipsec/routed-vti.html'],
    ['pfSense, "Gateway Groups"', 'https://docs.netgate.com/pfsense/en/latest/routing/gateway-groups.html'],
    [
      'pfSense, "BGP Neighbor Configuration"',
      'https://docs.netgate.com/pfsense/en/latest/packages/frr/bgp/config-neighbor.html',
    ],
    ['pfSense, the lists of algorithms', 'https://github.com/pfsense/pfsense/blob/master/src/etc/inc/ipsec.inc'],
  ],
  notVerified: ['the exact menu of the package FRR in releases newer than 24.03'],
  remarks: [
    'Never restore a backup of the area IPsec that somebody else wrote: it replaces every tunnel of the firewall.',
  ],
  steps: [
    ...tunnelSteps(facts),
    ...routing(facts),
    ...ruleSteps(facts, 'Firewall > Rules', {
      inside: placeholderText('INSIDE-ZONE'),
      tunnel: 'IPsec (HEARTLAB1, HEARTLAB2)',
      outside: `${placeholderText('OUTSIDE-ZONE')}: a floating rule, direction out`,
    }),
  ],
});

export const renderPfsense = guideRenderer(guide);

import type { VpnHandoverFacts } from '../../facts';
import { placeholder } from '../../placeholder';
import { TUNNEL_TRACKING } from '../preference';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { phase1Hash, plainHash, ruleSteps, tunnelName } from './values';

/** SonicOS 7: a VPN policy of the type Tunnel Interface and a numbered tunnel interface for each tunnel. */

const aes = (encryption: string): string =>
  encryption.replace(/^AES(\d+)-GCM-16$/, 'AESGCM16-$1').replace(/^AES(\d+)$/, 'AES-$1');
const group = (dhGroup: number): string => `Group ${dhGroup}`;

function guide(facts: VpnHandoverFacts): DeviceGuide {
  const { vpn, cloudCidr, hospitalCidrs } = facts;
  const { phase1, phase2 } = vpn.proposals.recommended;
  return {
    firmware: 'SonicOS 7.0.1',
    pages: [
      [
        'Cloudflare, "SonicWall"',
        'https://developers.cloudflare.com/cloudflare-wan/configuration/third-party/sonicwall/',
      ],
      [
        'SonicWall, "Creating Site-to-Site VPN Policies"',
        'http://help.sonicwall.com/help/sw/eng/9300/26/2/3/content/VPN_Settings.085.07.htm',
      ],
    ],
    notVerified: ['the fields of Network Monitor and of the metric of a routing rule; the MSS of a tunnel interface'],
    steps: [
      ...vpn.tunnels.map(
        ({ number, outsideAddress, keyBlank }): GuideStep => ({
          menu: `Network > IPsec VPN > Rules and Settings > Add: tunnel ${number}`,
          fields: [
            ['General: Policy Type', 'Tunnel Interface'],
            ['General: Authentication Method', 'IKE Using Preshared Secret'],
            ['General: Name', tunnelName(number)],
            ['General: IPsec Primary Gateway Name or Address', outsideAddress],
            ['General: Shared secret', keyBlank],
            ['General: Local IKE ID', `IPv4 Address, ${vpn.publicIp}`],
            ['General: Peer IKE ID', `IPv4 Address, ${outsideAddress}`],
            ['Proposals, IKE (Phase 1): Exchange', 'IKEv2 Mode'],
            ['Proposals, IKE (Phase 1): DH Group', group(phase1.dhGroup)],
            ['Proposals, IKE (Phase 1): Encryption', aes(phase1.encryption)],
            ['Proposals, IKE (Phase 1): Authentication', phase1Hash(phase1)],
            ['Proposals, IKE (Phase 1): Life Time (seconds)', phase1.lifetimeSeconds],
            ['Proposals, IPsec (Phase 2): Protocol', 'ESP'],
            ['Proposals, IPsec (Phase 2): Encryption', aes(phase2.encryption)],
            [
              'Proposals, IPsec (Phase 2): Authentication',
              phase2.integrity === undefined ? 'None' : plainHash(phase2.integrity),
            ],
            ['Proposals, IPsec (Phase 2): Enable Perfect Forward Secrecy', 'on'],
            ['Proposals, IPsec (Phase 2): DH Group', group(phase2.dhGroup)],
            ['Proposals, IPsec (Phase 2): Life Time (seconds)', phase2.lifetimeSeconds],
            ['Advanced: VPN Policy bound to', placeholder('OUTSIDE-INTERFACE')],
            ['Advanced: Enable Keep Alive', 'on'],
          ],
          shows: 'the policy has a green mark in the list of active tunnels.',
          adds: `the VPN policy ${tunnelName(number)}`,
        }),
      ),
      ...vpn.tunnels.map(
        ({ number, inside }): GuideStep => ({
          menu: `Network > System > Interfaces > Add interface > VPN Tunnel Interface: tunnel ${number}`,
          fields: [
            ['Zone', 'VPN'],
            ['VPN Policy', tunnelName(number)],
            ['Name', tunnelName(number)],
            ['IP Address', inside.device],
            ['Subnet Mask', inside.mask],
            ['Management: Ping', 'on'],
            ['Advanced: Enable Asymmetric Route Support', 'on'],
            ['Advanced: Interface MTU', vpn.mtu.mtu],
            ['Advanced: TCP MSS, if the release has the field', vpn.mtu.mss],
          ],
          shows: 'the interface is listed in the zone VPN.',
          adds: `the tunnel interface ${tunnelName(number)}`,
        }),
      ),
      {
        menu: 'Object > Match Objects > Addresses > Address Objects',
        fields: [
          ['Name', 'heartlab-cloud'],
          ['Zone Assignment', 'VPN'],
          ['Type and Network', `Network, ${cloudCidr}`],
          ...hospitalCidrs.map((cidr, index) => [`heartlab-hospital-${index + 1}`, `Network, ${cidr}`] as const),
        ],
        shows: 'the objects are in the list.',
        adds: 'the address objects heartlab-cloud and heartlab-hospital-1 and following',
      },
      ...vpn.tunnels.map(
        ({ number, inside }): GuideStep => ({
          menu: `Network > System > Network Monitor, then Policy > Rules and Policies > Routing Rules: tunnel ${number}`,
          fields: [
            ['Network Monitor: Name', tunnelName(number)],
            ['Network Monitor: Probe Type and Target', `Ping (ICMP) - Explicit Route, ${inside.aws}`],
            ['Network Monitor: Probe every, seconds', TUNNEL_TRACKING.intervalSeconds],
            ['Network Monitor: down after lost probes', TUNNEL_TRACKING.lost],
            ['Routing rule: Destination', 'heartlab-cloud'],
            ['Routing rule: Next Hop', `the interface ${tunnelName(number)}`],
            ['Routing rule: Metric', number],
            ['Routing rule: Probe', tunnelName(number)],
            ['Routing rule: Disable route when the probe fails', 'on'],
          ],
          shows: number === 1 ? 'the rule is active.' : 'the rule is active, below that of tunnel 1.',
          adds: `the routing rule and the network monitor ${tunnelName(number)}`,
        }),
      ),
      {
        menu: 'Network > IPsec VPN > Advanced',
        fields: [
          ['Enable IKE Dead Peer Detection', 'on'],
          ['Dead Peer Detection Interval, at most', vpn.dpdTimeoutSeconds],
        ],
        shows: 'the settings apply to all VPNs: change nothing that is set already.',
      },
      ...ruleSteps(facts, 'Policy > Rules and Policies > Access Rules', {
        inside: placeholder('INSIDE-ZONE'),
        tunnel: 'VPN',
        outside: placeholder('OUTSIDE-ZONE'),
      }),
    ],
  };
}

export const renderSonicwall = guideRenderer(guide);

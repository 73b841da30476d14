import type { VpnHandoverFacts } from '../../facts';
import { placeholderText } from '../../placeholder';
import { TUNNEL_TRACKING } from '../preference';
import { bgpLines } from './bgp-lines';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { phase1Hash, plainHash, ruleSteps, suggestedTunnelName } from './values';

/** SonicOS 7: a VPN policy of the type Tunnel Interface and a numbered tunnel interface for each tunnel. */

const aes = (encryption: string): string =>
  encryption.replace(/^AES(\d+)-GCM-16$/, 'AESGCM16-$1').replace(/^AES(\d+)$/, 'AES-$1');
const group = (dhGroup: number): string => `Group ${dhGroup}`;

function routing(facts: VpnHandoverFacts): readonly GuideStep[] {
  const { vpn } = facts;
  if (vpn.routing.kind === 'bgp')
    return [
      {
        menu: 'Network > System > Dynamic Routing > BGP, then the command line by SSH: configure, routing, bgp, configure terminal',
        fields: [['BGP', 'Enabled, to configure with the command line']],
        enter: bgpLines(facts, { outbound: 'prefix-list' }),
        shows:
          '`show ip bgp summary` shows both neighbors with a number of prefixes. If BGP is configured already, add the lines below its `router bgp`, and stop if its AS number differs. BGP announces a network only while the routing table has exactly that prefix.',
        adds: 'exactly these lines of BGP, each with `no` before it',
      },
    ];
  return vpn.tunnels.map(
    ({ number, inside }): GuideStep => ({
      menu: `Network > System > Network Monitor, then Policy > Rules and Policies > Routing Rules: tunnel ${number}`,
      fields: [
        ['Network Monitor: Name', suggestedTunnelName(number)],
        ['Network Monitor: Probe Type and Target', `Ping (ICMP) - Explicit Route, ${inside.aws}`],
        ['Network Monitor: Probe every, seconds', TUNNEL_TRACKING.intervalSeconds],
        ['Network Monitor: down after lost probes', TUNNEL_TRACKING.lost],
        ['Routing rule: Destination', 'heartlab-cloud'],
        ['Routing rule: Next Hop', `the interface ${suggestedTunnelName(number)}`],
        ['Routing rule: Metric', number],
        ['Routing rule: Probe', suggestedTunnelName(number)],
        ['Routing rule: Disable route when the probe fails', 'on'],
      ],
      shows: number === 1 ? 'the rule is active.' : 'the rule is active, below that of tunnel 1.',
      adds: `the routing rule and the network monitor ${suggestedTunnelName(number)}`,
    }),
  );
}

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
        'SonicWall, "Configuring Tunnel Interfaces" (SonicOS 7.0.1): BGP needs a numbered one',
        'https://www.sonicwall.com/support/technical-documentation/docs/sonicos-7.0.1-system/Content/Interfaces/interfaces-tunnel-config.htm',
      ],
      [
        'SonicWall, "BGP Advanced Routing": local preference, and only owned prefixes out',
        'http://help.sonicwall.com/help/sw/eng/6110/25/9/0/content/Appendix_B_BGP.171.19.html',
      ],
      [
        'SonicWall, "Creating Site-to-Site VPN Policies"',
        'http://help.sonicwall.com/help/sw/eng/9300/26/2/3/content/VPN_Settings.085.07.htm',
      ],
    ],
    notVerified: [
      'the fields of Network Monitor and of the metric of a routing rule; the MSS of a tunnel interface',
      'the menu of SonicOS 7 that enables BGP, and the words that open its command line',
      'prepending on tunnel 2, which is omitted: SonicWall describes route maps for inbound routes only. AWS then chooses the tunnel for answers',
    ],
    steps: [
      ...vpn.tunnels.map(
        ({ number, outsideAddress, keyBlank }): GuideStep => ({
          menu: `Network > IPsec VPN > Rules and Settings > Add: tunnel ${number}`,
          fields: [
            ['General: Policy Type', 'Tunnel Interface'],
            ['General: Authentication Method', 'IKE Using Preshared Secret'],
            ['General: Name', suggestedTunnelName(number)],
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
            ['Advanced: VPN Policy bound to', placeholderText('OUTSIDE-INTERFACE')],
            ['Advanced: Enable Keep Alive', 'on'],
          ],
          shows: 'the policy has a green mark in the list of active tunnels.',
          adds: `the VPN policy ${suggestedTunnelName(number)}`,
        }),
      ),
      ...vpn.tunnels.map(
        ({ number, inside }): GuideStep => ({
          menu: `Network > System > Interfaces > Add interface > VPN Tunnel Interface: tunnel ${number}`,
          fields: [
            ['Zone', 'VPN'],
            ['VPN Policy', suggestedTunnelName(number)],
            ['Name', suggestedTunnelName(number)],
            ['IP Address', inside.device],
            ['Subnet Mask', inside.mask],
            ['Management: Ping', 'on'],
            ['Advanced: Enable Asymmetric Route Support', 'on'],
            ['Advanced: Interface MTU', vpn.mtu.mtu],
            ['Advanced: TCP MSS, if the release has the field', vpn.mtu.mss],
          ],
          shows: 'the interface is listed in the zone VPN.',
          adds: `the tunnel interface ${suggestedTunnelName(number)}`,
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
      ...routing(facts),
      {
        menu: 'Network > IPsec VPN > Advanced',
        fields: [
          ['Enable IKE Dead Peer Detection', 'on'],
          ['Dead Peer Detection Interval, at most', vpn.dpdTimeoutSeconds],
        ],
        shows: 'the settings apply to all VPNs: change nothing that is set already.',
      },
      ...ruleSteps(facts, 'Policy > Rules and Policies > Access Rules', {
        inside: placeholderText('INSIDE-ZONE'),
        tunnel: 'VPN',
        outside: placeholderText('OUTSIDE-ZONE'),
      }),
    ],
  };
}

export const renderSonicwall = guideRenderer(guide);

import type { VpnHandoverFacts } from '../../facts';
import { placeholderText } from '../../placeholder';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { phase1Hash, plainHash, ruleSteps, suggestedTunnelName } from './values';

/** DrayTek Vigor: two LAN to LAN profiles in a VPN backup trunk. The Vigor has no tunnel interface. */

function guide(facts: VpnHandoverFacts): DeviceGuide {
  const { vpn, cloudCidr, hospitalCidrs } = facts;
  const { phase1, phase2 } = vpn.proposals.recommended;
  return {
    firmware: 'Vigor3910, firmware 4.3.2',
    pages: [
      [
        'DrayTek, "Vigor3910 Series User\'s Guide" 1.61',
        'https://www.notice-facile.com/en/manual/813922/draytek+vigor-3910',
      ],
    ],
    notVerified: [
      'all names of fields in this guide: the stored copy of the guide of the Vigor lacks the pages of VPN and Remote Access',
      'the proposals: read the lists of the profile first, and ask HeartLab if a value is missing',
      'selectors of 0.0.0.0/0: if the Vigor has no route-based profile, set another device in front of it',
    ],
    steps: [
      ...vpn.tunnels.map(
        ({ number, outsideAddress, keyBlank }): GuideStep => ({
          menu: `VPN and Remote Access > LAN to LAN: profile of tunnel ${number}`,
          fields: [
            ['Profile Name', suggestedTunnelName(number)],
            ['Enable this profile', 'on'],
            ['Call Direction', 'Both'],
            ['Always on', number === 1 ? 'on' : 'off'],
            ['Dial-Out Through', placeholderText('OUTSIDE-INTERFACE')],
            ['Type of Server', 'IPsec Tunnel, IKEv2'],
            ['Server IP', outsideAddress],
            ['IKE Pre-Shared Key', keyBlank],
            ['Local ID', vpn.publicIp],
            ['Peer ID', outsideAddress],
            ['IKE phase 1: Encryption', phase1.encryption],
            ['IKE phase 1: Authentication', phase1Hash(phase1)],
            ['IKE phase 1: DH group', phase1.dhGroup],
            ['IKE phase 1: key lifetime (seconds)', phase1.lifetimeSeconds],
            ['IKE phase 2: Encryption', phase2.encryption],
            ['IKE phase 2: Authentication', plainHash(phase2.integrity ?? '')],
            ['IKE phase 2: Perfect Forward Secrecy, DH group', phase2.dhGroup],
            ['IKE phase 2: key lifetime (seconds)', phase2.lifetimeSeconds],
            ['Ping to keep alive', 'off'],
            ['Dead peer detection, seconds', vpn.dpdTimeoutSeconds],
            ['Remote Network', cloudCidr],
            ...hospitalCidrs.map((cidr) => ['Local Network', cidr] as const),
            ['Mode', 'Routing, without NAT'],
            ['TCP MSS', vpn.mtu.mss],
          ],
          shows: 'VPN and Remote Access > Connection Management shows the profile as connected.',
          adds: `the profile ${suggestedTunnelName(number)}`,
        }),
      ),
      {
        menu: 'VPN and Remote Access > VPN Trunk Management > Backup',
        fields: [
          ['Profile Name', 'heartlab'],
          ['Member 1', suggestedTunnelName(1)],
          ['Member 2', suggestedTunnelName(2)],
        ],
        shows: 'the trunk is active with member 1.',
        adds: 'the backup trunk heartlab',
      },
      ...ruleSteps(facts, 'Firewall > Filter Setup', {
        inside: placeholderText('INSIDE-ZONE'),
        tunnel: 'VPN',
        outside: placeholderText('OUTSIDE-ZONE'),
      }),
    ],
  };
}

export const renderDraytek = guideRenderer(guide);

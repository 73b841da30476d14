import type { VpnHandoverFacts } from '../../facts';
import { placeholderText } from '../../placeholder';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { phase1Hash, plainHash, ruleSteps, suggestedTunnelName } from './values';

/** UniFi Gateway: two route-based site-to-site VPNs. */

const aes = (encryption: string): string => encryption.replace(/^AES(\d+)$/, 'AES-$1');

function guide(facts: VpnHandoverFacts): DeviceGuide {
  const { vpn, cloudCidr } = facts;
  const { phase1, phase2 } = vpn.proposals.recommended;
  return {
    firmware: 'UniFi Network on a Cloud Gateway Max or a Dream Machine',
    pages: [
      [
        'Cloudflare, "Ubiquiti"',
        'https://developers.cloudflare.com/cloudflare-wan/configuration/third-party/ubiquiti/',
      ],
    ],
    notVerified: [
      'the distance of a static route: without it, add the route of tunnel 2 only when tunnel 1 has failed',
      'the MSS of a VPN, and dead peer detection, which the screens do not show',
    ],
    steps: [
      ...vpn.tunnels.map(
        ({ number, outsideAddress, inside, keyBlank }): GuideStep => ({
          menu: `Settings > VPN > Site-to-Site VPN > Create New: tunnel ${number}`,
          fields: [
            ['VPN Type', 'IPsec'],
            ['Name', suggestedTunnelName(number)],
            ['Pre-shared key', keyBlank],
            ['Local IP', `${placeholderText('OUTSIDE-INTERFACE')} (${vpn.publicIp})`],
            ['Remote IP', outsideAddress],
            ['VPN Method', 'Route Based'],
            ['Tunnel IP', `${inside.device}/30`],
            ['Remote Networks', `the address of AWS in the tunnel, ${inside.aws}`],
            ['Key Exchange Version', 'IKEv2'],
            ['IKE Encryption', aes(phase1.encryption)],
            ['IKE Hash', phase1Hash(phase1)],
            ['IKE DH Group', phase1.dhGroup],
            ['IKE Lifetime', phase1.lifetimeSeconds],
            ['ESP Encryption', aes(phase2.encryption)],
            ['ESP Hash', plainHash(phase2.integrity ?? '')],
            ['ESP DH Group', phase2.dhGroup],
            ['ESP Lifetime', phase2.lifetimeSeconds],
            ['PFS', 'Enabled'],
            ['Local Authentication ID', vpn.publicIp],
            ['Remote Authentication ID', outsideAddress],
            ['MTU', vpn.mtu.mtu],
          ],
          shows: 'Settings > VPN shows the VPN as Connected.',
          adds: `the VPN ${suggestedTunnelName(number)}`,
        }),
      ),
      ...vpn.tunnels.map(
        ({ number }): GuideStep => ({
          menu: `Settings > Policy Table > Create New Policy > Route: tunnel ${number}`,
          fields: [
            ['Name', suggestedTunnelName(number)],
            ['Type', 'Static'],
            ['Destination', cloudCidr],
            ['Interface/VPN Tunnel', suggestedTunnelName(number)],
            ['Distance', number],
          ],
          shows: 'the route is in the table.',
          adds: `the route ${suggestedTunnelName(number)}`,
        }),
      ),
      {
        menu: 'Settings > Internet > the WAN of the VPN: MSS clamping',
        fields: [['MSS clamping, at most', vpn.mtu.mss]],
        shows: 'the setting applies to all traffic of the WAN: change it only if large studies stall.',
      },
      ...ruleSteps(facts, 'Settings > Policy Table > Create New Policy > Firewall', {
        inside: placeholderText('INSIDE-ZONE'),
        tunnel: 'Vpn',
        outside: placeholderText('OUTSIDE-ZONE'),
      }),
    ],
  };
}

export const renderUnifi = guideRenderer(guide);

import type { VpnHandoverFacts } from '../../facts';
import { type DeviceGuide, type GuideField, guideRenderer } from './guide';
import { phase1Hash, plainHash, suggestedTunnelName } from './values';

/** Meraki MX: a primary and a secondary peer that is not a Meraki. The MX has no tunnel interface. */

const aes = (encryption: string): string => encryption.replace('AES', 'AES ');

function guide(facts: VpnHandoverFacts): DeviceGuide {
  const { vpn, cloudCidr, hospitalCidrs, ports, deliveries, deliveryAddresses } = facts;
  const { phase1, phase2 } = vpn.proposals.recommended;
  const [one, two] = vpn.tunnels;
  const policy: readonly GuideField[] = [
    ['IPsec policy: Preset', 'Custom'],
    ['Phase 1 - Encryption', aes(phase1.encryption)],
    ['Phase 1 - Authentication', phase1Hash(phase1)],
    ['Phase 1 - Pseudo-Random Function', phase1Hash(phase1)],
    ['Phase 1 - Diffie-Hellman group', phase1.dhGroup],
    ['Phase 1 - Lifetime (sec)', phase1.lifetimeSeconds],
    ['Phase 2 - Encryption', aes(phase2.encryption)],
    ['Phase 2 - Authentication', plainHash(phase2.integrity ?? '')],
    ['Phase 2 - PFS Group', phase2.dhGroup],
    ['Phase 2 - Lifetime (sec)', phase2.lifetimeSeconds],
  ];
  const peer = (tunnel: typeof one): readonly GuideField[] => [
    ['Name', suggestedTunnelName(tunnel.number)],
    ['IKE Version', 'IKEv2'],
    ['Public IP or Hostname', tunnel.outsideAddress],
    ['Local ID', vpn.publicIp],
    ['Remote ID', tunnel.outsideAddress],
    ['Shared Secret', tunnel.keyBlank],
  ];
  return {
    firmware: 'MX 19.2.7',
    pages: [
      [
        'Meraki, "Primary and Secondary IPsec VPN Tunnels"',
        'https://documentation.meraki.com/MX/Site-to-site_VPN/Primary_and_Secondary_IPsec_VPN_Tunnels',
      ],
      [
        'Meraki dashboard API, thirdPartyVPNPeers: isRouteBased from MX 19.1, group, failover.directToInternet',
        'https://github.com/CiscoDevNet/terraform-provider-meraki/blob/main/gen/definitions/appliance_third_party_vpn_peers.yaml',
      ],
      [
        'Cloudflare, "Cisco Meraki MX (static routing)"',
        'https://developers.cloudflare.com/cloudflare-wan/configuration/third-party/cisco-meraki-static/',
      ],
    ],
    notVerified: [
      'the order of the outbound rules of the site-to-site firewall',
      'BGP with such a peer, which the dashboard API has (ebgpNeighbor): no page with its screens was found',
    ],
    remarks: [
      'The peers belong to the whole organization: the tag in Availability decides which MX connects. Use a tag that only this MX has.',
      'An MX moves the traffic to tunnel 2 only if a health check by HTTP on port 80 fails. HeartLab answers no HTTP on port 80, so tunnel 2 takes over only when you make it the primary peer.',
    ],
    steps: [
      {
        menu: 'Network-wide > Configure > General: tag of this network',
        fields: [['Tag', 'heartlab']],
        shows: 'only the network of this MX has the tag.',
        adds: 'the network tag heartlab',
      },
      {
        menu: 'Security & SD-WAN > Site-to-site VPN > VPN settings',
        fields: hospitalCidrs.map((cidr): GuideField => [`VPN mode of ${cidr}`, 'Enabled']),
        shows: 'only the subnets of this guide and those that were enabled before are enabled.',
        adds: 'the VPN mode of the subnets that this guide enabled',
      },
      {
        menu: 'Security & SD-WAN > Site-to-site VPN > Organization-wide settings > Add a peer',
        fields: [
          ...peer(one),
          ['Routing', 'Static'],
          ['Private Subnets', cloudCidr],
          ['Availability', 'heartlab'],
          ['Failover directly to internet', 'off'],
          ...policy,
        ],
        shows: 'the peer is in the list, and Security & SD-WAN > VPN status shows it green.',
        adds: 'the peer heartlab-1',
      },
      {
        menu: 'Settings of heartlab-1 > Add secondary peer',
        fields: [['Inherit primary peer configurations', 'off'], ...peer(two), ...policy],
        shows: 'Private Subnets and Availability are inherited, and VPN status shows both peers.',
        adds: 'the secondary peer heartlab-2',
      },
      {
        menu: 'Security & SD-WAN > Site-to-site VPN > Site-to-site outbound firewall',
        fields: [
          ['Allow TCP from', hospitalCidrs.join(', ')],
          ['Allow TCP to', `${cloudCidr}, ports ${ports.join(', ')}`],
        ],
        shows:
          'the rule is above the rule that denies the rest. The rules of this screen apply to all VPNs of the organization: change no other rule.',
        adds: 'the outbound rule to HeartLab',
      },
      ...(deliveries.length === 0
        ? []
        : [
            {
              menu: 'Security & SD-WAN > Firewall > Layer 3: results to the PACS',
              fields: deliveries.flatMap(({ aeTitle, address, port }): GuideField[] => [
                [`Allow TCP to ${aeTitle}`, `from ${deliveryAddresses.join(', ')} to ${address}, port ${port}`],
              ]),
              shows: 'the rules allow only these addresses.',
              adds: 'the rules for results',
            },
          ]),
      {
        menu: 'Security & SD-WAN > Firewall > Layer 3: nothing to HeartLab by the internet',
        fields: [['Deny any to', cloudCidr]],
        shows:
          'the rule is below those of the steps before. It applies to the internet: traffic in the VPN follows the site-to-site firewall.',
        adds: 'the rule that denies HeartLab by the internet',
      },
      {
        menu: 'Meraki support',
        fields: [
          ['Ask for the TCP MSS of these peers', vpn.mtu.mss],
          ['Dead peer detection, seconds', vpn.dpdTimeoutSeconds],
        ],
        shows: 'support confirms the MSS: the dashboard has no field for it.',
      },
    ],
  };
}

export const renderMerakiMx = guideRenderer(guide);

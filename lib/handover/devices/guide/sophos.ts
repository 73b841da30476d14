import type { VpnHandoverFacts } from '../../facts';
import { placeholderText } from '../../placeholder';
import { TUNNEL_TRACKING } from '../preference';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { phase1Hash, plainHash, ruleSteps, suggestedTunnelName } from './values';

/** Sophos Firewall: a tunnel interface (XFRM) for each tunnel. */

/** `SHA256` as Sophos spells it. */
const sophosHash = (hash: string): string => hash.replace(/^SHA(?=\d{3})/, 'SHA2 ');

function routing(facts: VpnHandoverFacts): readonly GuideStep[] {
  const { vpn, cloudCidr } = facts;
  if (vpn.routing.kind === 'bgp') {
    const { awsAsn, announce } = vpn.routing;
    return [
      {
        menu: 'System > Administration > Device access',
        fields: [['Dynamic routing, zone VPN', 'on']],
        shows: 'the zone VPN permits dynamic routing. BGP needs it.',
        adds: 'Dynamic routing of the zone VPN, if no other VPN uses it',
      },
      {
        menu: 'Configure > Routing > BGP > Global configuration, only if the firewall has no BGP yet',
        fields: [
          ['Router ID assignment', `Manual, ${vpn.tunnels[0].inside.device}`],
          ['Local AS', vpn.routing.asn],
        ],
        shows:
          'the local AS is this number. If another one is entered already, stop and ask HeartLab: a new local AS deletes all neighbors and networks, and a new router ID resets all sessions.',
      },
      ...vpn.tunnels.map(
        ({ number, inside }): GuideStep => ({
          menu: `Configure > Routing > BGP > Neighbors > Add: tunnel ${number}`,
          fields: [
            ['IPv4 address', inside.aws],
            ['Remote AS', awsAsn],
          ],
          shows: 'the neighbor is in the list.',
          adds: `the BGP neighbor of tunnel ${number}`,
        }),
      ),
      {
        menu: 'Configure > Routing > BGP > Networks > Add',
        fields: announce.map((cidr) => ['IPv4 network', cidr] as const),
        shows: 'Routing > Information > BGP shows both neighbors as Established, and announces exactly these networks.',
        adds: 'the BGP networks of this guide',
      },
    ];
  }
  return [
    ...vpn.tunnels.map(
      ({ number, inside }): GuideStep => ({
        menu: `Configure > Routing > Gateways: tunnel ${number}`,
        fields: [
          ['Name', suggestedTunnelName(number)],
          ['Gateway IP', inside.aws],
          ['Interface', `the XFRM interface of ${suggestedTunnelName(number)}`],
          ['Health check', 'on, Ping'],
          ['Monitoring condition', inside.aws],
          ['Interval, seconds', TUNNEL_TRACKING.intervalSeconds],
        ],
        shows: 'the gateway is green.',
        adds: `the gateway ${suggestedTunnelName(number)}`,
      }),
    ),
    {
      menu: 'Configure > Routing > SD-WAN routes',
      fields: [
        ['Name', 'heartlab'],
        ['Source networks', facts.hospitalCidrs.join(', ')],
        ['Destination networks', cloudCidr],
        ['Primary gateway', suggestedTunnelName(1)],
        ['Backup gateway', suggestedTunnelName(2)],
        ['Route only through specified gateways', 'on'],
      ],
      shows: 'the route is active with the primary gateway.',
      adds: 'the SD-WAN route heartlab',
    },
  ];
}

function guide(facts: VpnHandoverFacts): DeviceGuide {
  const { vpn } = facts;
  const { phase1, phase2 } = vpn.proposals.recommended;
  return {
    firmware: 'SFOS 19.0 and 19.5',
    pages: [
      [
        'Sophos, "Route-based VPN"',
        'https://docs.sophos.com/nsg/sophos-firewall/19.0/Help/en-us/webhelp/onlinehelp/AdministratorHelp/SiteToSiteVPN/IPsec/S2sVPNIPsecRouteBased/',
      ],
      [
        'Sophos, "BGP"',
        'https://docs.sophos.com/nsg/sophos-firewall/20.0/Help/en-us/webhelp/onlinehelp/AdministratorHelp/Routing/BGP/',
      ],
      [
        'Sophos, "IPsec profiles"',
        'https://docs.sophos.com/nsg/sophos-firewall/19.0/Help/en-us/webhelp/onlinehelp/AdministratorHelp/Profiles/IPsecProfiles/index.html',
      ],
      [
        'Cloudflare, "Sophos Firewall"',
        'https://developers.cloudflare.com/cloudflare-wan/configuration/third-party/sophos-firewall/',
      ],
    ],
    notVerified: [
      'the fields of the health check and of the SD-WAN route; the MSS of an XFRM interface',
      'the proposals: the page of IPsec profiles shows no list of values, so those are the ones that Cloudflare tested',
    ],
    remarks:
      vpn.routing.kind === 'static'
        ? []
        : [
            'The screens of BGP have only neighbors and networks: no filter, no local preference, no prepending, no timers. So BGP itself chooses the tunnel. Accept answers from either tunnel.',
          ],
    steps: [
      {
        menu: 'System > Profiles > IPsec profiles > Add',
        fields: [
          ['Name', 'heartlab'],
          ['Key exchange', 'IKEv2'],
          ['Authentication mode', 'Main mode'],
          ['Phase 1: Key life', phase1.lifetimeSeconds],
          ['Phase 1: DH group (key group)', phase1.dhGroup],
          ['Phase 1: Encryption', phase1.encryption],
          ['Phase 1: Authentication', sophosHash(phase1Hash(phase1))],
          ['Phase 2: PFS group (DH group)', phase2.dhGroup],
          ['Phase 2: Key life', phase2.lifetimeSeconds],
          ['Phase 2: Encryption', phase2.encryption],
          ['Phase 2: Authentication', sophosHash(plainHash(phase2.integrity ?? ''))],
          ['Dead Peer Detection', 'on'],
          ['Wait for response up to, seconds', vpn.dpdTimeoutSeconds],
          ['When peer unreachable', 'Re-initiate'],
        ],
        shows: 'the profile has one encryption and one group in each phase.',
        adds: 'the IPsec profile heartlab',
      },
      ...vpn.tunnels.map(
        ({ number, outsideAddress, keyBlank }): GuideStep => ({
          menu: `Configure > Site-to-site VPN > IPsec > Add: tunnel ${number}`,
          fields: [
            ['Name', suggestedTunnelName(number)],
            ['Connection type', 'Tunnel interface'],
            ['Gateway type', 'Initiate the connection'],
            ['Profile', 'heartlab'],
            ['Authentication type', 'Preshared key'],
            ['Preshared key', keyBlank],
            ['Listening interface', placeholderText('OUTSIDE-INTERFACE')],
            ['Gateway address', outsideAddress],
            ['Local ID type and Local ID', `IP address, ${vpn.publicIp}`],
            ['Remote ID type and Remote ID', `IP address, ${outsideAddress}`],
            ['Local subnet and Remote subnet', 'Any'],
          ],
          shows: 'Active and Connection are green.',
          adds: `the IPsec connection ${suggestedTunnelName(number)}`,
        }),
      ),
      ...vpn.tunnels.map(
        ({ number, inside }): GuideStep => ({
          menu: `Configure > Network > Interfaces: the XFRM interface of tunnel ${number}`,
          fields: [
            ['IPv4 address and netmask', `${inside.device}/30`],
            ['MTU', vpn.mtu.mtu],
            ['Override MSS', vpn.mtu.mss],
          ],
          shows: 'the interface is Connected.',
        }),
      ),
      ...routing(facts),
      ...ruleSteps(facts, 'Protect > Rules and policies > Firewall rules', {
        inside: placeholderText('INSIDE-ZONE'),
        tunnel: 'VPN',
        outside: placeholderText('OUTSIDE-ZONE'),
      }),
    ],
  };
}

export const renderSophos = guideRenderer(guide);

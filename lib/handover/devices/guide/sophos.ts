import type { VpnHandoverFacts } from '../../facts';
import { placeholder } from '../../placeholder';
import { TUNNEL_TRACKING } from '../preference';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { bgpFields, phase1Hash, plainHash, ruleSteps, tunnelName } from './values';

/** Sophos Firewall: a tunnel interface (XFRM) for each tunnel. */

/** `SHA256` as Sophos spells it. */
const sophosHash = (hash: string): string => hash.replace(/^SHA(?=\d{3})/, 'SHA2 ');

function routing(facts: VpnHandoverFacts): readonly GuideStep[] {
  const { vpn, cloudCidr } = facts;
  if (vpn.routing.kind === 'bgp')
    return [
      {
        menu: 'Configure > Routing > BGP',
        fields: bgpFields(facts),
        shows:
          'both neighbors are Established. If the firewall has BGP already, leave its router ID and local AS as they are, and stop if the local AS differs.',
        adds: 'both BGP neighbors and the networks that this guide adds',
      },
    ];
  return [
    ...vpn.tunnels.map(
      ({ number, inside }): GuideStep => ({
        menu: `Configure > Routing > Gateways: tunnel ${number}`,
        fields: [
          ['Name', tunnelName(number)],
          ['Gateway IP', inside.aws],
          ['Interface', `the XFRM interface of ${tunnelName(number)}`],
          ['Health check', 'on, Ping'],
          ['Monitoring condition', inside.aws],
          ['Interval, seconds', TUNNEL_TRACKING.intervalSeconds],
        ],
        shows: 'the gateway is green.',
        adds: `the gateway ${tunnelName(number)}`,
      }),
    ),
    {
      menu: 'Configure > Routing > SD-WAN routes',
      fields: [
        ['Name', 'heartlab'],
        ['Source networks', facts.hospitalCidrs.join(', ')],
        ['Destination networks', cloudCidr],
        ['Primary gateway', tunnelName(1)],
        ['Backup gateway', tunnelName(2)],
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
        'Cloudflare, "Sophos Firewall"',
        'https://developers.cloudflare.com/cloudflare-wan/configuration/third-party/sophos-firewall/',
      ],
    ],
    notVerified: [
      'the fields of BGP, of the health check and of the SD-WAN route; the MSS of an XFRM interface',
      'local preference and prepending, which the screens of BGP may lack: leave them out then, and accept answers from either tunnel',
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
            ['Name', tunnelName(number)],
            ['Connection type', 'Tunnel interface'],
            ['Gateway type', 'Initiate the connection'],
            ['Profile', 'heartlab'],
            ['Authentication type', 'Preshared key'],
            ['Preshared key', keyBlank],
            ['Listening interface', placeholder('OUTSIDE-INTERFACE')],
            ['Gateway address', outsideAddress],
            ['Local ID type and Local ID', `IP address, ${vpn.publicIp}`],
            ['Remote ID type and Remote ID', `IP address, ${outsideAddress}`],
            ['Local subnet and Remote subnet', 'Any'],
          ],
          shows: 'Active and Connection are green.',
          adds: `the IPsec connection ${tunnelName(number)}`,
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
        inside: placeholder('INSIDE-ZONE'),
        tunnel: 'VPN',
        outside: placeholder('OUTSIDE-ZONE'),
      }),
    ],
  };
}

export const renderSophos = guideRenderer(guide);

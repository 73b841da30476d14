import type { VpnHandoverFacts } from '../../facts';
import { placeholder } from '../../placeholder';
import { BGP_TIMERS, interfaceNumber } from '../preference';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { minutesField, phase1Hash, plainHash, ruleSteps, tunnelName } from './values';

/** Check Point: numbered VTIs and BGP in the Gaia clish, the community in SmartConsole. */

const aes = (encryption: string): string =>
  encryption.replace(/^AES(\d+)-GCM-16$/, 'AES-GCM-$1').replace(/^AES(\d+)$/, 'AES-$1');
const group = (dhGroup: number): string => `Group ${dhGroup}`;
const vti = (tunnel: 1 | 2): number => interfaceNumber(tunnel) - 70;

function clish({ vpn, cloudCidr }: VpnHandoverFacts): readonly string[] {
  const { routing, tunnels } = vpn;
  return [
    'lock database override',
    ...tunnels.flatMap(({ number, inside }) => [
      `add vpn tunnel ${vti(number)} type numbered local ${inside.device} remote ${inside.aws} peer ${tunnelName(number)}`,
      `set interface vpnt${vti(number)} state on`,
      `set interface vpnt${vti(number)} mtu ${vpn.mtu.mtu}`,
    ]),
    ...(routing.kind === 'static'
      ? [
          `set static-route ${cloudCidr} nexthop gateway logical vpnt${vti(1)} priority 1 on`,
          `set static-route ${cloudCidr} nexthop gateway logical vpnt${vti(2)} priority 2 on`,
        ]
      : [
          `set as ${routing.asn}`,
          `set bgp external remote-as ${routing.awsAsn} on`,
          ...tunnels.flatMap(({ inside }) => [
            `set bgp external remote-as ${routing.awsAsn} peer ${inside.aws} on`,
            `set bgp external remote-as ${routing.awsAsn} peer ${inside.aws} holdtime ${BGP_TIMERS.hold}`,
            `set bgp external remote-as ${routing.awsAsn} peer ${inside.aws} keepalive ${BGP_TIMERS.keepalive}`,
          ]),
        ]),
    'save config',
  ];
}

const bgpPolicy = ({ vpn, cloudCidr }: VpnHandoverFacts): readonly GuideStep[] =>
  vpn.routing.kind === 'static'
    ? []
    : [
        {
          menu: 'Gaia Portal > Advanced Routing > Inbound Route Filters > Add BGP Policy (Based on AS)',
          fields: [
            ['BGP policy number', '512'],
            ['AS of the neighbors', vpn.routing.awsAsn],
            ['Accept', `${cloudCidr}, exact`],
          ],
          shows: 'the filter accepts this network only. If policy 512 is in use, take a free number up to 1024.',
          adds: 'the BGP policy of the inbound route filter',
        },
        {
          menu: 'Gaia Portal > Advanced Routing > Routing Redistribution',
          fields: [
            ['To Protocol: BGP AS', vpn.routing.awsAsn],
            ...vpn.routing.announce.map((cidr) => ['Route to announce, exact', cidr] as const),
          ],
          shows: '`show bgp peer <neighbor> advertise` lists exactly these networks.',
          adds: 'the redistribution to this AS',
        },
      ];

function guide(facts: VpnHandoverFacts): DeviceGuide {
  const { vpn } = facts;
  const { phase1, phase2 } = vpn.proposals.recommended;
  return {
    firmware: 'R81.10 (SmartConsole and Gaia)',
    pages: [
      [
        'AWS, "Configure dynamic routing for a customer gateway device": Check Point',
        'https://docs.aws.amazon.com/vpn/latest/s2svpn/cgw-dynamic-routing-example-interface.html',
      ],
      [
        'Check Point, "Route Based VPN"',
        'https://sc1.checkpoint.com/documents/R80.40/WebAdminGuides/EN/CP_R80.40_SitetoSiteVPN_AdminGuide/Topics-VPNSG/Route-Based-VPN.htm',
      ],
    ],
    notVerified: [
      'with static routing: that the route of tunnel 1 disappears as soon as the tunnel fails',
      'AES-GCM with IKEv2 in a community with interoperable devices',
      'local preference and prepending in route maps: without them, accept answers from either tunnel',
    ],
    remarks: [
      `The numbers ${vti(1)} and ${vti(2)} of the VTIs must be free: \`show vpn tunnels\`. If the gateway has an AS already, leave \`set as\` out, and stop if the AS differs.`,
    ],
    steps: [
      ...vpn.tunnels.map(
        ({ number, outsideAddress }): GuideStep => ({
          menu: `SmartConsole > New > Network Object > Interoperable Device: tunnel ${number}`,
          fields: [
            ['Name', tunnelName(number)],
            ['IPv4 Address', outsideAddress],
            ['Topology > VPN Domain', 'Manually defined: a new empty group heartlab-empty'],
          ],
          shows: 'the device has the empty VPN domain.',
          adds: `the interoperable device ${tunnelName(number)}${number === 1 ? ', and the group heartlab-empty' : ''}`,
        }),
      ),
      {
        menu: 'SmartConsole > VPN Communities > New > Star Community',
        fields: [
          ['Name', 'heartlab'],
          ['Center Gateways', `your gateway, whose address is ${vpn.publicIp}`],
          ['Satellite Gateways', `${tunnelName(1)}, ${tunnelName(2)}`],
          ['Encryption Method', 'IKEv2 only'],
          ['Encryption Suite', 'Custom'],
          ['IKE Security Association (Phase 1): encryption', aes(phase1.encryption)],
          ['IKE Security Association (Phase 1): data integrity', phase1Hash(phase1)],
          ['IKE Security Association (Phase 1): Diffie-Hellman group', group(phase1.dhGroup)],
          minutesField('Renegotiate IKE security associations every', phase1.lifetimeSeconds),
          ['IPsec Security Association (Phase 2): encryption', aes(phase2.encryption)],
          ...(phase2.integrity === undefined
            ? []
            : ([['IPsec Security Association (Phase 2): data integrity', plainHash(phase2.integrity)]] as const)),
          ['Use Perfect Forward Secrecy: Diffie-Hellman group', group(phase2.dhGroup)],
          ['Renegotiate IPsec security associations every (seconds)', phase2.lifetimeSeconds],
          ['Tunnel Management', 'Permanent tunnels on all tunnels in the community'],
          ['VPN Tunnel Sharing', 'One VPN tunnel per Gateway pair'],
          ...vpn.tunnels.map(({ number, keyBlank }) => [`Shared Secret of ${tunnelName(number)}`, keyBlank] as const),
        ],
        shows: 'the community has one center and two satellites.',
        adds: 'the VPN community heartlab',
      },
      {
        menu: 'Gaia clish of the gateway, by SSH',
        fields: [['Dead peer detection (tunnel_keepalive_method of the gateway)', 'dpd']],
        enter: clish(facts),
        shows: '`show vpn tunnels` lists both VTIs.',
        adds: `the VTIs and routes: \`delete vpn tunnel ${vti(1)}\`, \`delete vpn tunnel ${vti(2)}\`${vpn.routing.kind === 'static' ? `, \`set static-route ${facts.cloudCidr} off\`` : `, \`set bgp external remote-as ${vpn.routing.awsAsn} off\``}, \`save config\``,
      },
      ...bgpPolicy(facts),
      {
        menu: 'Gaia expert mode: TCP MSS',
        fields: [['fw_clamp_vpn_mss and the MSS', vpn.mtu.mss]],
        shows:
          'the kernel setting applies to all VPNs of the gateway. Keep a smaller value, and set it only if large studies stall.',
      },
      ...ruleSteps(facts, 'SmartConsole > Security Policies > Access Control', {
        inside: placeholder('INSIDE-ZONE'),
        tunnel: 'the VPN community heartlab (VPN column)',
        outside: placeholder('OUTSIDE-ZONE'),
      }),
      {
        menu: 'SmartConsole > Install Policy',
        fields: [['Gateway', 'only the gateway of this guide']],
        shows: 'the policy is installed, and `vpn tu tlist` lists both tunnels.',
      },
    ],
  };
}

export const renderCheckPoint = guideRenderer(guide);

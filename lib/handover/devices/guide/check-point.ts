import type { VpnHandoverFacts } from '../../facts';
import { placeholderText } from '../../placeholder';
import { BGP_TIMERS, interfaceNumber } from '../preference';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { minutesField, phase1Hash, plainHash, ruleSteps, suggestedTunnelName } from './values';

/** Check Point: numbered VTIs and BGP in the Gaia clish, the community in SmartConsole. */

const aes = (encryption: string): string =>
  encryption.replace(/^AES(\d+)-GCM-16$/, 'AES-GCM-$1').replace(/^AES(\d+)$/, 'AES-$1');
const group = (dhGroup: number): string => `Group ${dhGroup}`;
/** AWS prefers the lower MED among paths of the same length. Gaia counts prepended numbers for all peers of an AS together. */
const MED = { 1: 100, 2: 200 } as const;
const vti = (tunnel: 1 | 2): number => interfaceNumber(tunnel) - 70;

function clish({ vpn }: VpnHandoverFacts): readonly string[] {
  const { routing, tunnels } = vpn;
  return [
    'lock database override',
    ...tunnels.flatMap(({ number, inside }) => [
      `add vpn tunnel ${vti(number)} type numbered local ${inside.device} remote ${inside.aws} peer ${suggestedTunnelName(number)}`,
      `set interface vpnt${vti(number)} state on`,
      `set interface vpnt${vti(number)} mtu ${vpn.mtu.mtu}`,
    ]),
    ...(routing.kind === 'static'
      ? []
      : [
          `set as ${routing.asn}`,
          `set bgp external remote-as ${routing.awsAsn} on`,
          ...tunnels.flatMap(({ number, inside }) => [
            `set bgp external remote-as ${routing.awsAsn} peer ${inside.aws} on`,
            `set bgp external remote-as ${routing.awsAsn} peer ${inside.aws} holdtime ${BGP_TIMERS.hold}`,
            `set bgp external remote-as ${routing.awsAsn} peer ${inside.aws} keepalive ${BGP_TIMERS.keepalive}`,
            `set bgp external remote-as ${routing.awsAsn} peer ${inside.aws} med-out ${MED[number]}`,
          ]),
        ]),
    'save config',
  ];
}

function clishRemoval({ vpn }: VpnHandoverFacts): string {
  const { routing, tunnels } = vpn;
  const peers =
    routing.kind === 'static'
      ? []
      : tunnels.map(({ inside }) => `set bgp external remote-as ${routing.awsAsn} peer ${inside.aws} off`);
  const lines = [...peers, ...tunnels.map(({ number }) => `delete vpn tunnel ${vti(number)}`), 'save config'];
  const as =
    routing.kind === 'static'
      ? ''
      : `. Only if AS ${routing.awsAsn} has no other peer, also \`set bgp external remote-as ${routing.awsAsn} off\``;
  return `the VTIs${routing.kind === 'static' ? '' : ' and BGP peers'}: ${lines.map((line) => `\`${line}\``).join(', ')}${as}`;
}

const routeSteps = ({ vpn, cloudCidr }: VpnHandoverFacts): readonly GuideStep[] =>
  vpn.routing.kind === 'static'
    ? [
        {
          menu: 'Gaia Portal > Network Management > IPv4 Static Routes > Add',
          fields: [
            ['Destination and mask', cloudCidr],
            ...vpn.tunnels.map(
              ({ number, inside }) => [`Add Gateway, IP Address: priority ${number}`, inside.aws] as const,
            ),
            ['Ping', 'on'],
          ],
          shows:
            '`show route` has the route by the VTI of tunnel 1. If the ping fails, Gaia removes it and uses tunnel 2.',
          adds: `the static route: \`set static-route ${cloudCidr} off\``,
        },
      ]
    : [
        {
          menu: 'Gaia Portal > Advanced Routing > Inbound Route Filters > Add BGP Policy (Based on AS)',
          fields: [
            ['BGP policy number', '512'],
            ['AS of the neighbors', vpn.routing.awsAsn],
            ['Accept', `${cloudCidr}, exact`],
          ],
          shows:
            'the filter accepts this network only. If policy 512 is in use, take a free number up to 1024. If `show routemaps` lists a route map that BGP imports or exports, stop and ask HeartLab: Gaia then ignores the filters of the portal.',
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
        'AWS, "Configure static routing for a customer gateway device": Check Point',
        'https://docs.aws.amazon.com/vpn/latest/s2svpn/cgw-static-routing-example-interface.html',
      ],
      [
        'Check Point R81, "Configuring BGP Remote Peers in Gaia Clish"',
        'https://sc1.checkpoint.com/documents/R81/WebAdminGuides/EN/CP_R81_Gaia_Advanced_Routing_AdminGuide/Topics-GARG/BGP-Configuring-in-Gaia-Clish-BGP-Remote-Peers.htm',
      ],
      [
        'Check Point, "Route Based VPN"',
        'https://sc1.checkpoint.com/documents/R80.40/WebAdminGuides/EN/CP_R80.40_SitetoSiteVPN_AdminGuide/Topics-VPNSG/Route-Based-VPN.htm',
      ],
    ],
    notVerified: [
      'AES-GCM with IKEv2 in a community with interoperable devices',
      'the spelling of the properties in R81.10: the pages of AWS are for R77.10, and have IKEv1',
      'a preference of tunnel 1 for studies with BGP: without one, accept answers from either tunnel',
    ],
    remarks: [
      `The numbers ${vti(1)} and ${vti(2)} of the VTIs must be free: \`show vpn tunnels\`. If the gateway has an AS already, leave \`set as\` out, and stop if the AS differs.`,
      'The VPN domain of the gateway stays as it is, but must not contain the subnets of this guide: traffic of a VPN domain does not follow the routes. Ask HeartLab if it does.',
    ],
    steps: [
      ...vpn.tunnels.map(
        ({ number, outsideAddress }): GuideStep => ({
          menu: `SmartConsole > New > Network Object > Interoperable Device: tunnel ${number}`,
          fields: [
            ['Name', suggestedTunnelName(number)],
            ['IPv4 Address', outsideAddress],
            ['Topology > VPN Domain', 'Manually defined: a new empty group heartlab-empty'],
          ],
          shows: 'the device has the empty VPN domain.',
          adds: `the interoperable device ${suggestedTunnelName(number)}${number === 1 ? ', and the group heartlab-empty' : ''}`,
        }),
      ),
      {
        menu: 'SmartConsole > VPN Communities > New > Star Community',
        fields: [
          ['Name', 'heartlab'],
          ['Center Gateways', `your gateway, whose address is ${vpn.publicIp}`],
          ['Satellite Gateways', `${suggestedTunnelName(1)}, ${suggestedTunnelName(2)}`],
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
          ...vpn.tunnels.map(
            ({ number, keyBlank }) => [`Shared Secret of ${suggestedTunnelName(number)}`, keyBlank] as const,
          ),
        ],
        shows: 'the community has one center and two satellites.',
        adds: 'the VPN community heartlab',
      },
      {
        menu: 'Gaia clish of the gateway, by SSH',
        fields: [['Dead peer detection (tunnel_keepalive_method of the gateway)', 'dpd']],
        enter: clish(facts),
        shows: '`show vpn tunnels` lists both VTIs.',
        adds: clishRemoval(facts),
      },
      ...routeSteps(facts),
      {
        menu: 'GuiDBedit > Global Properties > properties: TCP MSS',
        fields: [['fw_clamp_tcp_mss', `true; the MTU of the VTI then gives MSS ${vpn.mtu.mss}`]],
        shows:
          'the property applies to all gateways of the management server. Set it only if large studies stall, and ask the administrators of the other gateways first.',
      },
      {
        menu: 'SmartConsole > Global Properties > VPN > Advanced',
        fields: [['Enable VPN Directional Match in VPN Column', 'on']],
        shows:
          'the VPN column of a rule offers directions. The rules below need them; rules that exist stay as they are.',
      },
      ...ruleSteps(facts, 'SmartConsole > Security Policies > Access Control', {
        inside: placeholderText('INSIDE-ZONE'),
        tunnel: 'the VPN community heartlab (VPN column: internal_clear > heartlab, or heartlab > internal_clear)',
        outside: placeholderText('OUTSIDE-ZONE'),
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

import type { VpnHandoverFacts } from '../../facts';
import { placeholder } from '../../placeholder';
import type { HandoverTunnelFacts } from '../../tunnel-facts';
import { type DeviceFile, withHeading } from '../device-file';
import { interfaceNumber } from '../preference';
import { dpdDelay, softLifetime, swanctlProposal } from '../swanctl';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { bgpFields, gatewayGroupSteps, ruleSteps, tunnelName } from './values';

/**
 * OPNsense: the connections in a file of swanctl.conf.d, which the firewall merges and never overwrites; interfaces, routes and rules
 * by hand. The number `reqid` ties a connection to its VTI.
 */

const SWANCTL_FILE = 'heartlab.conf';

function connection({ vpn }: VpnHandoverFacts, { number, outsideAddress }: HandoverTunnelFacts): readonly string[] {
  const { phase1, phase2 } = vpn.proposals.recommended;
  return [
    `    ${tunnelName(number)} {`,
    '        version = 2',
    `        local_addrs = ${vpn.publicIp}`,
    `        remote_addrs = ${outsideAddress}`,
    `        proposals = ${swanctlProposal(phase1)}`,
    `        rekey_time = ${softLifetime(phase1.lifetimeSeconds)}s`,
    `        over_time = ${phase1.lifetimeSeconds - softLifetime(phase1.lifetimeSeconds)}s`,
    '        reauth_time = 0s',
    `        dpd_delay = ${dpdDelay(vpn.dpdTimeoutSeconds)}s`,
    '        mobike = no',
    '        unique = replace',
    '        keyingtries = 0',
    '        local {',
    '            auth = psk',
    `            id = ${vpn.publicIp}`,
    '        }',
    '        remote {',
    '            auth = psk',
    `            id = ${outsideAddress}`,
    '        }',
    '        children {',
    `            ${tunnelName(number)} {`,
    `                reqid = ${interfaceNumber(number)}`,
    `                esp_proposals = ${swanctlProposal(phase2)}`,
    '                mode = tunnel',
    '                policies = no',
    '                local_ts = 0.0.0.0/0',
    '                remote_ts = 0.0.0.0/0',
    `                rekey_time = ${softLifetime(phase2.lifetimeSeconds)}s`,
    `                life_time = ${phase2.lifetimeSeconds}s`,
    '                dpd_action = restart',
    '                start_action = start',
    '                close_action = start',
    '            }',
    '        }',
    '    }',
  ];
}

const swanctlFile = (facts: VpnHandoverFacts): readonly DeviceFile[] => [
  {
    name: SWANCTL_FILE,
    text: withHeading(facts, {
      comment: '#',
      remarks: [
        `Copy this file to /usr/local/etc/swanctl/conf.d/${SWANCTL_FILE}, chmod 600, then run swanctl --load-all.`,
        'If the address of the firewall is translated on the way, replace the value of local_addrs by %any.',
      ],
      lines: [
        'connections {',
        facts.vpn.tunnels.flatMap((tunnel) => connection(facts, tunnel)),
        '}',
        'secrets {',
        facts.vpn.tunnels.flatMap(({ number, outsideAddress, keyBlank }) => [
          `    ike-${tunnelName(number)} {`,
          `        id-local = ${facts.vpn.publicIp}`,
          `        id-remote = ${outsideAddress}`,
          `        secret = "${keyBlank}"`,
          '    }',
        ]),
        '}',
      ],
    }),
  },
];

function routing(facts: VpnHandoverFacts): readonly GuideStep[] {
  const { vpn } = facts;
  if (vpn.routing.kind === 'bgp')
    return [
      {
        menu: 'Routing > BGP (plugin os-frr)',
        fields: bgpFields(facts),
        shows:
          'Routing > Diagnostics > BGP shows both neighbors as Established. If the firewall has BGP already, leave its router ID and AS as they are.',
        adds: 'both BGP neighbors, their route maps and prefix lists',
      },
    ];
  return [
    ...vpn.tunnels.map(
      ({ number, inside }): GuideStep => ({
        menu: `System > Gateways > Configuration > Add: tunnel ${number}`,
        fields: [
          ['Name', `HEARTLAB${number}`],
          ['Interface', `ipsec${interfaceNumber(number)}`],
          ['IP Address', inside.aws],
          ['Far Gateway', 'on'],
          ['Monitor IP', inside.aws],
        ],
        shows: 'the gateway is online.',
        adds: `the gateway HEARTLAB${number}`,
      }),
    ),
    ...gatewayGroupSteps(facts, {
      groups: 'System > Gateways > Group > Add',
      rules: 'Firewall > Rules > LAN',
      status: 'System > Gateways',
    }),
  ];
}

const guide = (facts: VpnHandoverFacts): DeviceGuide => ({
  firmware: 'OPNsense 23.1 and newer',
  pages: [
    ['OPNsense manual, "IPsec": Advanced settings', 'https://docs.opnsense.org/manual/vpnet.html'],
    [
      'OPNsense, the model of connections and VTIs',
      'https://github.com/opnsense/core/blob/master/src/opnsense/mvc/app/models/OPNsense/IPsec/Swanctl.xml',
    ],
  ],
  notVerified: ['the fields of the plugin os-frr, and of gateway groups'],
  remarks: [
    `The numbers ${interfaceNumber(1)} and ${interfaceNumber(2)} (reqid) must be free: VPN > IPsec > Virtual Tunnel Interfaces.`,
  ],
  steps: [
    ...facts.vpn.tunnels.map(
      ({ number, outsideAddress, inside }): GuideStep => ({
        menu: `VPN > IPsec > Virtual Tunnel Interfaces > Add: tunnel ${number}`,
        fields: [
          ['Enabled', 'on'],
          ['Reqid', interfaceNumber(number)],
          ['Local address', facts.vpn.publicIp],
          ['Remote address', outsideAddress],
          ['Tunnel local address', inside.device],
          ['Tunnel remote address', inside.aws],
          ['Description', tunnelName(number)],
        ],
        shows: `Interfaces > Overview lists ipsec${interfaceNumber(number)}.`,
        adds: `the virtual tunnel interface ${tunnelName(number)}`,
      }),
    ),
    {
      menu: `The shell of the firewall: ${SWANCTL_FILE}`,
      fields: [['File', `/usr/local/etc/swanctl/conf.d/${SWANCTL_FILE}`]],
      enter: ['swanctl --load-all', 'swanctl --list-sas'],
      shows: 'both connections are ESTABLISHED, and their children INSTALLED.',
      adds: `the file ${SWANCTL_FILE}: \`rm /usr/local/etc/swanctl/conf.d/${SWANCTL_FILE}\`, then \`swanctl --load-all\``,
    },
    {
      menu: 'Firewall > Settings > Normalization > Add',
      fields: [
        ['Interface', 'IPsec'],
        ['Destination', facts.cloudCidr],
        ['Max MSS', facts.vpn.mtu.mss],
        ['Description', 'heartlab'],
      ],
      shows: 'the rule is in the list.',
      adds: 'the normalization rule heartlab',
    },
    ...routing(facts),
    ...ruleSteps(facts, 'Firewall > Rules', {
      inside: placeholder('INSIDE-ZONE'),
      tunnel: 'IPsec',
      outside: `${placeholder('OUTSIDE-ZONE')}: a floating rule, direction out`,
    }),
  ],
});

export const renderOpnsense = guideRenderer(guide, swanctlFile);

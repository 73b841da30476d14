import type { VpnHandoverFacts } from '../../facts';
import { placeholderText } from '../../placeholder';
import { type DeviceFile, withHeading } from '../device-file';
import { interfaceNumber } from '../preference';
import { swanctlConnection, swanctlKeys } from '../swanctl';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { opnsenseBgp } from './opnsense-bgp';
import { gatewayGroupSteps, ruleSteps, suggestedTunnelName } from './values';

/**
 * OPNsense: the connections in a file of swanctl.conf.d, which the firewall merges and never overwrites; interfaces, routes and rules
 * by hand. The number `reqid` ties a connection to its VTI.
 */

const SWANCTL_FILE = 'heartlab.conf';

const swanctlFile = (facts: VpnHandoverFacts): readonly DeviceFile[] => [
  {
    name: SWANCTL_FILE,
    text: withHeading(facts, {
      comment: '#',
      checks: ['ls /usr/local/etc/swanctl/conf.d | grep heartlab'],
      remarks: [
        `Copy this file to /usr/local/etc/swanctl/conf.d/${SWANCTL_FILE}, chmod 600, then run swanctl --load-all.`,
        'If the address of the firewall is translated on the way, replace the value of local_addrs by %any.',
      ],
      lines: [
        'connections {',
        facts.vpn.tunnels.map((tunnel) => swanctlConnection(facts, tunnel, 'vti')),
        '}',
        swanctlKeys(facts),
      ],
    }),
  },
];

function routing(facts: VpnHandoverFacts): readonly GuideStep[] {
  const { vpn } = facts;
  if (vpn.routing.kind === 'bgp') return opnsenseBgp(facts, vpn.routing);
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
      routes: 'System > Routes > Configuration > Add',
      status: 'System > Gateways',
    }),
  ];
}

const guide = (facts: VpnHandoverFacts): DeviceGuide => ({
  firmware: 'OPNsense 23.1 and newer',
  pages: [
    [
      'OPNsense manual, "IPsec - Route based (VTI) PSK setup"',
      'https://docs.opnsense.org/manual/how-tos/ipsec-s2s-conn-route.html',
    ],
    ['OPNsense manual, "IPsec": Custom configurations, Firewall rules', 'https://docs.opnsense.org/manual/vpnet.html'],
    ['OPNsense manual, "Multi WAN": gateway groups', 'https://docs.opnsense.org/manual/how-tos/multiwan.html'],
    [
      'OPNsense, the forms of os-frr',
      'https://github.com/opnsense/plugins/tree/master/net/frr/src/opnsense/mvc/app/controllers/OPNsense/Quagga/forms',
    ],
    [
      'OPNsense, the model of connections and VTIs',
      'https://github.com/opnsense/core/blob/master/src/opnsense/mvc/app/models/OPNsense/IPsec/Swanctl.xml',
    ],
  ],
  notVerified: [
    'the connections of a file in swanctl.conf.d on a real firewall: the manual describes the directory, and the test loads the file with strongSwan only',
  ],
  remarks: [
    `The numbers ${interfaceNumber(1)} and ${interfaceNumber(2)} (reqid) must be free: VPN > IPsec > Virtual Tunnel Interfaces, and \`ifconfig -l\` in the shell.`,
  ],
  steps: [
    {
      menu: 'VPN > IPsec > Connections',
      fields: [['Enable IPsec', 'on']],
      shows: 'IPsec is enabled. If it was enabled before, change nothing.',
    },
    {
      menu: 'Firewall > Rules > WAN: IKE and ESP from HeartLab',
      fields: [
        ['Action', 'Pass'],
        ['Source', facts.vpn.tunnels.map(({ outsideAddress }) => outsideAddress).join(', ')],
        ['Destination', 'WAN address'],
        ['Protocol and port, one rule for each', 'ESP; UDP 500; UDP 4500'],
        ['Description', 'heartlab-ike'],
      ],
      shows: 'the rules are in the list. OPNsense adds no rules by itself for connections.',
      adds: 'the rules heartlab-ike',
    },
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
          ['Description', suggestedTunnelName(number)],
        ],
        shows: `Interfaces > Overview lists ipsec${interfaceNumber(number)}.`,
        adds: `the virtual tunnel interface ${suggestedTunnelName(number)}`,
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
      inside: placeholderText('INSIDE-ZONE'),
      tunnel: 'IPsec',
      outside: `${placeholderText('OUTSIDE-ZONE')}: a floating rule, direction out`,
    }),
  ],
});

export const renderOpnsense = guideRenderer(guide, swanctlFile);

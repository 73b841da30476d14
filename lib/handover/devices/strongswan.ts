import type { VpnHandoverFacts } from '../facts';
import {
  type ConfigurationAddition,
  type ConfigurationLines,
  type DeviceFile,
  type DeviceRenderer,
  removalFile,
  withHeading,
} from './device-file';
import { interfaceNumber } from './preference';
import { linuxFilter, linuxInterface, linuxInterfaces, shellScript } from './strongswan-network';
import { frrLines, trackLines } from './strongswan-routing';
import { DPD_RETRANSMISSIONS, swanctlConnection, swanctlKeys } from './swanctl';

/** strongSwan with swanctl (swanctl.conf(5), strongswan.conf(5), "Route-based VPN" of the strongSwan documentation). */

/**
 * charon installs no route for a tunnel with an interface id (swanctl.conf(5), `if_id_in`), so it needs no `install_routes`, which
 * would also remove the routes of the machine's other tunnels.
 */
const daemon: ConfigurationLines = [
  'charon {',
  `    retransmit_timeout = ${DPD_RETRANSMISSIONS.timeout.toFixed(1)}`,
  `    retransmit_base = ${DPD_RETRANSMISSIONS.base}`,
  `    retransmit_tries = ${DPD_RETRANSMISSIONS.tries}`,
  '}',
];

const CONF_D = '/etc/swanctl/conf.d';

/** A file that the administrator copies. */
const copied = (name: string): ConfigurationAddition => ({ put: [], remove: [`rm -f ${CONF_D}/${name}`] });

export const renderStrongswan: DeviceRenderer = (facts) => {
  const { tunnels, routing } = facts.vpn;
  const file = (name: string, remarks: readonly string[], lines: ConfigurationLines) => ({
    name,
    text: withHeading(facts, { comment: '#', remarks, lines }),
  });
  const confs = tunnels.map(({ number }) => `heartlab-tunnel-${number}.conf`);
  const faces = tunnels.map(({ number }) => linuxInterface(number));
  const interfaces = linuxInterfaces(facts);
  const filter = linuxFilter(facts);
  const connections: ConfigurationLines = tunnels.map(
    ({ number }): ConfigurationAddition => ({
      put: [],
      remove: [`swanctl --terminate --ike heartlab-${number} || true`],
    }),
  );
  const setUp = withHeading(facts, {
    comment: '#',
    checks: [
      `ls ${CONF_D} | grep heartlab`,
      ...faces.map((face) => `ip -o link show ${face} 2>/dev/null`),
      `ip xfrm policy | grep -iE 'if_id 0x(${tunnels.map(({ number }) => interfaceNumber(number).toString(16)).join('|')})$'`,
      'nft list table inet heartlab 2>/dev/null',
      `ip route show ${facts.cloudCidr}`,
      `ip -o -4 address show | grep -E ' (${tunnels.map(({ inside }) => inside.device).join('|')})/'`,
      ...(routing.kind === 'bgp'
        ? [
            `vtysh -c 'show running-config' | grep -E 'HEARTLAB|neighbor (${tunnels.map(({ inside }) => inside.aws).join('|')}) '`,
          ]
        : []),
    ],
    staging: [
      `Copy the files heartlab-*.conf, except heartlab-charon.conf, to ${CONF_D}. /etc/swanctl/swanctl.conf includes them, and stays as it is.`,
      'At boot, before strongSwan starts, run this script as root. A second run changes nothing.',
      'Check the filter with nft -c -f heartlab.nft, then load it at boot with nft -f heartlab.nft. It is a table of its own.',
      routing.kind === 'bgp'
        ? 'With FRR (bgpd=yes in /etc/frr/daemons), check frr.conf with vtysh -C -f frr.conf, then enter it with vtysh -f frr.conf, and save it with vtysh -c write.'
        : 'Run heartlab-track.sh as a service.',
      'Then run swanctl --load-all. heartlab-remove.sh removes everything again.',
    ],
    remarks: ['Source NAT rules by interface do not name heartlab1 or heartlab2, so nothing is translated.'],
    lines: interfaces,
  });
  return [
    { name: 'heartlab-interfaces.sh', text: shellScript(setUp) },
    ...tunnels.map((tunnel, index) =>
      file(confs[index] ?? '', [], ['connections {', swanctlConnection(facts, tunnel, 'xfrm'), '}']),
    ),
    file('heartlab-keys.conf', ['Only root may read this file: chmod 600.'], swanctlKeys(facts)),
    file(
      'heartlab-charon.conf',
      [
        'This file is optional. Copy it to /etc/strongswan.d only if this machine has no other tunnels: it applies to the whole daemon.',
        'With it, strongSwan detects a dead peer within the DPD timeout instead of three minutes.',
      ],
      daemon,
    ),
    file('heartlab.nft', ['Only the connections of the pack pass the tunnels.'], filter),
    ...(routing.kind === 'bgp'
      ? frrFiles(facts, frrLines(facts, routing))
      : [
          {
            name: 'heartlab-track.sh',
            text: shellScript(
              withHeading(facts, {
                comment: '#',
                remarks: [
                  'Start this script as a service, because it does not end. It keeps the route of each tunnel while AWS answers a ping through it.',
                ],
                lines: trackLines(facts),
              }),
            ),
          },
        ]),
    removalScript(facts, [interfaces, filter, [...confs, 'heartlab-keys.conf'].map(copied), connections]),
  ];
};

function removalScript(facts: VpnHandoverFacts, lines: ConfigurationLines): DeviceFile {
  const { name, text, removal } = removalFile(facts, {
    name: 'heartlab-remove.sh',
    of: 'the files heartlab-*',
    comment: '#',
    remarks: [
      'Run this script as root. First remove both scripts and heartlab.nft from what this machine starts at boot.',
      'After it, run swanctl --load-all. If you copied heartlab-charon.conf to /etc/strongswan.d, remove it there.',
    ],
    lines,
  });
  return { name, text: shellScript(text), removal };
}

function frrFiles(facts: VpnHandoverFacts, lines: ConfigurationLines): readonly DeviceFile[] {
  return [
    {
      name: 'frr.conf',
      text: withHeading(facts, {
        comment: '!',
        remarks: [
          'If BGP in FRR already has another AS number, ask HeartLab first.',
          'FRR chooses its router id itself. So the router id of running sessions stays.',
        ],
        lines,
      }),
    },
    removalFile(facts, {
      name: 'frr-remove.conf',
      of: 'frr.conf',
      comment: '!',
      remarks: ['Enter it with vtysh -f frr-remove.conf, and save with vtysh -c write.'],
      lines,
    }),
  ];
}

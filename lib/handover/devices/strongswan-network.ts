import type { VpnHandoverFacts } from '../facts';
import { type DeviceFile, deviceFileText, withHeading } from './device-file';
import { interfaceNumber } from './preference';

/** The Linux settings besides strongSwan: XFRM interfaces (ip-link(8)) and a clamped MSS (nft(8)). */

export const linuxInterface = (tunnel: 1 | 2): string => `heartlab${tunnel}`;

/** A shell script begins with its interpreter, then the heading. */
export const shellScript = (text: string): string => deviceFileText(['#!/bin/sh', text.trimEnd()]);

export function strongswanNetwork(facts: VpnHandoverFacts): readonly DeviceFile[] {
  const { tunnels, mtu } = facts.vpn;
  const interfaces = withHeading(facts, {
    comment: '#',
    remarks: ['Run this script as root before strongSwan starts. A second run changes nothing.'],
    lines: [
      'set -eu',
      'up() { # name, interface id, inside address',
      '    ip link show "$1" >/dev/null 2>&1 || ip link add "$1" type xfrm if_id "$2"',
      '    ip address replace "$3" dev "$1"',
      `    ip link set "$1" mtu ${mtu.mtu} up`,
      '    # Loose reverse path filter: with static routes, AWS may answer through the other tunnel.',
      '    sysctl -qw "net.ipv4.conf.$1.rp_filter=2"',
      '}',
      tunnels.map(
        ({ number, inside }) => `up ${linuxInterface(number)} ${interfaceNumber(number)} ${inside.device}/30`,
      ),
      'sysctl -qw net.ipv4.ip_forward=1',
    ],
  });
  const clamp = withHeading(facts, {
    comment: '#',
    remarks: [],
    lines: [
      'table inet heartlab',
      'delete table inet heartlab',
      'table inet heartlab {',
      '    chain forward {',
      '        type filter hook forward priority mangle; policy accept;',
      `        iifname "heartlab*" tcp flags syn tcp option maxseg size set ${mtu.mss}`,
      `        oifname "heartlab*" tcp flags syn tcp option maxseg size set ${mtu.mss}`,
      '    }',
      '}',
    ],
  });
  return [
    { name: 'heartlab-interfaces.sh', text: shellScript(interfaces) },
    { name: 'heartlab.nft', text: clamp },
  ];
}

import { type Case, UNKNOWN, UNPROVEN, written } from './case';
import { access, aws } from './composed';

const fw = (time: string, line: string): string => `${time} fw charon[812]: ${line}`;
const packet = (time: string): string =>
  fw(time, '05[NET] <net|1> received packet: from 198.51.100.10[4500] to 203.0.113.10[4500] (240 bytes)');
const up = (time: string): string =>
  [
    packet(time),
    fw(
      time,
      '05[IKE] <net|1> CHILD_SA net{1} established with SPIs c8fb1c6e_i c5a1d2e3_o and TS 0.0.0.0/0 === 0.0.0.0/0',
    ),
  ].join('\n');
const down = (time: string): string =>
  fw(
    time,
    '08[IKE] <net|1> closing CHILD_SA net{1} with SPIs c8fb1c6e_i (0 bytes) c5a1d2e3_o (0 bytes) and TS 0.0.0.0/0 === 0.0.0.0/0',
  );
const probe = (time: string): string => fw(time, '05[IKE] <net|1> sending DPD request');
const other = (time: string, line: string): string => `${time} fw ${line}`;
const lines = (...all: readonly string[]): string => all.join('\n');

const STORED = 'I: Received Store Response (Success)';
const REFUSED = 'I: Received Store Response (Failed: Cannot understand)';

/** What the end of a log proves, and what it does not. */
export const ENDINGS: readonly Case[] = [
  written('down after the new year', lines(up('Dec 31 23:59:58'), down('Jan  1 00:00:03')), UNKNOWN),
  written('up after the new year', lines(down('Dec 31 23:59:58'), up('Jan  1 00:00:03')), []),
  written('the hour that repeats in autumn', lines(probe('Oct 25 02:59:58'), up('Oct 25 02:00:01')), []),
  written(
    'the newer file before the older one',
    lines(
      probe('Nov 24 00:00:01'),
      down('Nov 24 08:00:03'),
      up('Nov 23 07:00:00'),
      probe('Nov 23 08:00:00'),
      probe('Nov 23 09:00:00'),
    ),
    UNKNOWN,
  ),
  written(
    'both tunnels in one export, and the second fails',
    aws(
      ['AWS tunnel is sending response (id=1) for IKE_AUTH', 'established', 'established'],
      ['AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10', 'negotiating', 'down'],
      ['AWS tunnel is sending DPD request (id=4)', 'established', 'established'],
      ['AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10', 'negotiating', 'down'],
      ['AWS tunnel processed response (id=5) for DPD', 'established', 'established'],
    ),
    ['psk-mismatch'],
  ),
  written("a session of the hospital's own routers", '%BGP-5-ADJCHANGE: neighbor 10.0.0.2 Up', UNPROVEN),
  written('an object of several is refused', lines(STORED, REFUSED, STORED), ['object-refused']),
  written('a study too large, then another', lines(access('413', '413'), access('200', '200', { second: 9 })), [
    'stow-413',
  ]),
  written('a study refused, then another', lines(access('409', '409'), access('200', '200', { second: 9 })), [
    'stow-409',
  ]),
];

const ELSEWHERE = [
  other('Nov 24 10:00:05', 'openvpn[2211]: 192.0.2.50:1194 TLS Error: TLS handshake failed'),
  other('Nov 24 10:00:05', 'openvpn[2211]: OpenSSL: error:0A000086:SSL routines::certificate verify failed'),
  other('Nov 24 10:00:06', 'kernel: wireguard: wg0: Handshake for peer 3 did not complete after 5 seconds'),
  other('Nov 24 10:00:07', 'sshd[4411]: Failed password for invalid user admin from 192.0.2.66 port 53211 ssh2'),
  '2026-11-27 10:00:00 ERROR java.net.ConnectException: Connection refused jdbc:postgresql://localhost:5432/pacs',
];

const SCAN = [
  fw('Nov 24 10:00:08', '11[NET] <7> received packet: from 192.0.2.66[12345] to 203.0.113.10[500] (336 bytes)'),
  fw('Nov 24 10:00:08', '11[ENC] <7> parsed ID_PROT request 0 [ SA V V ]'),
  fw('Nov 24 10:00:08', '11[IKE] <7> no IKE config found for 203.0.113.10...192.0.2.66, sending NO_PROPOSAL_CHOSEN'),
];

/** The trouble of others, beside a tunnel that works. */
export const OF_OTHERS: readonly Case[] = [
  written("others' trouble", lines(up('Nov 24 10:00:00'), ...ELSEWHERE), []),
  written('a scan', lines(up('Nov 24 10:00:00'), ...SCAN), UNKNOWN),
  written('a scan, while no tunnel is seen up', lines(packet('Nov 24 10:00:00'), ...SCAN), UNKNOWN),
  written('only OpenVPN', ELSEWHERE[1] ?? '', []),
  written(
    'an unknown address with IKEv2',
    lines(
      up('Nov 24 10:00:00'),
      fw('Nov 24 10:00:08', '11[NET] <7> received packet: from 198.51.100.20[500] to 203.0.113.10[500] (336 bytes)'),
      fw('Nov 24 10:00:08', '11[ENC] <7> parsed IKE_SA_INIT request 0 [ SA KE No ]'),
      fw(
        'Nov 24 10:00:08',
        '11[IKE] <7> no IKE config found for 203.0.113.10...198.51.100.20, sending NO_PROPOSAL_CHOSEN',
      ),
    ),
    UNKNOWN,
  ),
];

import type { DeviceReader } from '../device-reader';
import type { KnownMessage } from '../saying';

const HOLD_TIMER =
  'The BGP session was lost because nothing arrived for its hold time. HeartLab: check the tunnel log of the same minute. Hospital: if the tunnel stayed up, allow TCP 179 inside it.';

/**
 * BGP in any log. Notification codes are the same everywhere (RFC 4271 section 4.5, RFC 4486): 2/2 bad peer AS, 2/5
 * authentication, 6/1 too many prefixes. The neighbour is the address after `neighbor`, `from`, `to` or `peer`.
 */
export const BGP_SAYINGS: readonly KnownMessage[] = [
  {
    says: /\b2\/2 ?\((?:OPEN Message Error\/Bad Peer AS|peer in wrong AS)|bad OPEN message from neighbor .*remote AS is (?:\{asn: )?\d+\}?, expected /i,
    is: 'bgp-asn',
    example:
      '2026/11/24 02:15:48 BGP: [HZN6M-XRM1G] %NOTIFICATION: received from neighbor 169.254.21.1 2/2 (OPEN Message Error/Bad Peer AS) 2 bytes fe 4b',
  },
  {
    says: /\b2\/5 ?\(|Invalid MD5 digest|No MD5 digest|MD5 Hash (?:mismatch|failed|NOT expected|expected but NOT)/i,
    is: 'bgp-auth',
    example:
      '*Nov 24 02:15:00.001: %TCP-6-BADAUTH: Invalid MD5 digest from 169.254.21.1(179) to 169.254.21.2(32456) tableid - 0',
  },
  {
    says: /\b6\/1 ?\(|maximum prefix limit was exceeded|MAXPFXEXCEED|No\. of (?:\S+ ){0,2}prefix(?:es)? received from \S+(?: \(afi \d+\))?:? \d+ exceeds? /i,
    is: 'bgp-prefix-limit',
    example:
      'Nov 24 02:15:00.001: %BGP-3-MAXPFXEXCEED: Number of prefixes received from 169.254.21.1 (afi 0): 101 exceeds limit 100',
  },
  {
    // Of one TCP connection, or of an address family: the session's own line follows.
    says: /NBR_RESET|topology base (?:added to|removed from) session|\b6\/7 ?\(|Error during connection collision/,
    is: 'harmless',
    example:
      '*Nov 24 02:15:00.001: %BGP-3-NOTIFICATION: sent to neighbor 169.254.100.1 passive 6/7 (Connection Collision Resolution) 0 bytes',
  },
  {
    says: /ADJCHANGE.*\bUp\b|(?:changed|went) from \w+ to Established/i,
    is: 'session-up',
    example: '2026/11/24 02:15:50 BGP: [N9HHH-F8H1M] %ADJCHANGE: neighbor 169.254.21.2(hospital) in vrf default Up',
  },
  {
    says: /ADJCHANGE.*\bDown\b|(?:changed|went) from Established to \w+/i,
    is: 'session-down',
    example:
      '2026/11/24 02:16:40 BGP: [PXVXG-TFNNT] %ADJCHANGE: neighbor 169.254.21.2(hospital) in vrf default Down BGP Notification send',
  },
  {
    says: /(?:changed|went) from \w+ to (?:Connect|Active|OpenSent|OpenConfirm|Idle)\b|\bopen failed: |Active open failed -/i,
    is: 'session-trying',
    example:
      '{"type":"BGPStatus","status":"DOWN","message":{"details":"AWS-side peer BGP session state has changed from Idle to Connect with neighbor {ip: 169.254.100.2}"}}',
  },
  {
    says: /Hold Timer? Expired|\b4\/0 ?\(/i,
    is: 'trouble',
    phase: 'session',
    couldBe: ['dpd-timeout', 'asymmetric-route'],
    next: HOLD_TIMER,
    example:
      '2026/11/24 02:16:40 BGP: [HZN6M-XRM1G] %NOTIFICATION: sent to neighbor 169.254.21.2 4/0 (Hold Timer Expired) 0 bytes',
  },
  {
    // RFC 4486: 3 is "Peer De-configured".
    says: /received (?:notification )?(?:from neighbor \S+ )?6\/3\b|NOTIFICATION: received from neighbor \S+ (?:\w+ )?6\/3\b/i,
    is: 'trouble',
    phase: 'session',
    couldBe: ['inside-address', 'bgp-asn'],
    next: "The other side has no BGP neighbour of this address, or removed it. Hospital: enter AWS's inside address of this tunnel as the neighbour, with AWS's AS number, and activate it.",
    example:
      '2026/11/24 02:16:40 BGP: [HZN6M-XRM1G] %NOTIFICATION: received from neighbor 169.254.21.1 6/3 (Cease/Peer Unconfigured) 0 bytes',
  },
  {
    says: /(?:received|sent).{0,60}\b6\/5\b/i,
    is: 'trouble',
    phase: 'session',
    couldBe: ['inside-address', 'bgp-asn', 'bgp-prefix-limit'],
    next: 'A side rejects the BGP connection. Hospital: compare the neighbour, the source address (the inside address) and both AS numbers with the handover pack, and check that the neighbour is active.',
    example:
      '2026/11/24 02:16:40 BGP: [HZN6M-XRM1G] %NOTIFICATION: received from neighbor 169.254.21.1 6/5 (Cease/Connection Rejected) 0 bytes',
  },
  {
    // Ended deliberately: by an administrator, a restart, or a changed configuration.
    says: /NOTIFICATION.*\b6\/[2-8]\b/i,
    is: 'session-down',
    example:
      '2026/11/24 02:16:40 BGP: [HZN6M-XRM1G] %NOTIFICATION: received from neighbor 169.254.21.1 6/2 (Cease/Administrative Shutdown) 0 bytes',
  },
  {
    says: /NOTIFICATION/i,
    is: 'trouble',
    phase: 'session',
    couldBe: [],
    next: 'A side closed the BGP session for the reason in the evidence. Hospital: compare the BGP settings with the handover pack.',
    example:
      '2026/11/24 02:16:40 BGP: [HZN6M-XRM1G] %NOTIFICATION: received from neighbor 169.254.21.1 2/6 (OPEN Message Error/Unacceptable Hold Time) 0 bytes',
  },
];

/** AWS's BGP log of a tunnel: `log-formats/json.ts` recognizes its lines. */
export const awsBgp: DeviceReader = {
  name: 'aws-bgp',
  heads: [],
  sayings: [
    {
      says: /DENIED due to: non-connected next-hop/i,
      is: 'inside-address',
      example:
        '{"type":"RouteStatus","status":"ADVERTISED","message":{"details":"DENIED due to: non-connected next-hop","prefix":"10.20.0.0/22"}}',
    },
    ...BGP_SAYINGS,
  ],
};

/** A report such as `show bgp neighbors` of FRR and IOS. */
const SHOWN: readonly KnownMessage[] = [
  {
    says: /^BGP neighbor is (?<neighbour>[\d.]+)/,
    is: 'neighbour',
    example: 'BGP neighbor is 169.254.21.1, remote AS 64512, local AS 65010, external link',
  },
  { says: /^BGP state = Established/, is: 'session-up', example: '  BGP state = Established, up for 00:00:25' },
  { says: /^BGP state = /, is: 'session-trying', example: '  BGP state = Idle, down for 00:12:13' },
  // A row of `show bgp summary`.
  {
    says: /^(?<neighbour>[\d.]{7,15})\s+4\s+.*\sIdle \(PfxCt\)/,
    is: 'bgp-prefix-limit',
    example: '169.254.100.1   4        64512      26      27        0    0    0 00:05:06 Idle (PfxCt)',
  },
  {
    says: /^(?<neighbour>[\d.]{7,15})\s+4\s+[\d.]+\s+(?:\d+\s+){5}(?!never)\S+\s+\d+(?:\s|$)/,
    is: 'session-up',
    example: '169.254.100.1   4        64512      26      27        9    0    0 00:20:06        7',
  },
  {
    says: /^(?<neighbour>[\d.]{7,15})\s+4\s+[\d.]+\s+(?:\d+\s+){5}\S+\s+[A-Z]/,
    is: 'session-trying',
    example: '169.254.100.1   4        64512       0       0        1    0    0 never    Idle',
  },
  {
    says: /^Last reset .*Waiting for NHT/,
    is: 'inside-address',
    whileDown: true,
    example: '  Last reset 00:00:11,  Waiting for NHT',
  },
  {
    says: /^Last reset .*(?:Bad Peer AS|peer in wrong AS)/,
    is: 'bgp-asn',
    whileDown: true,
    example: '  Last reset 00:00:45, due to BGP Notification sent, peer in wrong AS',
  },
  {
    says: /^Last reset .*Maximum Number of Prefixes/,
    is: 'bgp-prefix-limit',
    whileDown: true,
    example: '  Last reset 00:00:05,  Notification received (Cease/Maximum Number of Prefixes Reached)',
  },
  {
    // Of the past, or of a session that is down in any case.
    says: /^Last reset /,
    is: 'harmless',
    example: '  Last reset 01:05:12, due to BGP Notification received, hold time expired',
  },
];

/** FRR's bgpd, in its own file, in syslog (also RFC 5424) or in OPNsense's table, and reports of FRR and IOS. */
export const frrReader: DeviceReader = {
  name: 'frr',
  heads: [
    {
      line: /(?:^|[\s:])(?:BGP: |bgpd(?:\[\d+\])?: |bgpd\t|bgpd \d{1,10} - (?:-|\[[^\]]{0,200}\]) )(?:\[[A-Z0-9]{5}-[A-Z0-9]{5}\])?(?:\[EC \d+\])? ?(?:(?:(?:ses|nbr) global )?(?<neighbour>[\d.]{7,15}) (?:\(0x\S+ )?)?(?<message>.*)$/,
    },
    { line: /^\s{0,4}(?<message>BGP neighbor is \S+,.*|BGP state = .*|Last reset .*)$/ },
    // The rest of a report.
    {
      line: /^\s{0,4}(?<message>BGP (?:version|router|table|using|activity|connection|Connect Retry) ?.*|External BGP neighbor .*|\d[\d/]* BGP .*)$/,
    },
    {
      line: /^\s{0,4}(?<message>[\d.]{7,15}\s+4\s+[\d.]+\s+(?:\d+\s+){5}\S.*)$/,
    },
  ],
  sayings: [
    ...SHOWN,
    ...BGP_SAYINGS,
    {
      says: /Terminating on signal/,
      is: 'restarts',
      example: '2026/11/24 02:16:13 BGP: [ZW1GY-R46JE] Terminating on signal',
    },
  ],
};

/** Linux: TCP's MD5 option, and packets that it would answer through another interface. */
export const kernelReader: DeviceReader = {
  name: 'kernel',
  heads: [
    {
      line: /(?:^|\s)(?:kernel: (?:\[ *[\d.]+\] )?|\[ *\d+\.\d+\] )?(?<message>(?:TCP: |IPv4: )?(?:MD5 Hash |martian source ).*)$/,
    },
  ],
  sayings: BGP_SAYINGS.filter(({ is }) => is === 'bgp-auth'),
};

import type { DeviceReader } from '../device-reader';

const KMD = 'Nov 27 09:31:31  srx1 kmd[14162]: ';
const ENDS =
  ', VPN: aws-1 Gateway: gw-aws-1, Local: 203.0.113.10/500, Remote: 198.51.100.10/500, Local IKE-ID: Not-Available, Remote IKE-ID: Not-Available, VR-ID: 0, Role: Initiator';
const PAIR = '.*?Local: (?<local>[\\d.]{7,15})/\\d+, Remote: (?<peer>[\\d.]{7,15})/';
const failed = (why: string): RegExp => new RegExp(`negotiation failed with error: (?:${why})${PAIR}`, 'i');
const RPD = 'Nov 27 09:31:31  mx-dc1 rpd[2041]: ';

/** Junos: kmd and iked in syslog, structured or not; rpd's BGP; the kernel's TCP MD5. */
export const junosReader: DeviceReader = {
  name: 'junos',
  heads: [
    { line: /\b(?:kmd|iked)(?:\[\d{1,10}\]: | \d{1,10} (?:(?!KMD_)\S{1,60} ){0,2})(?<message>.*)$/ },
    { line: /\brpd(?:\[\d{1,10}\]: | \d{1,10} )(?:%DAEMON-\d-?:? ?)?(?<message>.*)$/ },
    { line: /\bkernel: (?<message>tcp_auth_ok: .*)$/ },
  ],
  sayings: [
    {
      says: /tcp_auth_ok: Packet from (?<neighbour>[\d.]{7,15}):\d+ (?:wrong|missing|unexpectedly has) MD5 digest/,
      is: 'bgp-auth',
      example: 'Nov 27 09:31:31  mx-dc1 kernel: tcp_auth_ok: Packet from 169.254.96.1:179 wrong MD5 digest',
    },
    {
      says: /BGP peer (?<neighbour>[\d.]{7,15}) .*changed state from \w+ to Established/,
      is: 'session-up',
      example: `${RPD}RPD_BGP_NEIGHBOR_STATE_CHANGED: BGP peer 169.254.96.1 (External AS 64512) changed state from OpenConfirm to Established (event RecvKeepAlive) (instance master)`,
    },
    {
      says: /BGP peer (?<neighbour>[\d.]{7,15}) .*changed state from Established to/,
      is: 'session-down',
      example: `${RPD}RPD_BGP_NEIGHBOR_STATE_CHANGED: BGP peer 169.254.96.1 (External AS 64512) changed state from Established to Idle (event HoldTime) (instance master)`,
    },
    {
      says: /NOTIFICATION (?:sent to|received from) (?<neighbour>[\d.]{7,15}) .*code 2 \(Open Message Error\) subcode 2 \(bad peer AS/i,
      is: 'bgp-asn',
      example: `${RPD}bgp_recv_open:1234: NOTIFICATION sent to 169.254.96.1 (External AS 64512): code 2 (Open Message Error) subcode 2 (bad peer AS number), Reason: peer 169.254.96.1 (External AS 64512) claims 64513, 64512 configured`,
    },
    {
      says: /NOTIFICATION (?:sent to|received from) (?<neighbour>[\d.]{7,15}) .*code 4 \(Hold Timer Expired/i,
      is: 'trouble',
      phase: 'session',
      couldBe: ['dpd-timeout', 'asymmetric-route', 'bgp-auth'],
      next: 'The BGP session was lost because nothing arrived for its hold time. HeartLab: check the tunnel log of the same minute. Hospital: check the MD5 key, and that TCP 179 passes.',
      example: `${RPD}bgp_hold_timeout:4065: NOTIFICATION sent to 169.254.96.1 (External AS 64512): code 4 (Hold Timer Expired Error), Reason: holdtime expired for 169.254.96.1 (External AS 64512), socket buffer sndcc: 57 rcvcc: 0`,
    },
    {
      says: /NOTIFICATION (?:sent to|received from) (?<neighbour>[\d.]{7,15})/,
      is: 'session-down',
      example: `${RPD}bgp_bfd_callback:190: NOTIFICATION sent to 169.254.96.1 (External AS 64512): code 6 (Cease) subcode 9 (Hard Reset), Reason: BFD Session Down`,
    },
    {
      says: failed('Authentication failed'),
      is: 'auth-refused',
      example: `${KMD}IKE negotiation failed with error: Authentication failed. IKE Version: 2${ENDS}`,
    },
    {
      says: new RegExp(`IPSec ${failed('No proposal chosen').source}`, 'i'),
      is: 'phase2-proposal',
      example: `${KMD}IPSec negotiation failed with error: No proposal chosen. IKE Version: 2${ENDS}`,
    },
    {
      says: failed('No proposal chosen'),
      is: 'no-proposal-chosen',
      example: `${KMD}IKE negotiation failed with error: No proposal chosen. IKE Version: 2${ENDS}`,
    },
    {
      says: failed('[^.]*traffic-selectors'),
      is: 'traffic-selector',
      example: `<27>1 2023-07-04T11:48:31.702+10:00 srx1 kmd 9812 - - IPSec negotiation failed with error: Peer proposed traffic-selectors are not in configured range. IKE Version: 2${ENDS}`,
    },
    {
      says: failed('Timed out\\. IKE Version: 1'),
      is: 'trouble',
      couldBe: ['ike-version', 'udp500-blocked'],
      next: 'The device uses IKEv1 and gets no answer. Hospital: set the tunnel to IKE version 2 first, then try again.',
      example: `<27>1 2023-05-04T15:19:33.984+10:00 srx1 kmd 9159 - - IKE negotiation failed with error: Timed out. IKE Version: 1${ENDS}`,
    },
    {
      says: failed('Timed out'),
      is: 'gives-up',
      example: `${KMD}IKE negotiation failed with error: Timed out. IKE Version: 2${ENDS}`,
    },
    {
      says: /KMD_VPN_UP_ALARM_USER: VPN \S+ from (?<peer>[\d.]{7,15}) is up\. Local-ip: (?<local>[\d.]{7,15})/,
      is: 'tunnel-up',
      example: `${KMD}KMD_VPN_UP_ALARM_USER: VPN ipsec-vpn-1 from 198.51.100.10 is up. Local-ip: 203.0.113.10, gateway name: gtw-A, vpn name: ipsec-vpn-1, tunnel-id: 131073, local tunnel-if: st0.0`,
    },
    {
      says: /KMD_VPN_DOWN_ALARM_USER: VPN \S+ from (?<peer>[\d.]{7,15}) is down\. Local-ip: (?<local>[\d.]{7,15})/,
      is: 'tunnel-down',
      example: `${KMD}KMD_VPN_DOWN_ALARM_USER: VPN ipsec-vpn-1 from 198.51.100.10 is down. Local-ip: 203.0.113.10, gateway name: gtw-A, vpn name: ipsec-vpn-1, tunnel-id: 131073, Reason: Tunnel configuration is deleted. Corresponding IKE/IPSec SAs are deleted`,
    },
    {
      says: /KMD_PM_SA_ESTABLISHED: Local gateway: (?<local>[\d.]{7,15}), Remote gateway: (?<peer>[\d.]{7,15})/,
      is: 'tunnel-up',
      example: `${KMD}KMD_PM_SA_ESTABLISHED: Local gateway: 203.0.113.10, Remote gateway: 198.51.100.10, Local ID: ipv4_subnet(any:0,[0..7]=0.0.0.0/0), Remote ID: ipv4_subnet(any:0,[0..7]=0.0.0.0/0), Direction: inbound, SPI: 0x9cc87ce6, AUX-SPI: 0, Mode: Tunnel, Type: dynamic, Traffic-selector:  FC Name:`,
    },
    {
      says: /KMD_PM_SA_ESTABLISHED \[.*local-address="(?<local>[\d.]{7,15})" remote-address="(?<peer>[\d.]{7,15})"/,
      is: 'tunnel-up',
      example:
        '<30>1 2023-05-04T15:27:30.846+10:00 srx1 kmd 8961 KMD_PM_SA_ESTABLISHED [junos@1111.1.1.1.1.111 local-address="203.0.113.10" remote-address="198.51.100.10" local-initiator="ipv4(0.0.0.0)" argument1="outbound"]',
    },
    {
      says: new RegExp(`IKE negotiation successfully completed${PAIR}`),
      is: 'ike-up',
      example: `${KMD}IKE negotiation successfully completed. IKE Version: 2${ENDS}`,
    },
    { says: /^Config download/, is: 'harmless', example: `${KMD}Config download: Processed 4 - 5 messages` },
    { says: /failed|error|down\b/i, is: 'trouble', example: `${KMD}IKE Phase-1: (Responder) Policy lookup failed` },
  ],
};

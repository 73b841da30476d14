import type { NamedCause } from '../causes';
import type { KnownMessage } from '../saying';

const ABORTED =
  '%ASA-4-750003: Local:203.0.113.10:500 Remote:198.51.100.10:500 Username:198.51.100.10 IKEv2 Negotiation aborted due to ERROR: ';
const V1 = 'Group = 198.51.100.10, IP = 198.51.100.10, ';

const trouble = (says: RegExp, example: string, next?: string, couldBe: readonly NamedCause[] = []): KnownMessage => ({
  ...{ says, is: 'trouble', example },
  ...(next === undefined ? {} : { next, couldBe }),
});

const SELECTORS =
  'Traffic arrives that the negotiated subnets (traffic selectors) do not contain. Hospital: make the tunnel route-based, with 0.0.0.0/0 on both sides, and check that NAT does not change the addresses of the traffic.';
const V1_FAILED =
  'IKE version 1 failed with this peer. Hospital: set the tunnel to IKE version 2, and compare its key and proposals with the handover pack.';
const NO_GROUP =
  "The device has no tunnel group for this peer. Hospital: if the peer of the evidence is one of the tunnels' outside addresses, create its tunnel group; if not, the line is of no importance.";

/** ASA and FTD: the messages of a tunnel's state. Those of a remote access VPN are not HeartLab's. */
const ASA_STATES: readonly KnownMessage[] = [
  {
    says: /remote access SA|complete for User|Session disconnected\. Session Type: (?!LAN-to-LAN)|for IKEv2 Remote Access/i,
    is: 'harmless',
    example:
      '%FTD-4-113019: Group = staff, Username = user1, IP = 192.0.2.20, Session disconnected. Session Type: IKEv2, Duration: 2h:28m:09s, Bytes xmt: 54735230, Bytes rcv: 27473152, Reason: Idle Timeout',
  },
  {
    says: /-602303: IPSEC: An (?:in|out)bound LAN-to-LAN SA \(SPI= ?(?<child>0x[0-9A-F]{1,8})\) between (?<local>[\d.]+) and (?<peer>[\d.]+) .*created/i,
    is: 'tunnel-up',
    example:
      '%ASA-6-602303: IPSEC: An outbound LAN-to-LAN SA (SPI= 0xCE8C73AC) between 203.0.113.10 and 198.51.100.10 (user= 198.51.100.10) has been created.',
  },
  {
    says: /-602304: IPSEC: An (?:in|out)bound LAN-to-LAN SA \(SPI= ?(?<child>0x[0-9A-F]{1,8})\) between (?<local>[\d.]+) and (?<peer>[\d.]+) .*deleted/i,
    is: 'tunnel-down',
    example:
      '%ASA-6-602304: IPSEC: An outbound LAN-to-LAN SA (SPI= 0xCE8C73AC) between 203.0.113.10 and 198.51.100.10 (user= 198.51.100.10) has been deleted.',
  },
  {
    says: /PHASE 2 COMPLETED|Security negotiation complete for LAN-to-LAN|-752016: IKEv2 was successful at setting up a tunnel/i,
    is: 'tunnel-up',
    example: `%ASA-5-713120: ${V1}PHASE 2 COMPLETED (msgid=033c8971)`,
  },
  {
    says: /Session disconnected\. Session Type: LAN-to-LAN|-713050: |Session is being torn down|-750015:.*deleting IPSec SA/i,
    is: 'tunnel-down',
    example: `%ASA-4-113019: Group = 198.51.100.10, Username = 198.51.100.10, IP = 198.51.100.10, Session disconnected. Session Type: LAN-to-LAN, Duration: 0h:32m:16s, Bytes xmt: 297103, Bytes rcv: 1216163, Reason: User Requested`,
  },
  {
    says: /-750001:.*Received request to establish an IPsec tunnel/i,
    is: 'tunnel-trying',
    example:
      '%ASA-5-750001: Local:203.0.113.10:500 Remote:198.51.100.10:500 Username:Unknown IKEv2 Received request to establish an IPsec tunnel; local traffic selector = Address Range: 0.0.0.0-255.255.255.255 Protocol: 0 Port Range: 0-65535',
  },
  {
    says: /SA DOWN\. Reason: .*rekey/i,
    is: 'harmless',
    example:
      '%ASA-5-750007: Local:203.0.113.10:500 Remote:198.51.100.10:500 Username:198.51.100.10 IKEv2 SA DOWN. Reason: rekey',
  },
  {
    says: /SA DOWN\. Reason: |%IKEV2-5-SA_DOWN/i,
    is: 'ike-down',
    example:
      '%ASA-5-750007: Local:203.0.113.10:500 Remote:198.51.100.10:500 Username:198.51.100.10 IKEv2 SA DOWN. Reason: peer request',
  },
  {
    says: /lost contact with remote peer, deleting connection/i,
    is: 'dpd-timeout',
    example: `%ASA-3-713123: ${V1}IKE lost contact with remote peer, deleting connection (keepalive type: DPD)`,
  },
];

/** Why ASA, FTD and IOS abort a negotiation: the texts of message 750003 and of %IKEV2-3-NEG_ABORT. */
const ABORTS: readonly KnownMessage[] = [
  {
    // The peer asks for another group, and the next request has it.
    says: /KE payload contained the wrong DH group/i,
    is: 'harmless',
    example: `${ABORTED}The peer's KE payload contained the wrong DH group`,
  },
  {
    says: /we've tried all configured DH groups/i,
    is: 'phase1-proposal',
    example: `${ABORTED}Received invalid KE notify, yet we've tried all configured DH groups`,
  },
  {
    says: /No pskey found|-751002: No pre-shared key or trustpoint/i,
    is: 'no-key',
    example: `${ABORTED}No pskey found`,
  },
  {
    says: /Computed authentication value for peer differs/i,
    is: 'psk-mismatch',
    example: 'IKEv2-PROTO-1: (31): Computed authentication value for peer differs from what peer sent',
  },
  trouble(
    /authentication method configured is mismatching/i,
    `${ABORTED}Peer authentication method configured is mismatching with the method proposed by peer`,
    'One side authenticates with a certificate, the other with a key. Hospital: set both authentication methods of this tunnel to pre-shared key.',
  ),
  trouble(
    /Failed to receive the AUTH msg before the timer expired/i,
    `${ABORTED}Failed to receive the AUTH msg before the timer expired`,
    'IKE_SA_INIT was answered, and the authentication that follows never came. Hospital: allow UDP 4500 in both directions, then enter the pre-shared key again. HeartLab: read the tunnel activity log of the same minute.',
    ['udp4500-blocked', 'psk-mismatch', 'identity-mismatch'],
  ),
  trouble(
    /(?:NEG_ABORT|Negotiation aborted).*(?:Failed to locate an item in the database|Failed to find profile|No local IKE policy found)/i,
    `${ABORTED}Failed to locate an item in the database`,
    'The device has nothing that matches this peer. Hospital: compare the tunnel group or IKEv2 profile with the handover pack: the peer address, and the remote identity (the outside address of the tunnel).',
    ['identity-mismatch', 'unknown-peer', 'psk-mismatch'],
  ),
  trouble(
    /-75100[49]: |-751010:|Can't find (?:a valid )?tunnel group|Unable to find tunnel group/i,
    '%ASA-3-751009: Local:203.0.113.10:500 Remote:198.51.100.10:500 Username:Unknown IKEv2 Unable to find tunnel group for peer.',
    NO_GROUP,
    ['unknown-peer'],
  ),
  trouble(
    /-752010: IKEv2 Doesn't have a proposal/i,
    "%FTD-vpn-4-752010: IKEv2 Doesn't have a proposal specified",
    'The device has no IKEv2 proposal for this tunnel. Hospital: set the tunnel to IKE version 2, with the phase 2 values of the handover pack.',
    ['ike-version'],
  ),
  trouble(
    /-75(?:2006|2012|2015|0011|1008|1017): /,
    '%ASA-3-752015: Tunnel Manager has failed to establish an L2L SA. All configured IKE versions failed to establish the tunnel. Map Tag = outside_map. Map Sequence Number = 10.',
  ),
];

/** IKEv1 of ASA and IOS, which HeartLab does not permit. */
const IKE_V1: readonly KnownMessage[] = [
  {
    says: /beginning (?:Main|Aggressive) Mode exchange|IKE Initiator: New Phase 1/i,
    is: 'proposes-v1',
    example: '*Nov 24 02:15:00.001: ISAKMP:(0): beginning Main Mode exchange',
  },
  {
    says: /All IPSec SA proposals found unacceptable/i,
    is: 'phase2-proposal',
    example: `%ASA-5-713904: ${V1}All IPSec SA proposals found unacceptable!`,
  },
  {
    says: /Crypto Map Policy not found|no matching crypto map entry for remote proxy/i,
    is: 'traffic-selector',
    example: `%ASA-3-713061: ${V1}Rejecting IPSec tunnel: no matching crypto map entry for remote proxy 0.0.0.0/0.0.0.0/0/0 local proxy 0.0.0.0/0.0.0.0/0/0 on interface outside`,
  },
  trouble(
    /NOTIFY (?:PROPOSAL_NOT_CHOSEN|NO_PROPOSAL_CHOSEN) protocol 3/,
    'ISAKMP:(9577): processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3',
    'The other side refuses phase 2. Hospital: compare the encryption, integrity and PFS group of phase 2 with the handover pack.',
    ['phase2-proposal', 'no-pfs'],
  ),
  trouble(
    /%CRYPTO-\d-IKMP_(?:MODE_FAILURE|AUTH_FAIL|BAD_MESSAGE|NOT_ENCRYPTED|NO_PRESHARED_KEY|CRYPT_FAILURE|SA_NOT_\w+|BAD_CERT_\w+): .*?(?<peer>\d+\.\d+\.\d+\.\d+)/,
    '%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at 198.51.100.10',
    V1_FAILED,
    ['ike-version', 'phase1-proposal', 'psk-mismatch'],
  ),
  trouble(
    /QM FSM error|Error processing payload|Information Exchange processing failed|(?:correlator|peer) table failed|INVALID_COOKIE|Unable to remove PeerTblEntry|-71390[1-4]:.*(?:fail|error|abort|reject|invalid|unacceptable)/i,
    `%ASA-3-713902: ${V1}QM FSM error (P2 struct &0x00007fff33763a70, mess id 0x2c44baec)!`,
    V1_FAILED,
    ['traffic-selector', 'phase2-proposal', 'phase1-proposal', 'psk-mismatch'],
  ),
  {
    // Any answer in IKEv1 but a refusal of phase 1.
    says: /Oakley proposal is acceptable|atts are (?:not )?acceptable|PHASE 1 COMPLETED|authenticated|IKE_P1_COMPLETE|beginning Quick Mode|processing (?:SA|KE|ID|HASH|NONCE|DELETE) payload|MM_(?:SA_SETUP|KEY_EXCH)|IKE_DECODE (?:RECEIVED|RESENDING Message .* KE)/,
    is: 'accepts-v1',
    example: `%ASA-5-713119: ${V1}PHASE 1 COMPLETED`,
  },
  {
    says: /^sending packet to (?<peer>[\d.]+) my_port \d+ peer_port (?<port>\d+)/,
    is: 'sends',
    example:
      '*Nov 24 02:15:00.001: ISAKMP:(0): sending packet to 198.51.100.10 my_port 500 peer_port 500 (I) MM_NO_STATE',
  },
];

/** A packet of ESP that fits no association, and the tunnel's interface. */
const DATA: readonly KnownMessage[] = [
  {
    says: /%CRYPTO-4-(?:RECVD_PKT_INV_SPI:.*srcaddr=|IKMP_NO_SA: IKE message from )(?<peer>[\d.]+)/,
    is: 'trouble',
    couldBe: ['dpd-timeout'],
    next: 'The two sides hold different security associations: one lost its own. Hospital: clear the IPsec and IKE associations of this peer on the device, and send the log from before these lines.',
    example:
      "*Oct 24 04:31:10.058: %CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=203.0.113.10, prot=50, spi=0x3EA71AED(1051138797), srcaddr=198.51.100.10, input interface=GigabitEthernet1",
  },
  trouble(
    /-402116: IPSEC: Received an \w+ packet .* from (?<peer>[\d.]+) .*to (?<local>\d+\.\d+\.\d+\.\d+)\. .*doesn't match the negotiated policy/,
    "%ASA-4-402116: IPSEC: Received an ESP packet (SPI= 0x76F99C4C, sequence number= 0x2D) from 198.51.100.10 (user= 198.51.100.10) to 203.0.113.10.  The decapsulated inner packet doesn't match the negotiated policy in the SA.  The packet specifies its destination as 10.20.0.11, its source as 10.14.155.11, and its protocol as icmp.",
    SELECTORS,
    ['traffic-selector'],
  ),
  {
    says: /%CRYPTO-5-(?:IKEV\d_)?SESSION_STATUS.*\bUP\b.*?Peer (?<peer>[\d.]+)/,
    is: 'tunnel-up',
    example: '%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP.  Peer 198.51.100.10:4500       Id: 198.51.100.10',
  },
  {
    says: /%CRYPTO-5-(?:IKEV\d_)?SESSION_STATUS.*\bDOWN\b.*?Peer (?<peer>[\d.]+)/,
    is: 'tunnel-down',
    example:
      '%CRYPTO-5-IKEV2_SESSION_STATUS: Crypto tunnel v2 is DOWN.  Peer 198.51.100.10:4500       Id: 198.51.100.10',
  },
  // The interface of a GRE tunnel is up without an association: only its fall means something.
  trouble(
    /^%LINEPROTO-5-UPDOWN: .*changed state to down/,
    '*Nov 24 02:15:00.001: %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel1, changed state to down',
  ),
];

/** BGP of ASA: the texts are those of IOS under other names. */
const ASA_BGP: readonly KnownMessage[] = [
  {
    says: /-418018: neighbor (?<neighbour>[\d.]+) Up/,
    is: 'session-up',
    example: '%ASA-3-418018: neighbor 169.254.100.1 Up',
  },
  {
    says: /-4180(?:18: neighbor|44: Connection closed remotely by) (?<neighbour>[\d.]+)/,
    is: 'session-down',
    example: '%ASA-3-418018: neighbor 169.254.100.1 Down BGP Notification received',
  },
];

/** System messages of ASA, FTD, IOS and IOS-XE about IKE and IPsec, and the debug output of IKEv1. */
export const CISCO_SYSLOG: readonly KnownMessage[] = [...ASA_STATES, ...ABORTS, ...IKE_V1, ...DATA, ...ASA_BGP];

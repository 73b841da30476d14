import type { DeviceReader } from '../device-reader';
import { ciscoProposals } from '../proposal-text';
import { BGP_SAYINGS } from './bgp';

/** `debug crypto ikev2` and system messages of IOS, IOS-XE and ASA. */
export const cisco: DeviceReader = {
  name: 'cisco',
  proposals: ciscoProposals,
  heads: [
    {
      line: /(?:^|[\s:])IKEv2(?:-[A-Z]+(?:-\d)?)?:\s*(?:\((?<sa>SESSION ID = \d+, ?SA ID = \d+|SA ID = \d+|\d+)\):)?\s{0,4}:?\s{0,4}(?<message>.*)$/,
    },
    { line: /(?:^|[\s:])ISAKMP(?:-[A-Z]+)?:\s?\([^)]{0,40}\):\s{0,4}(?<message>.*)$/ },
    { line: /(?:^|[\s:])(?<message>%(?:IKEV2|CRYPTO|BGP|TCP|ASA|FTD|IPSEC)-\d-[A-Z0-9_]+: .*)$/ },
    // Lines of a packet's description, which follow its line without a prefix.
    {
      line: /^\s{0,8}(?<message>IKEv2 [A-Z_]+ Exchange (?:REQUEST|RESPONSE)|(?:VID|SA|IDi|IDr|ENCR|NOTIFY)[ (].{0,300}|Initiator SPI : .{0,120}|(?:ESP: )?Proposal \d+: .{0,300})\s*$/,
    },
  ],
  sayings: [
    {
      says: /^Sending Packet \[To (?<peer>\S+?):(?<port>\d{1,5})\/From (?<local>\S+?):/,
      is: 'sends',
      example:
        '*Nov 24 02:15:00.001: IKEv2:(SESSION ID = 12,SA ID = 1):Sending Packet [To 198.51.100.10:500/From 203.0.113.10:500/VRF i0:f0]',
    },
    {
      says: /^Received Packet \[From (?<peer>\S+?):(?<port>\d{1,5})\/To (?<local>\S+?):/,
      is: 'receives',
      example:
        '*Nov 24 02:15:00.031: IKEv2:(SESSION ID = 12,SA ID = 1):Received Packet [From 198.51.100.10:500/To 203.0.113.10:500/VRF i0:f0]',
    },
    {
      says: /^IKEv2 (?<exchange>[A-Z_]{1,40}) Exchange (?<kind>REQUEST|RESPONSE)/,
      is: 'exchange',
      example: 'IKEv2 IKE_SA_INIT Exchange REQUEST',
    },
    {
      says: /Received Policies:\s*(?<proposals>.*)/,
      is: 'their-proposals',
      example:
        'IKEv2-ERROR:(SESSION ID = 12,SA ID = 1):Received Policies: : Failed to find a matching policyProposal 1:  ENCRYPTION: AES-CBC-128 PRF: SHA1 INTEGRITY: SHA96 DH GROUP: DH_GROUP_1024_MODP/Group 2',
    },
    {
      says: /Expected Policies:\s*(?<proposals>.*)/,
      is: 'policy-refused',
      example: 'IKEv2-PROTO-1: (31): Expected Policies: ',
    },
    {
      says: /^(?<proposals>(?:ESP: )?Proposal \d+: .*)/,
      is: 'proposal-part',
      example: "ESP: Proposal 0:  AES-CBC-128 SHA96 Don't use ESN",
    },
    {
      says: /Failed to find a matching policy/,
      is: 'policy-refused',
      example: 'IKEv2-PROTO-1: (16): Failed to find a matching policy',
    },
    {
      says: /Peer's authentication? ?method is '(?!PSK)/i,
      is: 'no-shared-key',
      example: "IKEv2:(SESSION ID = 12,SA ID = 1):Peer's authentication method is 'RSA'",
    },
    {
      says: /^Searching policy based on peer's identity/,
      is: 'identities',
      example:
        "IKEv2:(SESSION ID = 12,SA ID = 1):Searching policy based on peer's identity 'fw.hospital.example' of type 'FQDN'",
    },
    {
      says: /Verification of peer's authen(?:c)?tication data FAILED|Failed to verify PSK/i,
      is: 'psk-mismatch',
      example: "IKEv2:(SESSION ID = 12,SA ID = 1)::Verification of peer's authentication data FAILED",
    },
    {
      says: /IKEv2 profile not found|Profile could not be found|Failed to locate an item in the database/i,
      is: 'identity-mismatch',
      example:
        '*Nov 27 10:00:00.100: IKEv2-ERROR:(SESSION ID = 71,SA ID = 1):: Failed to locate an item in the database',
    },
    {
      says: /TS_UNACCEPTABLE|no IPSEC policy found for received TS/i,
      is: 'traffic-selector',
      example:
        'Apr  7 13:08:35 asa1 %ASA-4-750003: Local:203.0.113.10:500 Remote:198.51.100.10:500 Username:198.51.100.10 IKEv2 Negotiation aborted due to ERROR: There was no IPSEC policy found for received TS',
    },
    {
      says: /beginning (?:Main|Aggressive) Mode exchange/i,
      is: 'ike-version',
      example: '*Nov 24 02:15:00.001: ISAKMP:(0): beginning Main Mode exchange',
    },
    {
      // Beside the responder's own identity the notify is about the child SA.
      says: /\bIDr\b.*NOTIFY\(NO_PROPOSAL_CHOSEN\)/,
      is: 'phase2-proposal',
      example: ' VID IDr AUTH NOTIFY(NO_PROPOSAL_CHOSEN) ',
    },
    {
      says: /NOTIFY\(NO_PROPOSAL_CHOSEN\)|Received no proposal chosen notify/i,
      is: 'no-proposal-chosen',
      example: ' NOTIFY(NO_PROPOSAL_CHOSEN) ',
    },
    {
      says: /NOTIFY\(AUTHENTICATION_FAILED\)|Auth exchange failed|Failed to authenticate the IKE SA/i,
      is: 'auth-refused',
      example: 'IKEv2-ERROR:(SESSION ID = 12,SA ID = 1):: Auth exchange failed',
    },
    {
      says: /^Retransmitting packet/,
      is: 'retransmits',
      example: 'IKEv2:(SESSION ID = 12,SA ID = 1):Retransmitting packet',
    },
    {
      says: /Maximum number of retransmissions reached|Exceeded maximum retransmissions/i,
      is: 'gives-up',
      example: 'IKEv2:(SESSION ID = 12,SA ID = 1):: Maximum number of retransmissions reached',
    },
    {
      says: /Sending DPD|liveness (?:check|query)/i,
      is: 'probes',
      example: 'IKEv2:(SESSION ID = 12,SA ID = 1):Sending DPD/liveness query',
    },
    {
      says: /%CRYPTO-5-SESSION_STATUS.*\bUP\b.*?Peer (?<peer>[\d.]+)/,
      is: 'tunnel-up',
      example: '%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP.  Peer 198.51.100.10:4500       Id: 198.51.100.10',
    },
    {
      says: /%CRYPTO-5-SESSION_STATUS.*\bDOWN\b.*?Peer (?<peer>[\d.]+)/,
      is: 'tunnel-down',
      example: '%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  Peer 198.51.100.10:4500       Id: 198.51.100.10',
    },
    {
      // An IKE SA alone is no tunnel.
      says: /IKEV2 SA created; inserting SA into database|SA UP\. Reason: New Connection/i,
      is: 'ike-up',
      example:
        'IKEv2:(SESSION ID = 31,SA ID = 1):IKEV2 SA created; inserting SA into database. SA lifetime timer (86400 sec) started',
    },
    {
      says: /^(?:Deleting SA|Delete all IKE SAs)/,
      is: 'ike-down',
      example: 'IKEv2:(SESSION ID = 31,SA ID = 1):Deleting SA',
    },
    {
      says: /%CRYPTO-4-RECVD_PKT_INV_SPI:.*srcaddr=(?<peer>[\d.]+)|%CRYPTO-4-IKMP_NO_SA: IKE message from (?<peer2>[\d.]+)/,
      is: 'trouble',
      couldBe: ['dpd-timeout'],
      next: 'The two sides hold different security associations: one lost its own. Hospital: clear the IPsec and IKE associations of this peer on the device, and send the log from before these lines.',
      example:
        "*Oct 24 04:31:10.058: %CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=203.0.113.10, prot=50, spi=0x3EA71AED(1051138797), srcaddr=198.51.100.10, input interface=GigabitEthernet1",
    },
    ...BGP_SAYINGS,
    {
      says: /\bNEG_ABORT|Negotiation aborted|exchange failed|Failed SA init exchange|\bFAILED\b/,
      is: 'trouble',
      example:
        'Apr  7 13:08:35 asa1.hospital.example %ASA-4-750003: Local:203.0.113.10:500 Remote:198.51.100.10:500 Username:Unknown IKEv2 Negotiation aborted due to ERROR: Failed to receive the AUTH msg before the timer expired',
    },
  ],
};

import type { DeviceReader } from '../device-reader';
import { ciscoProposals } from '../proposal-text';
import { BGP_SAYINGS } from './bgp';
import { CISCO_SHOWN, CISCO_SHOWN_HEADS } from './cisco-shown';
import { CISCO_SYSLOG } from './cisco-syslog';

/** `debug crypto ikev2`, system messages and reports of IOS, IOS-XE, ASA and FTD. */
export const ciscoReader: DeviceReader = {
  name: 'cisco',
  proposals: ciscoProposals,
  heads: [
    {
      line: /(?:^|[\s:])IKEv2(?:-[A-Z]+(?:-\d)?)?:\s*(?:\((?<sa>SESSION ID = \d+, ?SA ID = \d+|SA ID = \d+|\d+)\):)?\s{0,4}:?\s{0,4}(?<message>.*)$/,
    },
    // Its numbers change within a negotiation, and few lines name the peer: all of it counts as one conversation.
    { line: /(?:^|[\s:])(?<sa>ISAKMP)(?:-[A-Z]+)?:?\s?\([^)]{0,40}\):\s{0,4}(?<message>.*)$/ },
    {
      line: /(?:^|[\s:])(?<message>%(?:IKEV2|CRYPTO|BGP(?:_SESSION)?|TCP|IPSEC)-\d-[A-Z0-9_]+: .*|%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel.*)$/,
    },
    // ASA and FTD: with both addresses of IKEv2, or the peer of IKEv1 after its group and user.
    {
      line: /(?:^|[\s:])(?<message>(?:%(?:ASA|FTD|PIX)(?:-[a-z]+)?-\d-\d{6}:?|\[IKEv1(?: DEBUG)?\]:?) (?:(?=(?:Local: ?(?<local>[\d.]{7,15}):\d+ Remote: ?|(?:Group = [^,]{1,100}, )?(?:Username = [^,]{1,100}, )?IP = )(?<peer>[\d.]{7,15})\b)|).*)$/,
    },
    // Lines of a packet's description, which follow its line without a prefix.
    {
      line: /^\s{0,8}(?:\(\d+\):\s{0,4})?(?<message>IKEv2 [A-Z_]+ Exchange (?:REQUEST|RESPONSE)(?=\s*$|IKEv2-)|(?:VID|SA|IDi|IDr|ENCR|NOTIFY)[ (].{0,300}|Initiator SPI : .{0,120}|(?:ESP: )?Proposal \d+: .{0,300})(?:IKEv2-.*)?\s*$/,
    },
    // A message on the line below its head, as Cisco's pages show it.
    {
      line: /^\s{0,4}:?\s?(?<message>(?:Peer's authenticat?i?on method is '|Verification of peer's authenc?tication data |Verify cert ).{0,100})$/,
    },
    ...CISCO_SHOWN_HEADS,
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
    ...CISCO_SYSLOG,
    {
      says: /Failed to find a matching policy/,
      is: 'policy-refused',
      example: 'IKEv2-PROTO-1: (16): Failed to find a matching policy',
    },
    {
      says: /Peer's authenticat?i?on method is '(?!PSK)|^Verify cert\b|Event: EV_(?:CHK_CERT|VERIFY_X509|CERT_FAIL)/i,
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
      // A router also logs it of a tunnel that works: only with the failure that follows does it prove anything.
      says: /IKEv2 profile not found/i,
      is: 'no-profile',
      example: 'IKEv2:% IKEv2 profile not found',
    },
    {
      says: /Profile could not be found|Failed to locate an item in the database|Peer ID check failed/i,
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
      // An IKE SA alone is no tunnel.
      says: /IKEV2 SA created; inserting SA into database|SA UP\. Reason: |%IKEV2-5-SA_UP/i,
      is: 'ike-up',
      example:
        'IKEv2:(SESSION ID = 31,SA ID = 1):IKEV2 SA created; inserting SA into database. SA lifetime timer (86400 sec) started',
    },
    {
      says: /^(?:Deleting SA|Delete all IKE SAs)/,
      is: 'ike-down',
      example: 'IKEv2:(SESSION ID = 31,SA ID = 1):Deleting SA',
    },
    ...CISCO_SHOWN,
    ...BGP_SAYINGS,
    {
      says: /\bNEG_ABORT|Negotiation aborted|exchange failed|Failed SA init exchange|outside supported window|Response is outside of window|\bFAILED\b/,
      is: 'trouble',
      example:
        '*Nov 24 02:15:00.001: %IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: Create child exchange failed',
    },
  ],
};

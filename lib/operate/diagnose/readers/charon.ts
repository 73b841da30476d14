import type { DeviceReader } from '../device-reader';

/**
 * strongSwan's charon (observed in 5.9.8 by making each mistake; 5.8 and before says "inacceptable"), as pfSense, OPNsense, VyOS,
 * Sophos, EdgeRouter and UniFi log it too.
 */
export const charonReader: DeviceReader = {
  name: 'charon',
  heads: [
    // `13[IKE] <name|1> message` after any prefix of syslog, the journal, or a file's time format; version 6 can add the level to the group.
    // What is before the bracket is looked at last: most lines of other programs have no such bracket.
    {
      line: /\[(?<group>IKE|CFG|NET|ENC|KNL|JOB|MGR|DMN|LIB|CHD|ESP|TNC|ASN|APP|TLS|IMC|IMV|PTS)(?<=(?:^|[\s:])(?<thread>\d{1,3})?\[...)\d?\] (?:<(?:(?<tunnel>[^|>]{1,200})\|)?(?<sa>\d{1,10})> )?(?<message>.*)$/,
    },
    // The journal of charon-systemd has no thread and no group.
    {
      line: /\bcharon(?:-systemd|-nm)?(?:\[\d{1,10}\])?: (?:<(?:(?<tunnel>[^|>]{1,200})\|)?(?<sa>\d{1,10})> )?(?<message>.*)$/,
    },
    // As people paste it, without any prefix.
    { line: /^\s{0,8}(?<message>\S.*)$/, onlyIfSaid: true },
  ],
  sayings: [
    {
      says: /^sending packet: from (?<local>\S+)\[\d{1,5}\] to (?<peer>\S+)\[(?<port>\d{1,5})\]/,
      is: 'sends',
      example: '13[NET] <1> sending packet: from 203.0.113.10[500] to 198.51.100.10[500] (464 bytes)',
    },
    {
      says: /^received packet: from (?<peer>\S+)\[(?<port>\d{1,5})\] to (?<local>\S+)\[/,
      is: 'receives',
      example: '13[NET] <1> received packet: from 198.51.100.10[500] to 203.0.113.10[500] (472 bytes)',
    },
    {
      says: /^generating (?<exchange>[A-Z_0-9]{1,40}) (?<kind>request|response) (?<id>\d{1,10}) \[(?<payloads>.{0,1000})\]/,
      is: 'generates-exchange',
      example: '13[ENC] <1> generating IKE_AUTH request 1 [ IDi IDr AUTH SA TSi TSr ]',
    },
    {
      // The initiator checks the responder's key last, and reports a wrong one in a separate exchange.
      says: /^(?:received AUTHENTICATION_FAILED |parsed INFORMATIONAL request \d{1,10} \[ N\(AUTH_FAILED\) \])/,
      is: 'auth-refused',
      example: '13[IKE] <a|1> received AUTHENTICATION_FAILED notify error',
    },
    {
      says: /^parsed (?<exchange>[A-Z_0-9]{1,40}) (?<kind>request|response) (?<id>\d{1,10}) \[(?<payloads>.{0,1000})\]/,
      is: 'parses-exchange',
      example: '13[ENC] <1> parsed IKE_SA_INIT response 0 [ SA KE No ]',
    },
    {
      says: /^initiating IKE_SA (?<tunnel>.{1,200})\[(?<number>\d{1,10})\] to (?<peer>\S+)/,
      is: 'begins',
      example: '13[IKE] <a|1> initiating IKE_SA a[1] to 198.51.100.10',
    },
    {
      says: /^initiating (?:Main|Aggressive) Mode IKE_SA (?<tunnel>.{1,200})\[(?<number>\d{1,10})\] to (?<peer>\S+)/,
      is: 'begins-v1',
      example: '13[IKE] <a|1> initiating Main Mode IKE_SA a[1] to 198.51.100.10',
    },
    {
      says: /^(?:in|out)bound CHILD_SA .{1,200}\{\d{1,10}\} established with SPIs (?<child>[0-9a-f]{1,8})/,
      is: 'tunnel-renewed',
      example:
        '13[IKE] <a|1> outbound CHILD_SA net{2} established with SPIs cc94f352_i c16eee1b_o and TS 0.0.0.0/0 === 0.0.0.0/0',
    },
    {
      // Before 5.3 a renewed child SA has the number of the old one.
      says: /^CHILD_SA .{1,200}\{\d{1,10}\} established with SPIs (?<child>[0-9a-f]{1,8})/,
      is: 'tunnel-up',
      example:
        '13[IKE] <a|1> CHILD_SA net{1} established with SPIs fc8135d6_i 117f4923_o and TS 0.0.0.0/0 === 0.0.0.0/0',
    },
    {
      says: /^IKE_SA .{1,200}\[(?<number>\d{1,10})\] (?:established|(?<rekeyed>rekeyed)) between (?<local>[^[ ]{1,60})\[.{0,200}?\]\.\.\.(?<peer>[^[ ]{1,60})\[/,
      is: 'ike-up',
      example:
        '13[IKE] <a|1> IKE_SA a[1] established between 198.51.100.10[198.51.100.10]...203.0.113.10[203.0.113.10]',
    },
    {
      says: /^received proposals: (?<proposals>.*)/,
      is: 'their-proposals',
      example: '13[CFG] <1> received proposals: IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048',
    },
    {
      says: /^configured proposals: (?<proposals>.*)/,
      is: 'our-proposals',
      example: '13[CFG] <1> configured proposals: IKE:AES_CBC_128/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1024',
    },
    {
      says: /^selected proposal: /,
      is: 'agreed',
      example: '13[CFG] <1> selected proposal: IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048',
    },
    {
      says: /^looking for (?:[\w -]{1,40} )?peer configs matching (?:(?<local>[\d.]{7,15}?)(?:\[.{0,200}?\])?\.\.\.(?<peer>[\d.]{7,15})\[)?/,
      is: 'identities',
      example:
        '13[CFG] <1> looking for peer configs matching 198.51.100.10[198.51.100.10]...203.0.113.10[203.0.113.10]',
    },
    {
      says: /^(?:remote|local) host is behind NAT/,
      is: 'behind-nat',
      example: '13[IKE] <1> remote host is behind NAT',
    },
    {
      says: /^retransmit (?<times>\d{1,4}) of request with message ID (?<id>\d{1,10})$/,
      is: 'retransmits',
      example: '13[IKE] <a|1> retransmit 3 of request with message ID 0',
    },
    {
      says: /^received retransmit of request/,
      is: 'peer-repeats',
      example: '13[IKE] <1> received retransmit of request with ID 0, retransmitting response',
    },
    {
      says: /^(?:received proposals (?:un|in)acceptable|no proposal found)/,
      is: 'phase1-refused',
      example: '13[IKE] <1> received proposals inacceptable',
    },
    {
      says: /^(?:no acceptable proposal found|no matching proposal found, sending NO_PROP|received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built)/,
      is: 'child-refused',
      example: '13[IKE] <a|1> received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built',
    },
    {
      says: /^received NO_PROPOSAL_CHOSEN (?:notify error|error notify)/,
      is: 'no-proposal-chosen',
      example: '13[IKE] <a|1> received NO_PROPOSAL_CHOSEN notify error',
    },
    {
      says: /^no IKE config found for /,
      is: 'no-connection',
      example: '13[IKE] <1> no IKE config found for 203.0.113.10...198.51.100.77, sending NO_PROPOSAL_CHOSEN',
    },
    {
      says: /^tried \d+ shared keys? for (?:'.{0,200}?' - '(?<peer>[\d.]{7,15})')?.*but MAC mismatched/,
      is: 'psk-mismatch',
      example: "13[IKE] <a|1> tried 1 shared key for '203.0.113.10' - '198.51.100.10', but MAC mismatched",
    },
    {
      says: /^no (?:matching )?peer config found/,
      is: 'identity-mismatch',
      example: '13[CFG] <1> no matching peer config found',
    },
    {
      says: /^(?:constraint check failed: identity '.*' required|IDi?r? '.*' does not match to )/,
      is: 'identity-mismatch',
      example: "13[CFG] <a|1> constraint check failed: identity '198.51.100.10' required ",
    },
    {
      says: /^(?:traffic selectors .* (?:un|in)acceptable|received TS_UNACCEPTABLE notify|no matching CHILD_SA config found)/,
      is: 'traffic-selector',
      example: '13[IKE] <a|1> traffic selectors 10.80.0.0/16 === 192.168.77.0/24 unacceptable',
    },
    {
      says: /^received INVALID_ID_INFORMATION error notify/,
      is: 'id-refused',
      example: '08[IKE] received INVALID_ID_INFORMATION error notify',
    },
    {
      says: /^(?:received unsupported IKE version |received INVALID_MAJOR_VERSION)/,
      is: 'ike-version',
      example: '13[NET] received unsupported IKE version 1.0 from 203.0.113.10, sending INVALID_MAJOR_VERSION',
    },
    {
      says: /^no shared key found for (?:'.{0,200}?'(?:\[\S{1,60}\])? - '(?<peer>[\d.]{7,15})')?/,
      is: 'no-key',
      example: "13[IKE] <a|1> no shared key found for '203.0.113.10' - '198.51.100.10'",
    },
    {
      says: /^giving up after \d+ retransmits/,
      is: 'gives-up',
      example: '13[IKE] <a|1> giving up after 5 retransmits',
    },
    {
      says: /^establishing (?:IKE_SA failed, peer not responding|connection '.*' failed)|^peer not responding, trying again/,
      is: 'begin-fails',
      example: '13[IKE] <a|1> establishing IKE_SA failed, peer not responding',
    },
    {
      says: /^deleting half open IKE_SA with .* after timeout/,
      is: 'half-open',
      example: '13[JOB] <1> deleting half open IKE_SA with 203.0.113.10 after timeout',
    },
    {
      says: /^CHILD_SA rekeying failed/,
      is: 'renewal-failed',
      example: '13[IKE] <a|1> CHILD_SA rekeying failed, trying again in 7 seconds',
    },
    {
      says: /^(?:deleting|received DELETE for) IKE_SA .{1,200}?\[(?<number>\d{1,10})\](?: between (?<local>[\d.]{7,15})\[.{0,200}?\]\.\.\.(?<peer>[\d.]{7,15})\[)?/,
      is: 'ike-down',
      example: '13[IKE] <a|1> received DELETE for IKE_SA a[1]',
    },
    {
      says: /^Starting (?:IKE|charon)|[Ss]hutting down/,
      is: 'restarts',
      example: '00[DMN] SIGTERM received, shutting down',
    },
    {
      says: /^closing (?:expired )?CHILD_SA .{1,200}\{\d{1,10}\} with SPIs (?<child>[0-9a-f]{1,8})/,
      is: 'tunnel-down',
      example:
        '13[IKE] <a|1> closing CHILD_SA net{1} with SPIs c7a5_i (0 bytes) c3b2_o (0 bytes) and TS 0.0.0.0/0 === 0.0.0.0/0',
    },
    {
      // The peer only requests its own first group, and gets it. Plugins without a use here fail to load at the start.
      says: /^(?:DH group \S+ (?:un|in)acceptable, requesting|peer didn't accept DH group|plugin '|unable to load \d+ plugin features)/,
      is: 'harmless',
      example: '13[IKE] <1> DH group MODP_2048 unacceptable, requesting MODP_4096',
    },
    {
      says: /^invalid (?:HASH|ID)_V1 payload length, decryption failed/,
      is: 'trouble',
      couldBe: ['psk-mismatch'],
      next: 'The device uses IKEv1 and cannot decrypt a message of the peer: usually the pre-shared keys differ. Hospital: set the tunnel to IKE version 2, then enter its key again.',
      example: '09[ENC] invalid ID_V1 payload length, decryption failed?',
    },
    {
      says: /\b(?:failed|unable to|disabled for security|error|invalid|not responding|mismatch(?:ed)?|(?:un|in)acceptable|unsupported)\b/i,
      is: 'trouble',
      example: '13[IKE] <a|1> unable to install IPsec policies (SPD) in kernel',
    },
  ],
};

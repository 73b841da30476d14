import type { DeviceReader } from '../device-reader';

const EVENT = (message: string, note = ''): string =>
  `Jan  3 13:45:44 192.168.5.1 id=firewall sn=000SERIAL time="2007-01-03 14:48:15" fw=203.0.113.10 pri=4 c=16 m=483 msg="${message}" n=171625 src=198.51.100.10:500 dst=203.0.113.10:500${note}`;
/** Both addresses, if one of them is the firewall's. */
const PAIR =
  'fw=(?<local>[\\d.]{7,15}) (?=.*\\b(?:src|dst)=\\1\\b)(?=.*\\b(?:src|dst)=(?!\\1\\b)(?<peer>[\\d.]{7,15}))';
const says = (text: string): RegExp =>
  new RegExp(`^(?:${PAIR})?(?:.*msg="[^"]{0,200}?|(?!fw=)[^"]{0,200}?)(?:${text})`, 'i');

/** A row of the event log: its columns, or the message alone. */
const ROW =
  '(?:^|\\s(?:Alert|Critical|Error|Warning|Notice|Info|Debug)\\s+VPN (?:IKE|IPsec)\\s+)(?<message>(?:IKE(?:v2)? (?:Initiator|Responder): |IKE negotiation (?:aborted|complete)\\b|NAT Discovery).*';
const address = (name: string): string => `(?<![\\d.])(?<${name}>\\d{1,3}(?:\\.\\d{1,3}){3})(?![\\d.])`;
/** Its source and destination: the firewall is the source of what is not answered, and the destination of what it judges. */
const row = (source: string, destination: string, text: string): RegExp =>
  new RegExp(`${ROW}${text}.*?${address(source)}\\D.*?${address(destination)}.*)$`, 'i');

/** SonicWall: syslog of IKE and IPsec, with the vendor's keys and values; rows of its event log. */
export const sonicwallReader: DeviceReader = {
  name: 'sonicwall',
  heads: [
    {
      line: /\bid=\S{1,60} {1,3}sn=\S{1,40} time="[^"]{1,40}" (?<message>fw=.*\bmsg="[^"]{0,200}?(?:\bIKE|IPSec|Received notify|(?<!SSL ?)VPN).*)$/i,
    },
    { line: row('local', 'peer', 'timeout') },
    { line: row('peer', 'local', '') },
    { line: new RegExp(`${ROW})$`, 'i') },
  ],
  sayings: [
    {
      // The policy of users' VPN clients.
      says: /\bGroupVPN\b/,
      is: 'harmless',
      example: EVENT(
        'IKE Responder: Remote party timeout - Retransmitting IKE request.',
        ' note="VPN Policy: WAN GroupVPN"',
      ),
    },
    {
      says: says('Proposed IKE ID mismatch'),
      is: 'identity-mismatch',
      example: EVENT(
        'IKE Responder: Proposed IKE ID mismatch',
        ' note="VPN Policy NOT found for proposed ID type: KEY ID"',
      ),
    },
    {
      says: says('IKEv2 IKE proposal does not match'),
      is: 'phase1-proposal',
      example: EVENT('IKEv2 IKE proposal does not match', ' note="VPN Policy: aws-1"'),
    },
    {
      says: says('IPSec proposal not acceptable'),
      is: 'phase2-proposal',
      example: EVENT('IKE Responder: IPSec proposal not acceptable'),
    },
    {
      says: says('Received notify\\W{1,2}NO_PROPOSAL_CHOSEN'),
      is: 'no-proposal-chosen',
      example: EVENT('Received notify. NO_PROPOSAL_CHOSEN'),
    },
    {
      says: says('Received notify: INVALID_ID_INFO'),
      is: 'trouble',
      couldBe: ['traffic-selector', 'identity-mismatch'],
      next: "The peer refuses the subnets of the tunnel or the IKE identity. Hospital: compare the tunnel's networks and its local IKE ID with the handover pack.",
      example: EVENT('Received notify: INVALID_ID_INFO'),
    },
    {
      says: says('Payload processing error'),
      is: 'trouble',
      couldBe: ['phase1-proposal', 'no-pfs', 'phase2-proposal'],
      next: 'The device cannot process a payload of the peer. Hospital: compare the DH groups of both phases with the handover pack, and check that the tunnel interface has its own inside address.',
      example: EVENT('IKEv2 Payload processing error', ' note="Type: KEY Payload; Error 12"'),
    },
    {
      says: says('remote party timeout - retransmitting'),
      is: 'retransmits',
      example: EVENT('IKEv2 Initiator: Remote party timeout - Retransmitting IKEv2 request.'),
    },
    {
      says: says('remote party timeout|negotiation aborted due to timeout'),
      is: 'gives-up',
      example: EVENT('IKE Responder: No response - remote party timeout'),
    },
    {
      says: says('(?:IKE|IKEv2) negotiation complete|IPsec Tunnel status changed".*Tunnel Up'),
      is: 'tunnel-up',
      example: EVENT('IKE negotiation complete. Adding IPSec SA'),
    },
    {
      says: says('Deleting IPSec SA|IPsec Tunnel status changed".*Tunnel Down'),
      is: 'tunnel-down',
      example: EVENT('Deleting IPSec SA for destination'),
    },
    {
      says: says(
        '(?:IKE|IKEv2) (?:Initiator|Responder): (?:Accept|Aggressive Mode complete|Received|Send|Start)|IKEv2 Accept|Starting IKE|NAT Discovery',
      ),
      is: 'harmless',
      example: EVENT('IKE Initiator: Start Quick Mode (Phase 2).'),
    },
    {
      says: says('fail|error|mismatch|Received notify|does not match|timeout|abort|delete|down|replay'),
      is: 'trouble',
      example: EVENT('IPSec VPN Decryption Failed', ' note="Replay check failure."'),
    },
  ],
};

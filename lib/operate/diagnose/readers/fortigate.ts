import type { DeviceReader } from '../device-reader';
import type { LoggedProposal } from '../proposal-text';
import { BGP_SAYINGS } from './bgp';

const PARTS: Readonly<Record<string, keyof LoggedProposal>> = {
  ENCR: 'encryption',
  INTEGR: 'integrity',
  AUTH: 'integrity',
  PRF: 'prf',
  DH_GROUP: 'groups',
};

/** `type=ENCR, val=AES_CBC (key_len = 256)`: one part of a proposal a line. */
function fortigateProposals(text: string): readonly LoggedProposal[] {
  const [, type = '', name = '', length] =
    /type=(\w{2,10}), ?val=(\w{1,40})(?: ?\(key_len ?= ?(\d{1,4})\))?/.exec(text) ?? [];
  const part = PARTS[type];
  if (part === undefined) return [];
  const value = length === undefined ? name : `${name}_${length}`;
  return [{ encryption: [], integrity: [], prf: [], groups: [], [part]: [value] }];
}

/** The addresses of an event; SSL VPN has no tunnel of HeartLab's. */
const ADDRESSES = '(?!.*tunneltype="?ssl).*\\bremip="?(?<peer>[\\d.]{7,15})"? locip="?(?<local>[\\d.]{7,15})';
const event = (before: string, after = ''): RegExp => new RegExp(`${before}${ADDRESSES}${after}`, 'i');
const EVENT = 'date=2026-11-27 time=08:00:00 logid="010103712" type="event" subtype="vpn" level="error" vd="root" ';
const ENDS =
  'remip=198.51.100.10 locip=203.0.113.10 remport=500 locport=500 outintf="wan1" cookies="75da2b97aacbbfef/0000000000000000" ';

/** FortiGate: `diagnose debug application ike -1`, and the event log with its keys and values. */
export const fortigateReader: DeviceReader = {
  name: 'fortigate',
  proposals: fortigateProposals,
  heads: [
    {
      line: /\bike (?:V=[^:\s]{1,40}:)?(?:\d{1,6}:)?(?:[0-9a-f]{16}\/[0-9a-f]{16}:|(?<tunnel>[^:\s/]{1,60}):)?(?:\d{1,10}:)*(?:[^:\s]{1,60}:\d{1,10}:)?\s*(?<message>.*)$/,
    },
    { line: /(?<message>\btype="?event"? subtype="?vpn"?.*)$/ },
    { line: /(?<message>\btype="?event"? subtype="?router"?.*)$/ },
  ],
  sayings: [
    {
      says: /^incoming proposal/,
      is: 'their-proposals',
      example: 'ike V=root:0:51b2d2ebab3a0fcc/0000000000000000:3072: incoming proposal:',
    },
    {
      says: /^my proposal/,
      is: 'our-proposals',
      example: 'ike V=root:0:51b2d2ebab3a0fcc/0000000000000000:3072: my proposal, gw aws-tunnel-1:',
    },
    {
      says: /^(?<proposals>protocol ?= ?(?:IKEv2|ESP|AH):?|type=\w+, ?val=.*)/,
      is: 'proposal-part',
      example: 'ike V=root:0:51b2d2ebab3a0fcc/0000000000000000:3072:         type=ENCR, val=AES_CBC (key_len = 256)',
    },
    {
      says: /^(?:negotiation failure|Negotiate SA Error: peer SA proposal not match local policy|no (?:SA )?proposal chosen|no suitable proposal found|no matching proposal found|peer SA proposal not match local policy)/,
      is: 'policy-refused',
      example: 'ike V=root:0:51b2d2ebab3a0fcc/0000000000000000:3072: negotiation failure',
    },
    {
      says: /notify type NO_PROPOSAL_CHOSEN/,
      is: 'no-proposal-chosen',
      example: 'ike V=root:0:aws-tunnel-1:3071: processing notify type NO_PROPOSAL_CHOSEN',
    },
    {
      says: /notify type AUTHENTICATION_FAILED/,
      is: 'auth-refused',
      example: '2026-11-27 18:07:06.907120 ike 0:aws-tunnel-1:370445: received notify type AUTHENTICATION_FAILED',
    },
    {
      says: /notify type TS_UNACCEPTABLE/,
      is: 'traffic-selector',
      example: 'ike 0:aws-tunnel-1:370445: received notify type TS_UNACCEPTABLE',
    },
    {
      says: /probable pre-?shared (?:secret|key) mismatch/i,
      is: 'psk-mismatch',
      example: 'ike 0:aws-tunnel-1: probable pre-shared secret mismatch',
    },
    {
      says: /^sent IKE msg \(\w*RETRANSMIT/i,
      is: 'retransmits',
      example: 'ike 0:aws-tunnel-1:7: sent IKE msg (P1_RETRANSMIT): 203.0.113.10:500->198.51.100.10:500, len=408',
    },
    {
      says: /^(?:comes [\d.]+:|IKEv2 exchange=|sent IKE msg|in [0-9A-F]{8}|dec [0-9A-F]{8}|enc [0-9A-F]{8}|out [0-9A-F]{8}|HA state|proposal id ?=|initiator received|received SA_INIT error notify|negotiation result|encapsulation ?=|parse error|(?:trans_id|PFS DH group) ?=)/,
      is: 'harmless',
      example: 'ike V=root:0: comes 198.51.100.10:500->203.0.113.10:500,ifindex=5,vrf=0,len=36....',
    },
    {
      // Without a name no tunnel of this device was meant: anybody on the internet may have sent it.
      says: event('IPsec phase 1 error', '.*vpntunnel="N/A".*not match local policy'),
      is: 'trouble',
      couldBe: ['phase1-proposal'],
      next: "Hospital: compare the peer of the evidence with the tunnels' outside addresses. If it is one of them, enter the phase 1 values of the handover pack; if not, the line is of no importance.",
      example: `${EVENT}logdesc="IPsec phase 1 error" msg="IPsec phase 1 error" action="negotiate" ${ENDS}vpntunnel="N/A" status="negotiate_error" reason="peer SA proposal not match local policy" peer_notif="NOT-APPLICABLE"`,
    },
    {
      says: event('IPsec phase 1 error', '.*(?:not match local policy|no SA proposal chosen)'),
      is: 'phase1-proposal',
      example: `${EVENT}logdesc="IPsec phase 1 error" msg="IPsec phase 1 error" action="negotiate" ${ENDS}vpntunnel="aws-tunnel-1" status="negotiate_error" reason="peer SA proposal not match local policy" peer_notif="NOT-APPLICABLE"`,
    },
    {
      says: event('IPsec phase 2 error', '.*(?:not match local policy|no SA proposal chosen)'),
      is: 'phase2-proposal',
      example: `${EVENT}logdesc="IPsec phase 2 error" msg="IPsec phase 2 error" action="negotiate" ${ENDS}vpntunnel="aws-tunnel-1" status="negotiate_error" reason="peer SA proposal not match local policy"`,
    },
    {
      says: event('action="?dpd"?|DPD (?:failure|detected)|dpd_failure'),
      is: 'dpd-timeout',
      example: `${EVENT}logdesc="IPsec DPD failed" msg="IPsec DPD failure" action="dpd" ${ENDS}vpntunnel="aws-tunnel-1" status="dpd_failure"`,
    },
    {
      says: event('action="?tunnel-up'),
      is: 'tunnel-up',
      example: `${EVENT}logdesc="IPsec connection status changed" msg="IPsec connection status change" action="tunnel-up" ${ENDS}vpntunnel="aws-tunnel-1" tunnelip=N/A tunnelid=1234567 tunneltype="ipsec" duration=0`,
    },
    {
      says: event('action="?tunnel-down'),
      is: 'tunnel-down',
      example: `${EVENT}logdesc="IPsec connection status changed" msg="IPsec connection status change" action="tunnel-down" ${ENDS}vpntunnel="aws-tunnel-1" tunnelip=N/A tunnelid=1234567 tunneltype="ipsec" duration=35`,
    },
    {
      says: event('action="?delete_phase1_sa'),
      is: 'ike-down',
      example: `${EVENT}action="delete_phase1_sa" msg="delete IPsec phase 1 SA" logdesc="IPsec phase 1 SA deleted" user="N/A" ${ENDS}vpntunnel="aws-tunnel-1"`,
    },
    {
      says: /action="?(?:install_sa|negotiate|tunnel-stats|delete_ipsec_sa|phase[12]-)"?(?!.*(?:error|failure))/,
      is: 'harmless',
      example: `${EVENT}logdesc="Progress IPsec phase 1" msg="progress IPsec phase 1" action="negotiate" ${ENDS}vpntunnel="aws-tunnel-1" status="success" init="local" mode="main" dir="outbound" stage=1 role="initiator" result="OK"`,
    },
    ...BGP_SAYINGS,
    {
      says: /status="?(?:negotiate_error|failure)|result="?ERROR|negotiation (?:failed|timeout)|\berror\b/i,
      is: 'trouble',
      example: `${EVENT}logdesc="Progress IPsec phase 1" msg="progress IPsec phase 1" action="negotiate" ${ENDS}vpntunnel="aws-tunnel-1" status="failure" result="ERROR"`,
    },
  ],
};

import type { DeviceReader } from '../device-reader';

const SYSTEM = '2026/11/27 10:12:31 info     vpn            aws-tunnel-1 ike-nego-p1-fail 0 ';
const PAIR = '(?<local>[\\d.]{7,15})\\[\\d{1,5}\\] ?- ?(?<peer>[\\d.]{7,15})\\[\\d{1,5}\\]';

const of = (before: string, after = ''): RegExp => new RegExp(`${before}.*?${PAIR}${after}`);

/** PAN-OS: the system log of type vpn, and ikemgr.log. */
export const panosReader: DeviceReader = {
  name: 'panos',
  heads: [
    { line: /\bvpn\s+(?<tunnel>\S{1,60})\s+(?:ike|ipsec|tunnel|keymgr)[a-z0-9-]{0,40}\s+\d+\s+(?<message>.*)$/ },
    { line: /SYSTEM,vpn,(?<message>.*)$/ },
    { line: /\[(?:PNTF|PERR|PWRN|PROTO_\w+)\]:\s*(?:\{ {0,3}(?<tunnel>\d{1,6})?[^}]{0,40}\}:\s*)?(?<message>.*)$/ },
    { line: /(?:\[INFO\]: ike\w*\.c:\d+:|debug: pan_ike\w*\()(?<message>.*)$/ },
    { line: /^(?<message>.*)$/, onlyIfSaid: true },
  ],
  sayings: [
    {
      says: of('IKEv2 IKE SA negotiation is failed as (?:initiator|responder)', '.*timeout'),
      is: 'gives-up',
      example: `${SYSTEM}IKEv2 IKE SA negotiation is failed as initiator, non-rekey. Failed SA: 203.0.113.10[500]-198.51.100.10[500] SPI:84222f276c2fa2e9:0000000000000000 due to negotiation timeout.`,
    },
    {
      says: of('IKE phase-1 negotiation is failed as \\w+', '.*timeout'),
      is: 'ike-version',
      example: `${SYSTEM}IKE phase-1 negotiation is failed as initiator, main mode. Failed SA: 203.0.113.10[500]-198.51.100.10[500] cookie:84222f276c2fa2e9:0000000000000000 due to timeout.`,
    },
    {
      says: /does not match peers? id/,
      is: 'identity-mismatch',
      example:
        '2026/11/27 10:12:31 info     vpn            aws-tunnel-1 ike-generic-event 0 received ID_I (type ipaddr [10.222.191.127]) does not match peers id',
    },
    {
      says: /notify type AUTHENTICATION_FAILED/i,
      is: 'auth-refused',
      example: '2026-11-27 14:32:24 [PERR]: { 6: }: received notify type AUTHENTICATION_FAILED',
    },
    {
      says: /lacks KE payload|pfs group mismatched/i,
      is: 'no-pfs',
      example: `${SYSTEM}IKEv2 child SA negotiation is failed message lacks KE payload`,
    },
    {
      says: /TS_UNACCEPTABLE|processing (?:Proxy ID|traffic selector)|cannot find matching phase-2 tunnel for received proxy ID/i,
      is: 'traffic-selector',
      example: `${SYSTEM}IKE phase-2 negotiation failed when processing Proxy ID. Received local id 10.20.0.0/22 type IPv4 address protocol 0 port 0, received remote id 100.64.0.0/26 type IPv4 address protocol 0 port 0.`,
    },
    {
      says: /phase-2 negotiation failed when processing SA payload|child SA negotiation is failed.*(?:no proposal|NO_PROPOSAL)/i,
      is: 'phase2-proposal',
      example: `${SYSTEM}IKE phase-2 negotiation failed when processing SA payload. No suitable proposal found in peer's SA payload.`,
    },
    {
      says: /notify type NO_PROPOSAL_CHOSEN|notify payload \(no proposal chosen\)/i,
      is: 'no-proposal-chosen',
      example: `${SYSTEM}Received unencrypted notify payload (no proposal chosen) from IP 198.51.100.10[500] to 203.0.113.10[500], ignored...`,
    },
    {
      says: /Could(?:n.t| not) find configuration for IKE phase-1 request/i,
      is: 'trouble',
      couldBe: ['unknown-peer', 'ike-version'],
      next: "The device has no tunnel for this peer. Hospital: if the peer of the evidence is one of the tunnels' outside addresses, check that tunnel's remote address and IKE version; if not, the line is of no importance.",
      example: `${SYSTEM}IKE phase-1 negotiation is failed. Couldn't find configuration for IKE phase-1 request for peer IP 198.51.100.10[1929]`,
    },
    {
      says: of('child SA negotiation is succeeded'),
      is: 'tunnel-up',
      example:
        '2026/11/27 10:12:31 info     vpn            aws-tunnel-1 ikev2-nego-child-succ 0 IKEv2 child SA negotiation is succeeded as responder, non-rekey. Established SA: 203.0.113.10[500]-198.51.100.10[500] message id:0x00000001.',
    },
    {
      says: of('IKE SA negotiation is succeeded'),
      is: 'ike-up',
      example:
        '2026/11/27 10:12:31 info     vpn            aws-tunnel-1 ikev2-nego-ike-succ 0 IKEv2 IKE SA negotiation is succeeded as responder, non-rekey. Established SA: 203.0.113.10[500]-198.51.100.10[500] SPI:0239b91635ed0e98:426762ab448185a9 lifetime 28800 Sec.',
    },
    {
      says: /SA dying from state ESTABLISHED/,
      is: 'ike-down',
      example:
        '2026-11-27 14:32:24.890 +0800 debug: pan_ikev2_debug(protocols/ikev2/ikev2.c:6946): ... IKEv2 SA state {GW:6-I}: SA dying from state ESTABLISHED, caller ikev2_abort',
    },
    {
      says: new RegExp(`^(?:(?=.*?${PAIR})|).*(?:aborting IKEv2 SA|NEGOTIATION FAILED AS|negotiation is failed)`),
      is: 'trouble',
      example:
        '2026-11-27 14:32:24 [INFO]: ike_sa.c:275:ikev2_abort(): 6:203.0.113.10[500] - 198.51.100.10[500]:(nil):aborting IKEv2 SA GW:6',
    },
  ],
};

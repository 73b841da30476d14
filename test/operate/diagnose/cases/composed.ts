import type { StoreCounts } from '../../../../services/gate/log/counts';
import { createLog, type GateLog, type TransferRecord } from '../../../../services/gate/log/log';

/** Log lines written from the documented formats, where no device or account of ours could say them. */

const SECONDS = 1_795_485_000;

/** AWS: "Site-to-Site VPN log contents"; the wording of `details` is the documentation's. */
export const aws = (...entries: readonly (readonly [details: string, phase1: string, phase2: string])[]): string =>
  entries
    .map(([details, phase1, phase2], at) =>
      JSON.stringify({
        event_timestamp: (SECONDS + at) * 1000,
        timestamp: new Date((SECONDS + at) * 1000).toISOString().replace('T', ' '),
        dpd_enabled: 'true',
        nat_t_detected: 'false',
        ike_phase1_state: phase1,
        ike_phase2_state: phase2,
        details,
      }),
    )
    .join('\n');

/** The same entries in a document as `aws logs filter-log-events` prints it. */
export const filtered = (lines: string, second = ''): string =>
  JSON.stringify(
    {
      events: `${lines}${second && `\n${second}`}`.split('\n').map((message, at) => ({
        logStreamName: `vpn-0123456789abcdef0-198.51.100.${at < lines.split('\n').length ? 10 : 20}`,
        timestamp: (SECONDS + at) * 1000,
        message,
        eventId: `${at}`,
      })),
      searchedLogStreams: [],
    },
    undefined,
    4,
  );

/** Output format `text`: the fields of the JSON in their order. */
export const text = (...entries: readonly (readonly [details: string, phase1: string, phase2: string])[]): string =>
  entries
    .map(
      ([details, one, two], at) =>
        `${(SECONDS + at) * 1000} 2026-11-24 02:15:0${at}.000Z true false ${one} ${two} ${details}`,
    )
    .join('\n');

export const bgp = (...details: readonly (readonly [status: string, details: string])[]): string =>
  details
    .map(([status, said], at) =>
      JSON.stringify({
        resource_id: 'vpn-0123456789abcdef0_198.51.100.10',
        event_timestamp: (SECONDS + at) * 1000,
        timestamp: '2026-11-24 02:15:00.641Z',
        type: 'BGPStatus',
        status,
        message: { details: said },
      }),
    )
    .join('\n');

export const route = (status: string, prefix: string, more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    resource_id: 'vpn-0123456789abcdef0_198.51.100.10',
    event_timestamp: SECONDS * 1000,
    timestamp: '2026-11-24 02:15:13.243Z',
    type: 'RouteStatus',
    status,
    message: { prefix, asPath: '65010', localPref: 100, med: 100, nextHopIp: '169.254.21.2', weight: 32768, ...more },
  });

export const AWS_UP = aws(
  ['AWS tunnel processed request (id=0) for IKE_SA_INIT', 'negotiating', 'down'],
  ['AWS tunnel is sending response (id=1) for IKE_AUTH', 'established', 'established'],
  ['AWS tunnel processed request (id=2) for CREATE_CHILD_SA', 'established', 'rekeying'],
  ['AWS tunnel is sending response (id=2) for CREATE_CHILD_SA', 'established', 'established'],
  ['AWS tunnel received DELETE for Phase 2 SA with SPI: 0xc0ffee01', 'established', 'established'],
);

export const BGP_UP = bgp(
  ['DOWN', 'AWS-side peer BGP session state has changed from OpenSent to OpenConfirm with neighbor 169.254.21.2'],
  ['UP', 'AWS-side peer BGP session state has changed from OpenConfirm to Established with neighbor 169.254.21.2'],
  [
    'UP',
    'AWS-side peer is reporting a maximum prefix limit warning - received 80 prefixes from neighbor 169.254.21.2, limit is 100',
  ],
);

/** What the gate itself writes of a transfer: several lines, where objects failed. */
export function gate(changes: Partial<TransferRecord>, second = 0): string {
  const lines: string[] = [];
  const log = createLog(
    'auckland-heart',
    (line) => lines.push(line.trimEnd()),
    () => Date.parse(`2026-11-24T02:15:${String(second).padStart(2, '0')}Z`),
  );
  log.transfer({
    ...{ door: 'stow', action: 'store', status: 200, bytesIn: 524_388_112, bytesOut: 612, seconds: 21.402 },
    ...(changes.action === 'none' || changes.action === 'read' ? {} : { objects: OBJECTS }),
    ...changes,
  });
  return lines.join('\n');
}

/** What the gate writes of itself. */
export function gateSays(say: (log: GateLog) => void): string {
  const lines: string[] = [];
  say(
    createLog(
      'auckland-heart',
      (line) => lines.push(line.trimEnd()),
      () => Date.parse('2026-11-24T02:15:00Z'),
    ),
  );
  return lines.join('\n');
}

const OBJECTS = { studies: 1, stored: 3, added: 3, addedBytes: 524_388_000, failures: {} };

/** A transfer of whose objects these were not stored. */
export const refusing = (
  status: number | string,
  failures: StoreCounts['failures'],
  changes: Partial<TransferRecord> = {},
  stored = 0,
): string =>
  gate({
    ...changes,
    status,
    objects: { studies: Math.min(stored, 1), stored, added: stored, addedBytes: stored, failures },
  });

/** Elastic Load Balancing, "Access log entries". */
export const access = (
  status: string,
  target: string,
  options: { readonly request?: string; readonly seconds?: string; readonly second?: number } = {},
): string => {
  const time = `2026-11-24T02:15:${String(options.second ?? 0).padStart(2, '0')}.123456Z`;
  const request =
    options.request ?? 'POST https://auckland-heart.ingest.sydney.heartlab.example:443/dicomweb/studies HTTP/1.1';
  return (
    `https ${time} app/ingest/50dc6c495c0c9188 10.20.0.15:49152 ${target === '-' ? '-' : '192.0.2.20:8443'} 0.001 ` +
    `${options.seconds ?? '12.300'} 0.000 ${status} ${target} 524388112 612 "${request}" "PACS/7.1" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ` +
    'arn:aws:elasticloadbalancing:ap-southeast-2:111122223333:targetgroup/gate/73e2d6bc24d8a067 ' +
    `"Root=1-58337364-23a8c76965a2ef7629b185e3" "auckland-heart.ingest.sydney.heartlab.example" "session-reused" 0 ${time} ` +
    '"forward" "-" "-" "192.0.2.20:8443" "200" "-" "-" TID_3180a73013c8ca4bac2f731159d4b0fe'
  );
};

/** Elastic Load Balancing, "Access logs for your Network Load Balancer". */
export const nlbAccess = (alert: string, received = alert === '-' ? '524388112' : '0'): string =>
  `tls 2.0 2026-11-24T02:15:15 net/Nlb/c6e77e28c25b2234 g3d4b5e8bb8464cd 10.20.0.15:51341 192.0.2.20:8443 5 2 ${received} 246 ${alert} ` +
  'arn:aws:acm:ap-southeast-2:111122223333:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - ECDHE-RSA-AES128-SHA tlsv12 - ' +
  'auckland-heart.ingest.sydney.heartlab.example - - - 2026-11-24T02:15:10';

/** "Connection log entries". */
export const connection = (status: string, subject = 'CN=auckland-heart,O=Auckland Heart Clinic,C=NZ'): string =>
  `2026-11-24T02:15:15.514108Z 10.20.0.15 36280 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 ${status === 'Success' ? '0.036' : '-'} ` +
  `"${subject}" ${subject === '-' ? '- -' : 'NotBefore=2025-09-21T22:43:21Z;NotAfter=2026-06-17T22:43:21Z FEF257372D5C14D4'} ${status} TID_1c71a68d70587445ad5127ff8b2687d7`;

const SENT_INIT = `*Nov 24 02:15:00.001: IKEv2:(SESSION ID = 12,SA ID = 1):Sending Packet [To 198.51.100.10:500/From 203.0.113.10:500/VRF i0:f0]
Initiator SPI : 1D418169B24BF95A - Responder SPI : 0000000000000000 Message id: 0
IKEv2 IKE_SA_INIT Exchange REQUEST
Payload contents:
 SA KE N VID VID NOTIFY(NAT_DETECTION_SOURCE_IP) NOTIFY(NAT_DETECTION_DESTINATION_IP)`;
const GOT_INIT = `*Nov 24 02:15:00.031: IKEv2:(SESSION ID = 12,SA ID = 1):Received Packet [From 198.51.100.10:500/To 203.0.113.10:500/VRF i0:f0]
Initiator SPI : 1D418169B24BF95A - Responder SPI : A645046F734260C6 Message id: 0
IKEv2 IKE_SA_INIT Exchange RESPONSE
Payload contents:
 SA KE N NOTIFY(NAT_DETECTION_SOURCE_IP) NOTIFY(NAT_DETECTION_DESTINATION_IP)`;
const SENT_AUTH = `*Nov 24 02:15:00.041: IKEv2:(SESSION ID = 12,SA ID = 1):Sending Packet [To 198.51.100.10:4500/From 203.0.113.10:4500/VRF i0:f0]
Initiator SPI : 1D418169B24BF95A - Responder SPI : A645046F734260C6 Message id: 1
IKEv2 IKE_AUTH Exchange REQUEST
Payload contents:
 ENCR`;
const gotAuth = (
  payloads: string,
) => `*Nov 24 02:15:00.071: IKEv2:(SESSION ID = 12,SA ID = 1):Received Packet [From 198.51.100.10:4500/To 203.0.113.10:4500/VRF i0:f0]
Initiator SPI : 1D418169B24BF95A - Responder SPI : A645046F734260C6 Message id: 1
IKEv2 IKE_AUTH Exchange RESPONSE
Payload contents:
 ${payloads}`;
const TO_AUTH = [SENT_INIT, GOT_INIT, SENT_AUTH].join('\n');
const debug = (message: string) => `*Nov 24 02:15:01.100: IKEv2:(SESSION ID = 12,SA ID = 1):${message}`;
const GAVE_UP = [
  debug('Retransmitting packet'),
  debug('Retransmitting packet'),
  debug(': Maximum number of retransmissions reached'),
  debug(': Failed SA init exchange'),
].join('\n');

/** `debug crypto ikev2` of IOS-XE, sentences as Cisco's documents and published debugs have them. */
export const CISCO = {
  key: [
    TO_AUTH,
    debug("Peer's authentication method is 'PSK'"),
    debug(":Verification of peer's authentication data FAILED"),
    debug(': Auth exchange failed'),
  ].join('\n'),
  refused: [TO_AUTH, gotAuth('NOTIFY(AUTHENTICATION_FAILED)'), debug(': Auth exchange failed')].join('\n'),
  identity: [
    TO_AUTH,
    debug("Searching policy based on peer's identity 'fw.hospital.example' of type 'FQDN'"),
    'IKEv2:% IKEv2 profile not found',
    debug(': Failed to locate an item in the database'),
  ].join('\n'),
  phase1: [
    SENT_INIT,
    'IKEv2-ERROR:(SESSION ID = 12,SA ID = 1):Received Policies: : Failed to find a matching policyProposal 1:  ENCRYPTION: AES-CBC-128 PRF: SHA1 INTEGRITY: SHA96 DH GROUP: DH_GROUP_1024_MODP/Group 2',
    'IKEv2-ERROR:(SESSION ID = 12,SA ID = 1):Expected Policies: : Failed to find a matching policyProposal 1:  ENCRYPTION: AES-CBC-256 PRF: SHA1 INTEGRITY: SHA96 DH GROUP: DH_GROUP_2048_MODP/Group 14',
  ].join('\n'),
  phase2: [TO_AUTH, gotAuth('VID IDr AUTH NOTIFY(NO_PROPOSAL_CHOSEN)')].join('\n'),
  selectors: [TO_AUTH, gotAuth('VID IDr AUTH NOTIFY(TS_UNACCEPTABLE)')].join('\n'),
  port500: [SENT_INIT, GAVE_UP].join('\n'),
  port4500: [TO_AUTH, GAVE_UP].join('\n'),
  dead: [
    TO_AUTH,
    gotAuth('VID IDr AUTH SA TSi TSr'),
    debug('IKEV2 SA created; inserting SA into database. SA lifetime timer (28800 sec) started'),
    debug('Sending DPD/liveness query'),
    debug('Retransmitting packet'),
    debug(': Maximum number of retransmissions reached'),
  ].join('\n'),
  up: [
    TO_AUTH,
    gotAuth('VID IDr AUTH SA TSi TSr'),
    debug("Peer's authentication method is 'PSK'"),
    debug('IKEV2 SA created; inserting SA into database. SA lifetime timer (28800 sec) started'),
    '%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP.  Peer 198.51.100.10:4500       Id: 198.51.100.10',
  ].join('\n'),
  version1:
    '*Nov 24 02:15:00.001: ISAKMP:(0): beginning Main Mode exchange\n*Nov 24 02:15:00.001: ISAKMP:(0): sending packet to 198.51.100.10 my_port 500 peer_port 500 (I) MM_NO_STATE',
  asn: 'Nov 24 02:15:00.001: %BGP-3-NOTIFICATION: received from neighbor 169.254.21.1 2/2 (peer in wrong AS) 2 bytes FE4B',
  md5: '*Nov 24 02:15:00.001: %TCP-6-BADAUTH: Invalid MD5 digest from 169.254.21.1(179) to 169.254.21.2(32456) tableid - 0',
  prefixes:
    'Nov 24 02:15:00.001: %BGP-3-MAXPFXEXCEED: Number of prefixes received from 169.254.21.1 (afi 0): 101 exceeds limit 100',
} as const;

import { readFileSync } from 'node:fs';
import type { CauseId } from '../../../../lib/operate/diagnose';
import type { Site } from '../../../../lib/site/model';
import { aSite } from '../../../support/fixtures';
import { AWS_UP, access, aws, BGP_UP, bgp, CISCO, connection, filtered, gate, route, text } from './composed';

/**
 * What each log must be diagnosed as, and nothing else.
 *
 * `captured`: from strongSwan 5.9.8, FRR 8.4, curl and OpenSSL 3 with the mistake really made between two network namespaces.
 * `composed`: written from the documented format (composed.ts), because no account or device of ours could say it.
 */
export interface Case {
  readonly name: string;
  readonly source: 'captured' | 'composed';
  readonly logs: readonly string[];
  readonly site?: Site;
  /** Every cause, likeliest first; `past:` before one that a later success ended. */
  readonly is: readonly (CauseId | `past:${CauseId}`)[];
  /** What the first cause's detail must say. */
  readonly says?: RegExp;
}

const captured = (name: string): string => readFileSync(`test/operate/diagnose/cases/captured/${name}.txt`, 'utf8');

/** The same failure as the hospital alone, the cloud alone and both together see it. */
const threeWays = (
  name: string,
  hospital: Case['is'],
  cloud: Case['is'],
  both: Case['is'],
  says?: RegExp,
): readonly Case[] => [
  { name: `${name}, hospital`, source: 'captured', logs: [captured(`${name}-hospital`)], is: hospital },
  { name: `${name}, cloud`, source: 'captured', logs: [captured(`${name}-cloud`)], is: cloud },
  {
    name: `${name}, both`,
    source: 'captured',
    logs: [captured(`${name}-hospital`), captured(`${name}-cloud`)],
    is: both,
    ...(says === undefined ? {} : { says }),
  },
];
const one = (name: string, is: Case['is'], more: Partial<Case> = {}): Case => ({
  name,
  source: 'captured',
  logs: [captured(name)],
  is,
  ...more,
});
const written = (name: string, log: string | readonly string[], is: Case['is'], more: Partial<Case> = {}): Case => ({
  name,
  source: 'composed',
  logs: typeof log === 'string' ? [log] : log,
  is,
  ...more,
});

/** What some of the captured logs prove alone. */
const ALONE = {
  'key-cloud': 'psk-mismatch',
  'phase1-enc-cloud': 'phase1-proposal',
  'udp500-hospital': 'udp500-blocked',
  'udp4500-hospital': 'udp4500-blocked',
  'no-pfs-hospital': 'no-pfs',
  'dpd-hospital': 'dpd-timeout',
} as const;
const UNKNOWN = ['not-known'] as const;
/** The site whose subnets the captured logs have. */
const SITE = aSite({ network: { hospitalCidrs: ['10.80.0.0/16'], cloudCidr: '100.64.0.0/26' } });

const IPSEC: readonly Case[] = [
  ...threeWays('key', UNKNOWN, ['psk-mismatch'], ['psk-mismatch']),
  ...threeWays('key-cloud-initiates', ['psk-mismatch'], UNKNOWN, ['psk-mismatch']),
  ...threeWays('key-then-corrected', ['past:not-known'], ['past:psk-mismatch'], ['past:psk-mismatch']),
  ...threeWays('local-identity', UNKNOWN, ['identity-mismatch'], ['identity-mismatch']),
  ...threeWays('remote-identity', UNKNOWN, ['identity-mismatch'], ['identity-mismatch']),
  ...threeWays(
    'phase1-enc',
    UNKNOWN,
    ['phase1-proposal'],
    ['phase1-proposal'],
    /^encryption: peer offers 3DES_CBC, this side AES_CBC_256;/,
  ),
  ...threeWays(
    'phase1-group',
    UNKNOWN,
    ['phase1-proposal'],
    ['phase1-proposal'],
    /^DH group: peer offers MODP_1024, this side MODP_2048$/,
  ),
  ...threeWays(
    'phase1-integ',
    UNKNOWN,
    ['phase1-proposal'],
    ['phase1-proposal'],
    /^integrity: peer offers HMAC_SHA1_96,/,
  ),
  one('phase1-integ-hospital', ['phase1-proposal'], {
    site: SITE,
    says: /^integrity: device HMAC_SHA1_96, site file HMAC_SHA2_512/,
  }),
  ...threeWays('phase1-cloud-initiates', ['phase1-proposal'], UNKNOWN, ['phase1-proposal']),
  ...threeWays('phase1-second', [], [], []),
  ...threeWays(
    'phase2-enc',
    ['phase2-proposal'],
    ['phase2-proposal'],
    ['phase2-proposal'],
    /^encryption: peer offers 3DES_CBC, this side AES_CBC_256; integrity/,
  ),
  ...threeWays(
    'phase2-integ',
    ['phase2-proposal'],
    ['phase2-proposal'],
    ['phase2-proposal'],
    /^integrity: peer offers HMAC_SHA1_96, this side HMAC_SHA2_256_128$/,
  ),
  ...threeWays(
    'phase2-group',
    UNKNOWN,
    ['phase2-proposal'],
    ['phase2-proposal'],
    /^DH group: peer offers MODP_1024, this side MODP_2048$/,
  ),
  ...threeWays('no-pfs', ['no-pfs'], ['no-pfs'], ['no-pfs']),
  ...threeWays('no-pfs-cloud-renews', ['no-pfs'], UNKNOWN, ['no-pfs']),
  ...threeWays('selectors', ['traffic-selector'], ['traffic-selector'], ['traffic-selector']),
  ...threeWays('narrow', [], [], []),
  one('narrow-hospital', ['traffic-selector'], { site: SITE, says: /10\.80\.0\.0\/16 and 100\.64\.0\.0\/26 only/ }),
  ...threeWays('unknown-address', UNKNOWN, ['unknown-peer'], ['unknown-peer']),
  ...threeWays('ikev1', ['ike-version'], ['ike-version'], ['ike-version']),
  ...threeWays('udp500', ['udp500-blocked'], [], ['udp500-blocked']),
  ...threeWays('udp4500', ['udp4500-blocked'], ['udp4500-blocked'], ['udp4500-blocked']),
  ...threeWays('dpd', ['dpd-timeout'], ['dpd-timeout'], ['dpd-timeout']),
  ...threeWays('overlapping-lan', [], [], []),
  one('overlapping-lan-hospital', ['cidr-overlap'], { site: SITE, says: /100\.64\.0\.0\/24 covers 100\.64\.0\.0\/26/ }),
  ...threeWays('healthy', [], [], []),
  ...threeWays('healthy-gcm', [], [], []),
];

const BGP: readonly Case[] = [
  ...threeWays('bgp-ok', [], [], []),
  ...threeWays('bgp-asn', ['bgp-asn'], ['bgp-asn'], ['bgp-asn'], /AS 65099 is refused/),
  ...threeWays('bgp-pfx', ['bgp-prefix-limit'], ['bgp-prefix-limit'], ['bgp-prefix-limit']),
  ...threeWays('bgp-hold', UNKNOWN, UNKNOWN, UNKNOWN),
  one('bgp-ok-neighbors', []),
  one('bgp-asn-neighbors', ['bgp-asn']),
  one('bgp-pfx-neighbors', ['bgp-prefix-limit']),
  one('bgp-inside-neighbors', ['inside-address']),
  // FRR says nothing of a wrong MD5 key, and kernels since 6.10 neither: the session just never comes up.
  one('bgp-md5-neighbors', UNKNOWN),
  written(
    'MD5, kernel',
    'Nov 24 02:15:03 fw kernel: [ 812.114] TCP: MD5 Hash failed for (169.254.21.1, 179)->(169.254.21.2, 43210)',
    ['bgp-auth'],
  ),
  written('MD5, IOS', CISCO.md5, ['bgp-auth']),
  written('AS, IOS', CISCO.asn, ['bgp-asn'], { site: SITE, says: /AS 65099 is refused; the site file says AS 65010/ }),
  written('prefixes, IOS', CISCO.prefixes, ['bgp-prefix-limit']),
  written(
    'AS, AWS',
    bgp([
      'DOWN',
      'AWS-side peer detected a bad OPEN message from neighbor 169.254.21.2 - remote AS is 65099, expected 65010',
    ]),
    ['bgp-asn'],
    { says: /remote AS is 65099, expected 65010/ },
  ),
  written(
    'prefixes, AWS',
    bgp(
      [
        'DOWN',
        'AWS-side peer detected the maximum prefix limit was exceeded - received 101 prefixes from neighbor 169.254.21.2, limit is 100',
      ],
      [
        'DOWN',
        'AWS-side peer sent a notification 6/1 (Cease/Maximum Number of Prefixes Reached) to neighbor 169.254.21.2',
      ],
    ),
    ['bgp-prefix-limit'],
  ),
  written(
    'hold timer, AWS',
    bgp(['DOWN', 'AWS-side peer sent a Hold Timer Expired notification to neighbor 169.254.21.2']),
    UNKNOWN,
  ),
  written(
    'hold timer and DPD, AWS',
    [
      bgp(['DOWN', 'AWS-side peer sent a Hold Timer Expired notification to neighbor 169.254.21.2']),
      aws(['AWS tunnel DPD timed out after 3 retransmits', 'down', 'down']),
    ],
    ['dpd-timeout'],
  ),
  written('next hop, AWS', route('ADVERTISED', '10.20.0.0/22', { details: 'DENIED due to: non-connected next-hop' }), [
    'inside-address',
  ]),
  written(
    'withdrawn, AWS',
    [BGP_UP, route('ADVERTISED', '10.80.0.0/16'), route('WITHDRAWN', '10.80.0.0/16')].join('\n'),
    ['route-missing'],
    { site: SITE },
  ),
  written(
    'announced, AWS',
    [
      BGP_UP,
      route('WITHDRAWN', '10.80.0.0/16'),
      route('ADVERTISED', '10.80.0.0/16'),
      route('ADVERTISED', '100.64.0.0/26', { details: 'DENIED due to: as-path contains our own AS' }),
    ].join('\n'),
    [],
    { site: SITE },
  ),
  written(
    'summary over the cloud, AWS',
    [BGP_UP, route('ADVERTISED', '10.80.0.0/16'), route('ADVERTISED', '100.64.0.0/10')].join('\n'),
    ['cidr-overlap'],
    { site: SITE },
  ),
  written(
    'neighbours swapped',
    'BGP neighbor is 169.254.100.2, remote AS 64512, local AS 65010, external link\n  BGP state = Idle',
    ['inside-address'],
    {
      site: aSite({
        vpn: { ...SITE.vpn, tunnels: [{ insideCidr: '169.254.100.0/30' }, { insideCidr: '169.254.100.4/30' }] },
      }),
    },
  ),
  written('BGP healthy, AWS', BGP_UP, []),
];

const AWS: readonly Case[] = [
  written(
    'key',
    aws(
      ['AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10', 'negotiating', 'down'],
      ['AWS tunnel is sending AUTHENTICATION_FAILED as the response', 'down', 'down'],
    ),
    ['psk-mismatch'],
  ),
  written(
    'key, document',
    filtered(aws(['AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10', 'negotiating', 'down'])),
    ['psk-mismatch'],
  ),
  written(
    'key, text',
    text(['AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10', 'negotiating', 'down']),
    ['psk-mismatch'],
  ),
  written(
    'refused',
    aws(['AWS tunnel is sending AUTHENTICATION_FAILED as the response', 'negotiating', 'down']),
    UNKNOWN,
  ),
  written(
    'refused, and the device',
    [aws(['AWS tunnel is sending AUTHENTICATION_FAILED as the response', 'negotiating', 'down']), CISCO.key],
    ['psk-mismatch'],
  ),
  written('phase 1', aws(['No Proposal Match Found by AWS', 'negotiating', 'down']), ['phase1-proposal']),
  written(
    'phase 2',
    aws(
      ['No Proposal Match Found. Notifying with "No proposal chosen"', 'established', 'negotiating'],
      ['AWS tunnel Phase 2 was unable to establish while keeping Phase 1', 'established', 'down'],
    ),
    ['phase2-proposal'],
  ),
  written(
    'phase 2, no reason',
    aws(['AWS tunnel Phase 2 was unable to establish while keeping Phase 1', 'established', 'down']),
    UNKNOWN,
  ),
  written(
    'renewal',
    aws(
      ['AWS tunnel processed request (id=4) for CREATE_CHILD_SA', 'established', 'established'],
      ['No Proposal Match Found by AWS', 'established', 'rekeying'],
    ),
    UNKNOWN,
  ),
  written(
    'renewal, and the device',
    [aws(['No Proposal Match Found by AWS', 'established', 'rekeying']), captured('no-pfs-hospital')],
    ['no-pfs'],
  ),
  written(
    'selectors',
    aws(['AWS: Traffic Selector: TS_UNACCEPTABLE: received from responder', 'established', 'down']),
    ['traffic-selector'],
  ),
  written('silence', aws(['AWS tunnel DPD timed out after 3 retransmits', 'established', 'established']), [
    'dpd-timeout',
  ]),
  written(
    'silence, then up again',
    [aws(['AWS tunnel DPD timed out after 3 retransmits', 'down', 'down']), AWS_UP].join('\n'),
    ['past:dpd-timeout'],
  ),
  written(
    'half open',
    aws(['AWS tunnel Timeout: deleting un-established Phase 1 IKE_SA with cgw: 203.0.113.10', 'down', 'down']),
    UNKNOWN,
  ),
  written('healthy', AWS_UP, []),
  written('healthy, document', filtered(AWS_UP), []),
];

const DEVICES: readonly Case[] = [
  written('key, IOS', CISCO.key, ['psk-mismatch']),
  written('refused, IOS', CISCO.refused, UNKNOWN),
  written('identity, IOS', CISCO.identity, ['identity-mismatch']),
  written('phase 1, IOS', CISCO.phase1, ['phase1-proposal'], {
    says: /^encryption: peer offers AES-CBC-128, this side AES-CBC-256; DH group: peer offers DH_GROUP_1024_MODP\/Group 2, this side DH_GROUP_2048_MODP\/Group 14$/,
  }),
  written('phase 2, IOS', CISCO.phase2, ['phase2-proposal']),
  written('selectors, IOS', CISCO.selectors, ['traffic-selector']),
  written('UDP 500, IOS', CISCO.port500, ['udp500-blocked']),
  written('UDP 4500, IOS', CISCO.port4500, ['udp4500-blocked']),
  written('silence, IOS', CISCO.dead, ['dpd-timeout']),
  written('IKEv1, IOS', CISCO.version1, ['ike-version']),
  written('healthy, IOS', CISCO.up, []),
  written(
    'answers by the other tunnel, ASA',
    '%ASA-6-106015: Deny TCP (no connection) from 100.64.0.20/443 to 10.20.0.15/49152 flags SYN ACK  on interface vti2',
    ['asymmetric-route'],
  ),
  written(
    'answers by the other tunnel, Linux',
    'Nov 24 02:15:03 fw kernel: [ 812.114] IPv4: martian source 10.20.0.15 from 100.64.0.20, on dev vti2',
    ['asymmetric-route'],
  ),
  written(
    'no route, curl',
    'curl: (7) Failed to connect to 100.64.0.20 port 443 after 0 ms: Network is unreachable',
    ['route-missing'],
    { site: SITE },
  ),
  written('no inside address, ping', 'ping: connect: Network is unreachable 169.254.21.1', ['inside-address']),
];

const TLS: readonly Case[] = [
  one('curl-chain', ['tls-chain']),
  one('curl-expired', ['tls-expired']),
  one('curl-name', ['tls-name']),
  one('curl-missing', ['client-certificate-missing']),
  one('curl-missing12', UNKNOWN),
  one('curl-ok', []),
  one('openssl-chain', ['tls-chain']),
  one('openssl-expired', ['tls-expired']),
  one('openssl-name', ['tls-name']),
  written(
    'chain, Java',
    'javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
    ['tls-chain'],
  ),
  written(
    'name, Java',
    'javax.net.ssl.SSLHandshakeException: No subject alternative DNS name matching dicom.clinic.example found.',
    ['tls-name'],
  ),
  written('chain, ALB', connection('Failed:ClientCertUntrusted'), ['tls-chain']),
  written('expired, ALB', connection('Failed:ClientCertExpired'), ['tls-expired']),
  written('revoked, ALB', connection('Failed:ClientCertCrlHit'), UNKNOWN),
  written('unmapped, ALB', connection('Failed:UnmappedConnectionError', '-'), UNKNOWN),
  written(
    'unmapped, and curl',
    [connection('Failed:UnmappedConnectionError', '-'), captured('curl-missing')],
    ['client-certificate-missing'],
  ),
  written('expired, then renewed, ALB', [connection('Failed:ClientCertExpired'), connection('Success')].join('\n'), [
    'past:tls-expired',
  ]),
  written('healthy, ALB', connection('Success'), []),
];

const REFUSED = { server: '', sent: 210, seconds: 0.012 };

const HTTP: readonly Case[] = [
  ...([400, 401, 409, 413, 415] as const).flatMap((status): readonly Case[] => [
    written(`${status}, gate`, gate({ ...REFUSED, status }), [`stow-${status}`]),
    written(`${status}, ALB`, access(`${status}`, `${status}`), [`stow-${status}`]),
    written(`${status}, both`, [gate({ ...REFUSED, status }), access(`${status}`, `${status}`)], [`stow-${status}`]),
  ]),
  written('403, gate, certificate', gate({ ...REFUSED, status: 403 }), ['wrong-site-identity']),
  written('403, gate, user', gate({ ...REFUSED, status: 403, door: 'basic' }), ['wrong-site-identity']),
  written('403, gate and ALB', [gate({ ...REFUSED, status: 403 }), access('403', '403')], ['wrong-site-identity']),
  written('403, server', gate({ status: 403, server: '403' }), ['stow-403']),
  written('403, ALB', access('403', '-'), ['stow-403']),
  written('404, gate', gate({ ...REFUSED, status: 404, action: '' }), ['stow-404']),
  written(
    '404, ALB',
    access('404', '404', { request: 'POST https://auckland-heart.ingest.sydney.heartlab.example:443/stow HTTP/1.1' }),
    ['stow-404'],
  ),
  written('404, somebody looks', gate({ ...REFUSED, status: 404, action: '', payload: 'other' }), UNKNOWN),
  written('500, gate', gate({ status: 500, server: '500' }), ['stow-5xx']),
  written('503, ALB', access('503', '-'), ['stow-5xx']),
  written('504, ALB', access('504', '-'), ['stow-5xx']),
  written('sender gives up, ALB', access('460', '-', { seconds: '60.001' }), ['transfer-timeout'], {
    says: /after 60 s/,
  }),
  written('sender gives up, gate', gate({ status: 499, server: '', seconds: 60.012 }), ['transfer-timeout']),
  written('sender breaks off', access('460', '-', { seconds: '1.204' }), UNKNOWN),
  written('sender pauses', gate({ status: 408, server: '' }), ['transfer-timeout']),
  written(
    '415 by Orthanc',
    'E1124 02:15:03.123456 HttpOutput.cpp:73] The STOW-RS server expects a multipart body in its request',
    ['stow-415'],
  ),
  written('415, then right', [gate({ ...REFUSED, status: 415 }), gate({}, 30)].join('\n'), ['past:stow-415']),
  written(
    'asked for the password first',
    [gate({ ...REFUSED, status: 401, door: 'basic' }), gate({ door: 'basic' }, 1)].join('\n'),
    [],
  ),
  written(
    'healthy, gate',
    [gate({}), gate({}, 5), gate({ action: 'read', payload: 'other', status: 404, server: '404' }, 6)].join('\n'),
    [],
  ),
  written(
    'healthy, ALB',
    [
      access('200', '200'),
      access('404', '404', {
        request: 'GET https://auckland-heart.ingest.sydney.heartlab.example:443/favicon.ico HTTP/1.1',
      }),
    ].join('\n'),
    [],
  ),
];

/** Single sentences, as people quote them; all of them seen in a rehearsal. */
const QUOTED: readonly Case[] = (
  [
    ["tried 1 shared key for '203.0.113.10' - '198.51.100.10', but MAC mismatched", 'psk-mismatch'],
    ['received AUTHENTICATION_FAILED notify error', 'not-known'],
    ['no matching peer config found', 'identity-mismatch'],
    ['received proposals unacceptable', 'phase1-proposal'],
    ['received NO_PROPOSAL_CHOSEN notify error', 'not-known'],
    ['no acceptable proposal found', 'phase2-proposal'],
    ['received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built', 'phase2-proposal'],
    ['CHILD_SA rekeying failed, trying again in 7 seconds', 'not-known'],
    ['received TS_UNACCEPTABLE notify, no CHILD_SA built', 'traffic-selector'],
    ['traffic selectors 10.80.0.0/16 === 192.168.77.0/24 unacceptable', 'traffic-selector'],
    ['no IKE config found for 203.0.113.10...198.51.100.77, sending NO_PROPOSAL_CHOSEN', 'unknown-peer'],
    [
      'retransmit 5 of request with message ID 0\ngiving up after 5 retransmits\nestablishing IKE_SA failed, peer not responding',
      'udp500-blocked',
    ],
    // Without the port nothing says that it was 4500.
    [
      'retransmit 5 of request with message ID 1\ngiving up after 5 retransmits\nestablishing IKE_SA failed, peer not responding',
      'not-known',
    ],
  ] as const
).map(([log, id]) => ({ name: `quoted: ${log.split('\n')[0]}`, source: 'captured', logs: [log], is: [id] }));

const before = (log: string, last: RegExp): string => log.slice(0, last.exec(log)?.index);

/** One end's failure, explained by AWS's log of the other; logs that begin, end or begin again in the middle. */
const JOINED: readonly Case[] = [
  written(
    'hospital refused, AWS says why',
    [
      captured('key-hospital'),
      aws(['AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10', 'negotiating', 'down']),
    ],
    ['psk-mismatch'],
  ),
  written(
    'no proposal chosen, AWS says which phase',
    [captured('phase1-group-hospital'), aws(['No Proposal Match Found by AWS', 'negotiating', 'down'])],
    ['phase1-proposal'],
  ),
  written(
    'no answer on 4500, half open at AWS',
    [
      captured('udp4500-hospital'),
      aws(['AWS tunnel Timeout: deleting un-established Phase 1 IKE_SA with cgw: 203.0.113.10', 'down', 'down']),
    ],
    ['udp4500-blocked'],
  ),
  one('udp500-hospital', ['udp500-blocked'], {
    name: 'no answer yet',
    logs: [before(captured('udp500-hospital'), /^.*giving up/m)],
  }),
  one('udp500-hospital', [], {
    name: 'one retransmit only',
    logs: [before(captured('udp500-hospital'), /^.*retransmit 2/m)],
  }),
  ...(
    ['key-cloud', 'phase1-enc-cloud', 'udp500-hospital', 'udp4500-hospital', 'no-pfs-hospital', 'dpd-hospital'] as const
  ).flatMap((name): readonly Case[] => {
    const id = ALONE[name];
    const healthy = captured(`healthy-${name.split('-').at(-1)}`);
    return [
      {
        name: `healthy, restarted, then ${name}`,
        source: 'captured',
        logs: [`${healthy}\n${captured(name)}`],
        is: [id],
      },
      {
        name: `${name}, restarted, then healthy`,
        source: 'captured',
        logs: [`${captured(name)}\n${healthy}`],
        is: [`past:${id}`],
      },
    ];
  }),
  written(
    'firewall drops others’ answers',
    '%ASA-6-106015: Deny TCP (no connection) from 192.0.2.77/443 to 10.20.0.15/49152 flags SYN ACK  on interface outside',
    [],
    { site: SITE },
  ),
];

const OTHERS: readonly Case[] = [
  written('nothing', '', []),
  written('no log at all', 'The quick brown fox\njumps over the lazy dog.', []),
  written(
    'another failure of charon',
    '13[IKE] <heartlab-tunnel1|1> unable to install IPsec policies (SPD) in kernel',
    UNKNOWN,
  ),
  written('two at once', [captured('key-cloud'), gate({ ...REFUSED, status: 415 })], ['psk-mismatch', 'stow-415']),
];

export const CASES: readonly Case[] = [
  ...IPSEC,
  ...BGP,
  ...AWS,
  ...DEVICES,
  ...TLS,
  ...HTTP,
  ...QUOTED,
  ...JOINED,
  ...OTHERS,
];
/** Logs of connections that work. */
export const HEALTHY: readonly string[] = [
  captured('healthy-hospital'),
  captured('healthy-gcm-cloud'),
  captured('bgp-ok-hospital'),
  captured('curl-ok'),
  AWS_UP,
  BGP_UP,
  CISCO.up,
  connection('Success'),
  access('200', '200'),
  gate({}),
];

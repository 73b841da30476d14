import { type Case, captured, one, UNKNOWN, UNPROVEN, written } from './case';
import { access, connection, gate, gateSays, nlbAccess, refusing } from './composed';

export const TLS: readonly Case[] = [
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
  written('name, DNS', 'curl: (6) Could not resolve host: dicom.clinic.example', ['name-not-resolved']),
  written('refused connection, Go', 'dial tcp 198.51.100.10:443: connect: connection refused', ['ingest-unreachable']),
  written(
    'key of another certificate, curl',
    'curl: (58) could not load PEM client certificate from client.pem, OpenSSL error error:05800074:x509 certificate routines::key values mismatch, (no key found, wrong pass phrase, or wrong file format?)',
    ['sender-setup'],
  ),
  written('version, Java', 'javax.net.ssl.SSLHandshakeException: Received fatal alert: protocol_version', [
    'tls-version',
  ]),
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
  written('unknown CA, NLB', nlbAccess('48'), ['tls-chain']),
  written('expired, NLB', nlbAccess('45'), ['tls-expired']),
  written('certificate unknown, NLB', nlbAccess('46'), UNKNOWN),
  written('certificate unknown, NLB, and curl', [nlbAccess('46'), captured('curl-name')], ['tls-name']),
  written('unknown CA, NLB, then sent', [nlbAccess('48'), nlbAccess('-')].join('\n'), ['past:tls-chain']),
  written('closed, NLB', nlbAccess('0'), UNPROVEN),
  written('healthy, NLB', nlbAccess('-'), []),
];

const REFUSED = { action: 'none', seconds: 0.012, bytesIn: 812 } as const;

export const HTTP: readonly Case[] = [
  ...([400, 401, 415] as const).flatMap((status): readonly Case[] => [
    written(`${status}, gate`, gate({ ...REFUSED, status }), [`stow-${status}`]),
    written(`${status}, ALB`, access(`${status}`, `${status}`), [`stow-${status}`]),
    written(`${status}, both`, [gate({ ...REFUSED, status }), access(`${status}`, `${status}`)], [`stow-${status}`]),
  ]),
  ...([409, 413] as const).map((status) =>
    written(`${status}, ALB`, access(`${status}`, `${status}`), [`stow-${status}`]),
  ),
  written('403, gate', gate({ ...REFUSED, status: 403, isRefused: true }), ['wrong-site-identity']),
  written(
    '403, gate and ALB',
    [gate({ ...REFUSED, status: 403, isRefused: true }), access('403', '403')],
    ['wrong-site-identity'],
  ),
  written('403, ALB', access('403', '-'), ['stow-403']),
  // Who gets it has proved who it is: it is the hospital's own sender.
  written('404, gate', gate({ ...REFUSED, status: 404 }), ['stow-404']),
  written(
    '404, ALB',
    access('404', '404', { request: 'POST https://auckland-heart.ingest.sydney.heartlab.example:443/stow HTTP/1.1' }),
    ['stow-404'],
  ),
  written('405, gate', gate({ ...REFUSED, status: 405 }), UNKNOWN),
  written('500, gate', gate({ ...REFUSED, status: 500 }), ['stow-5xx']),
  written('503, ALB', access('503', '-'), ['stow-5xx']),
  written('504, ALB', access('504', '-'), ['stow-5xx']),
  written('sender gives up, ALB', access('460', '-', { seconds: '60.001' }), ['transfer-timeout'], {
    says: /after 60 s/,
  }),
  written('sender gives up, gate', gate({ status: 'none', isCut: true, seconds: 60.012 }), ['transfer-timeout']),
  written('sender breaks off', access('460', '-', { seconds: '1.204' }), UNKNOWN),
  written('sender breaks off, gate', gate({ status: 'none', isCut: true, seconds: 1.2 }), UNKNOWN),
  written('a reader breaks off', gate({ action: 'read', status: 200, isCut: true, seconds: 60 }), UNPROVEN),
  written('sender pauses, ALB', access('408', '-'), ['transfer-timeout']),
  written(
    '415 by Orthanc',
    'E1124 02:15:03.123456 HttpOutput.cpp:73] The STOW-RS server expects a multipart body in its request',
    ['stow-415'],
  ),
  written('415, then right', [gate({ ...REFUSED, status: 415 }), gate({}, 30)].join('\n'), ['past:stow-415']),
  written(
    'asked for the password first',
    [gate({ ...REFUSED, status: 401, isRefused: true }), gate({}, 1)].join('\n'),
    [],
  ),
  written('healthy, gate', [gate({}), gate({}, 5), gate({ action: 'read', status: 404 }, 6)].join('\n'), []),
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

const OF_OBJECTS = { 'not-dicom': 2, 'no-uids': 1, 'other-study': 1, compressed: 1, 'sop-mismatch': 1 } as const;

/** What the gate says of each object. */
export const OBJECTS: readonly Case[] = [
  ...Object.keys(OF_OBJECTS).map((reason) =>
    written(`409, ${reason}`, refusing(409, { [reason]: 1 }), ['object-refused'], { says: new RegExp(reason) }),
  ),
  written('409, other content', refusing(409, { 'other-content': 1 }), ['other-content'], {
    says: /Another object with this SOP Instance UID is stored/,
  }),
  written(
    '202, one of three, gate and ALB',
    [refusing(202, { 'other-content': 1 }, {}, 2), access('202', '202')],
    ['other-content'],
  ),
  written('409, gate and ALB', [refusing(409, { 'no-uids': 1 }), access('409', '409')], ['object-refused']),
  written('413, too large', refusing(413, { 'too-large': 1 }), ['stow-413'], { says: /too-large, 1 in one transfer/ }),
  written('202, too large', refusing(202, { 'too-large': 1 }, {}, 2), ['stow-413']),
  written('400, cut short', refusing(400, { 'cut-short': 1 }, {}, 2), ['stow-400']),
  written('400, cut short, and another', refusing(400, { 'cut-short': 1, 'no-uids': 1 }), [
    'stow-400',
    'object-refused',
  ]),
  written('409, server', refusing(409, { server: 4 }), ['not-stored'], { says: /server, 4 in one transfer/ }),
  written('409, no space, then stored', [refusing(409, { 'no-space': 1 }), gate({}, 9)].join('\n'), [
    'past:not-stored',
  ]),
  written(
    'a later study mends no object that was refused',
    [refusing(409, { 'other-content': 1 }), gate({}, 9)].join('\n'),
    ['other-content'],
  ),
  written('three causes at once', refusing(202, { 'no-uids': 1, 'other-content': 1, server: 1 }, {}, 2), [
    'object-refused',
    'other-content',
    'not-stored',
  ]),
  written(
    'a problem and what it led to',
    [gateSays((log) => log.problem('the database does not answer')), refusing(409, { server: 1 })].join('\n'),
    ['not-stored'],
  ),
  written(
    'the gate fails',
    gateSays((log) => log.failure('request', new TypeError('x'))),
    UNKNOWN,
  ),
  written(
    'the life of a gate',
    gateSays((log) => {
      log.event('listening');
      log.certificate(new Date('2026-12-24T00:00:00Z'));
    }),
    UNPROVEN,
  ),
];

const dimse = (status: string, changes: Partial<Parameters<typeof gate>[0]> = {}): string =>
  gate({ door: 'dimse', action: 'none', status, seconds: 1, ...changes });

export const ASSOCIATIONS: readonly Case[] = [
  written('called AE title', dimse('called-ae-title', { isRefused: true }), ['wrong-ae-title'], { says: /called AE/ }),
  written('calling AE title', dimse('calling-ae-title', { isRefused: true }), ['wrong-ae-title'], {
    says: /callingAeTitles/,
  }),
  written(
    'another modality of the hospital sends well',
    [dimse('calling-ae-title', { isRefused: true }), gate({ door: 'dimse', status: 'released' }, 5)].join('\n'),
    ['wrong-ae-title'],
  ),
  written('idle', gate({ door: 'dimse', status: 'idle' }), ['transfer-timeout']),
  written(
    'idle, then sent',
    [gate({ door: 'dimse', status: 'idle' }), gate({ door: 'dimse', status: 'released' }, 9)].join('\n'),
    ['past:transfer-timeout'],
  ),
  written('other content, DIMSE', refusing('released', { 'other-content': 1 }, { door: 'dimse' }), ['other-content']),
  written('lost', gate({ door: 'dimse', status: 'lost' }), UNKNOWN),
  written('not DICOM', dimse('not-dicom'), UNKNOWN),
  written('C-ECHO', dimse('released'), []),
  written('the gate stops', dimse('closing'), UNPROVEN),
  written('healthy, DIMSE', gate({ door: 'dimse', status: 'released' }), []),
];

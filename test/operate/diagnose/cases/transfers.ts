import { type Case, captured, one, UNKNOWN, written } from './case';
import { access, connection, gate } from './composed';

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

export const HTTP: readonly Case[] = [
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

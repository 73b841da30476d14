import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { loadFleet } from '../../../lib/config/load/load';
import { derOf, pem, pemOf } from '../../support/builders/pem';
import { PRIVATE_KEYS } from '../../support/builders/private-keys';
import { documentedEnvironment, documentedSite, edit, folderOf } from '../../support/builders/site-folder';

const CLIENT = 'sydney.ingest.managed.clientCaBundle';
const LIST = 'sydney.ingest.managed.revocationLists[0]';

/** The rule's complaints about files: their text and their setting. */
function complaints(files: Readonly<Record<string, unknown>>, settings: Readonly<Record<string, unknown>> = {}) {
  const environment = documentedEnvironment();
  for (const [path, value] of Object.entries(settings)) edit(environment, `ingest.${path}`, value);
  const folder = folderOf({
    'auckland-heart.yaml': documentedSite(),
    'environments.yaml': { sydney: environment },
    ...files,
  });
  const { problems, certificates, fleet } = loadFleet(folder);
  return {
    problems,
    certificates,
    fleet,
    reported: problems.map((one) => `${one.path}: ${one.found} ${one.wrong}; ${one.write}`),
  };
}

const bundle = (content: unknown) => complaints({ 'certs/heartlab-client-ca.pem': content });
const list = (content: unknown, ca = pem('ca')) =>
  complaints(
    { 'certs/heartlab-client-ca.pem': ca, 'certs/client-ca.crl.pem': content },
    { 'managed.revocationLists': ['certs/client-ca.crl.pem'] },
  );

describe('a client CA bundle', () => {
  test('of CA certificates is accepted, and its dates are returned', () => {
    const { problems, certificates, fleet } = bundle(`${pem('ca')}\r\n\n${pem('other-ca')}`);
    expect(problems).toEqual([]);
    expect(fleet).toBeDefined();
    const days = { from: '2026-01-01', to: '2056-01-01' };
    expect(certificates).toEqual([
      {
        environment: 'sydney',
        kind: 'client-ca-bundle',
        path: ['ingest', 'managed', 'clientCaBundle'],
        named: 'certs/heartlab-client-ca.pem',
        items: [
          { what: 'certificate 1 ("HeartLab test client CA")', ...days },
          { what: 'certificate 2 ("HeartLab test other CA")', ...days },
        ],
      },
    ]);
    expect(JSON.parse(JSON.stringify(certificates))).toEqual(certificates);
  });

  test('may be outside the folder', () => {
    const folder = folderOf({
      'sites/auckland-heart.yaml': documentedSite(),
      'sites/environments.yaml': {
        sydney: edit(documentedEnvironment(), 'ingest.managed.clientCaBundle', '../certs/heartlab-client-ca.pem'),
      },
    });
    expect(loadFleet(join(folder, 'sites')).problems.map(({ wrong }) => wrong)).toEqual([]);
  });

  test.each(PRIVATE_KEYS)('with a private key (%s) is refused, and the key is not shown', (_, content) => {
    const { reported, fleet } = bundle(content);
    expect(fleet).toBeUndefined();
    expect(reported).toHaveLength(1);
    expect(reported[0]).toMatch(
      /^sydney.*clientCaBundle: "certs\/heartlab-client-ca.pem" contains a private key; remove it.*compromised/,
    );
    expect(reported[0]).not.toMatch(/BEGIN|MII|MHc|MC4/);
  });

  test('in a PKCS #12 container is refused as a file with a key', () => {
    expect(bundle(Buffer.from('3003020103', 'hex')).reported[0]).toMatch(
      /is a PKCS #12 container, which contains a private key/,
    );
  });

  test('a PEM file pasted instead of its path is not shown', () => {
    const key = PRIVATE_KEYS.find(([kind]) => kind === 'Ed25519')?.[1];
    const { reported } = complaints({}, { 'managed.clientCaBundle': key });
    expect(reported).toHaveLength(1);
    expect(reported[0]).toMatch(
      /clientCaBundle: the value is not a path relative to the folder of this file, on one line/,
    );
    expect(reported[0]).not.toContain('BEGIN');
  });

  const many = Array.from({ length: 26 }, () => pem('ca')).join('');
  test.each<readonly [string, unknown, readonly RegExp[]]>([
    ['empty', ' \n\n', [/is empty; put the PEM CA certificates into it/]],
    ['some text', 'hello\n', [/contains no PEM CA certificates; leave only -----BEGIN CERTIFICATE-----/]],
    ['binary', derOf(pem('ca')), [/is binary \(DER\), not PEM; .*openssl x509 -inform DER/]],
    ['saved as UTF-16', Buffer.from(`\ufeff${pem('ca')}`, 'utf16le'), [/not ASCII.*save it as plain ASCII/]],
    ['with a byte order mark', `\ufeff${pem('ca')}`, [/not ASCII \(a byte order mark/]],
    ['with text between', `${pem('ca')}# other\n${pem('other-ca')}`, [/contains text outside the PEM blocks/]],
    ['a certificate request', pem('request'), [/block 1 is a certificate request; replace it with the certificate/]],
    ['a revocation list', pem('ca.crl'), [/block 1 is a revocation list; .*revocationLists/]],
    ['a public key', pemOf('PUBLIC KEY', Buffer.from('30', 'hex')), [/block 1 is a bare public key/]],
    ['something unknown', pemOf('HELLO', Buffer.from('30', 'hex')), [/block 1 is of another kind/]],
    ['a leaf', pem('leaf'), [/certificate 1 \("auckland-heart"\) is not a CA certificate/]],
    ['the same twice', `${pem('ca')}${pem('ca')}`, [/block 2 is a duplicate of certificate 1; remove one/]],
    ['cut off', pem('ca').slice(0, 300), [/block 1 has no end/]],
    ['cut off before the next', `${pem('ca').slice(0, 300)}\n${pem('other-ca')}`, [/block 1 has no end/]],
    ['lacking a line', pem('ca').replace(/\n.*\n/, '\n'), [/block 1 is damaged; copy the whole block again/]],
    ['with characters of no PEM', pem('ca').replace('M', '*'), [/block 1 is damaged/]],
    [
      'not a certificate inside',
      pemOf('CERTIFICATE', Buffer.from('3003020101', 'hex')),
      [/block 1 can't be read as a certificate/],
    ],
    [
      'a weak RSA key',
      pem('rsa1024-ca'),
      [
        /certificate 1 \("HeartLab test RSA 1024 CA"\) has an RSA key of 1024 bits that a load balancer does not accept/,
      ],
    ],
    [
      'a key of another kind',
      pem('ed25519-ca'),
      [
        /has a key that a load balancer does not accept/,
        /has a signature algorithm that a load balancer does not accept/,
      ],
    ],
    [
      'signed with SHA-1',
      pem('sha1-ca'),
      [/has a signature algorithm that a load balancer does not accept; .*SHA-256/],
    ],
    [
      'several invalid certificates',
      `${pem('leaf')}${pem('request')}${pem('sha1-ca')}`,
      [
        /block 2 is a certificate request/,
        /certificate 1 .* is not a CA certificate/,
        /certificate 3 .* signature algorithm/,
      ],
    ],
    [
      'full of something else',
      pemOf('HELLO', Buffer.from('3000', 'hex')).repeat(2000),
      [...Array(30).fill(/is of another kind/), /has 1970 more errors that are not shown/],
    ],
    [
      'too many',
      many,
      [...Array(25).fill(/is a duplicate of/), /contains 26 certificates, and AWS allows 25.*L-43FE5A42/],
    ],
  ])('%s', (_, content, words) => {
    const { reported, fleet } = bundle(content);
    expect(fleet).toBeUndefined();
    expect(reported).toHaveLength(words.length);
    for (const word of words) expect(reported).toContainEqual(expect.stringMatching(word));
    for (const one of reported)
      expect(one).toMatch(/^sydney.ingest.managed.clientCaBundle: "certs\/heartlab-client-ca.pem" /);
  });

  test.each<readonly [string, string, RegExp]>([
    ['is missing', 'certs/nowhere.pem', /"certs\/nowhere.pem" does not exist; create the file/],
    ['is below a file', 'environments.yaml/ca.pem', /can’t be read; check the path/],
    ['is a folder', 'certs', /"certs" is a folder; name a file/],
  ])('that %s', (_, path, words) => {
    const { reported, fleet } = complaints({}, { 'managed.clientCaBundle': path });
    expect(fleet).toBeUndefined();
    expect(reported).toEqual([expect.stringMatching(words)]);
  });

  test.each([
    ['clientCaBundle', 'clientCaBundle', 1024 * 1024 + 1, /is 1.0 MiB; .*at most 1 MiB/],
    ['revocationLists', 'revocationLists.0', 50 * 1024 * 1024 + 1, /is 50.0 MiB; .*at most 50 MiB/],
  ])('above the size limit is not read: %s', (_, setting, bytes, words) => {
    const environment = edit(documentedEnvironment(), 'ingest.managed.revocationLists', []);
    edit(environment, `ingest.managed.${setting}`, 'certs/large.pem');
    const folder = folderOf({
      'auckland-heart.yaml': documentedSite(),
      'environments.yaml': { sydney: environment },
      'certs/large.pem': '',
    });
    truncateSync(join(folder, 'certs/large.pem'), bytes);
    expect(loadFleet(folder).problems.map(({ wrong, write }) => `${wrong}; ${write}`)).toEqual([
      expect.stringMatching(words),
    ]);
  });

  test('an absolute path is refused', () => {
    expect(complaints({}, { 'managed.clientCaBundle': '/etc/passwd' }).reported[0]).toMatch(/is not a path relative/);
  });

  test('the problem has the position of the setting’s value', () => {
    const { problems } = bundle(pem('leaf'));
    expect(problems[0]).toMatchObject({
      path: CLIENT,
      rule: 'client-ca-bundle',
      severity: 'error',
      line: 13,
      column: 23,
    });
  });
});

describe('the bundle that hospitals must trust', () => {
  test('is checked too, but without the limits of a load balancer', () => {
    const { reported } = complaints({ 'certs/server.pem': pem('rsa1024-ca') }, { serverCaBundle: 'certs/server.pem' });
    expect(reported).toEqual([]);
    const leaf = complaints({ 'certs/server.pem': pem('leaf') }, { serverCaBundle: 'certs/server.pem' });
    expect(leaf.reported).toEqual([expect.stringMatching(/^sydney.ingest.serverCaBundle: .*is not a CA certificate/)]);
  });
});

describe('a revocation list', () => {
  test('of the bundle’s CA is accepted', () => {
    const { problems, certificates } = list(pem('ca.crl'));
    expect(problems).toEqual([]);
    expect(certificates[1]).toMatchObject({
      kind: 'revocation-list',
      path: ['ingest', 'managed', 'revocationLists', 0],
      items: [{ what: 'the revocation list of "HeartLab test client CA"', from: '2026-01-01', to: '2056-01-01' }],
    });
  });

  test.each<readonly [string, unknown, RegExp]>([
    [
      'of another CA',
      pem('other-ca.crl'),
      /is a revocation list of "HeartLab test other CA", and clientCaBundle contains no certificate of that CA/,
    ],
    ['that is a certificate', pem('ca'), /block 1 is a certificate; put it into the CA bundle/],
    ['that is binary', derOf(pem('ca.crl')), /is binary \(DER\), not PEM; .*openssl crl -inform DER/],
    ['with no list inside', pemOf('X509 CRL', Buffer.from('3003020101', 'hex')), /can't be read as a revocation list/],
    [
      'beside another',
      `${pem('ca.crl')}${pem('outdated.crl')}`,
      /contains 2 revocation lists; put each into a file of its own/,
    ],
    ['with a private key', `${pem('ca.crl')}${PRIVATE_KEYS[0]?.[1]}`, /contains a private key/],
  ])('%s is refused', (_, content, words) => {
    const { reported } = list(content);
    expect(reported).toEqual([expect.stringMatching(words)]);
    expect(reported[0]).toContain(`${LIST}: "certs/client-ca.crl.pem" `);
  });

  test('is not compared with an invalid bundle', () => {
    expect(list(pem('other-ca.crl'), pem('leaf')).reported).toEqual([expect.stringMatching(/is not a CA certificate/)]);
  });
});

import fc from 'fast-check';
import { identifyCertificate, identifyPassword } from '../../../services/gate/http/identity';
import { asHeader, type CertificateOptions, certificate } from '../../support/programs/certificates';
import { run } from '../../support/programs/program';

const SITE = 'alpha-clinic';
const identify = (subject: string, options?: CertificateOptions) =>
  identifyCertificate(SITE, [asHeader(certificate(subject, options))]);

describe('a certificate of the site', () => {
  test.each([
    ['/CN=alpha-clinic'],
    // nginx refused a hospital with this subject: its text form escapes "#" only at the beginning of a value.
    ['/O=Alpha #1/CN=alpha-clinic'],
    ['/O=Hôpital Māori 東京/CN=alpha-clinic'],
    ['/O=Alpha, "Inc" <x>/OU=a;b=c/CN=alpha-clinic/emailAddress=pacs@alpha.example'],
    ['/O=Alpha+CN=alpha-clinic'],
    ['/CN=alpha-clinic+serialNumber=7/DC=example'],
    ['/O=CN=beta/CN=alpha-clinic'],
    ['/O=a\\, CN=beta/CN=alpha-clinic'],
  ])('%s', (subject) => {
    expect(identify(subject)).toMatchObject({ is: 'site' });
  });

  test.each([['MASK:0x800'], ['pkix'], ['nombstr']])('in the string types of %s', (stringMask) => {
    expect(identify('/O=Alpha/CN=alpha-clinic', { stringMask })).toMatchObject({ is: 'site' });
  });

  test('with a line feed and a CN in another attribute', () => {
    expect(identify('/O=x~CN=beta/CN=alpha-clinic', { patch: ['x~CN=beta', 'x\nCN=beta'] })).toMatchObject({
      is: 'site',
    });
  });

  test('has its end of validity read', () => {
    const identity = identify('/CN=alpha-clinic', { days: 30 });
    const ends = identity.is === 'site' ? identity.certificate?.ends : undefined;
    const days = ((ends?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThanOrEqual(30);
  });
});

test('TLS works in a process that reads a certificate first', () => {
  const script =
    "const { identifyCertificate } = require('./services/gate/http/identity');" +
    "console.log(identifyCertificate('alpha-clinic', [process.argv[1]]).is, typeof require('node:tls').createSecureContext)";
  const leaf = asHeader(certificate('/CN=alpha-clinic'));
  expect(run(process.execPath, ['-r', 'tsx/cjs', '-e', script, '--', leaf])).toBe('site function\n');
});

describe('a certificate is refused with the reason', () => {
  test.each<[string, string, CertificateOptions?]>([
    ['/CN=beta', 'The CN of the client certificate is "beta". It must be "alpha-clinic", in lower case.'],
    ['/CN=Alpha-Clinic', 'is "Alpha-Clinic"'],
    ['/CN=alpha-clinic.example', 'is "alpha-clinic.example"'],
    ['/O=Alpha', 'has no CN. It must have one, "alpha-clinic".'],
    ['/O=CN=alpha-clinic', 'has no CN'],
    ['/O=Alpha\\/CN=alpha-clinic', 'has no CN'],
    ['/O=x~CN=alpha-clinic', 'has no CN', { patch: ['x~CN', 'x\nCN'] }],
    ['/O=x~CN=alpha-clinic/CN=beta', 'is "beta"', { patch: ['x~CN', 'x\nCN'] }],
    ['/CN=alpha-clinic/CN=beta', 'has 2 CNs. It must have one, "alpha-clinic".'],
    ['/CN=alpha-clinic/CN=alpha-clinic', 'has 2 CNs'],
    ['/CN=alpha-clinic+CN=beta', 'has 2 CNs'],
    ['/CN=alpha-clinic/O=x/CN=beta/CN=gamma', 'has 3 CNs'],
    ['/CN=alpha-clinic~beta', 'is "alpha-clinic\\u0000beta"', { patch: ['clinic~beta', 'clinic\0beta'] }],
    ['/CN=alpha-clinic~', 'is "alpha-clinic\\n"', { patch: ['clinic~', 'clinic\n'] }],
    ['/CN=alpha-clínic', 'is "alpha-cl?nic"'],
    ['/CN=', 'has no CN'],
    // The key under which Node.js would look for a prototype.
    ['/CN=__proto__', 'is "__proto__"'],
  ])('%s: %s', (...[subject, reason, options]) => {
    const identity = identify(subject, options);
    expect(identity).toMatchObject({ is: 'other', status: 403, text: expect.stringContaining(reason) });
  });

  const good = () => certificate(`/CN=${SITE}`);
  test.each<[string, () => readonly string[], string]>([
    ['no header', () => [], 'exactly one client certificate'],
    ['two headers', () => [asHeader(good()), asHeader(good())], 'exactly one client certificate'],
    ['two certificates in one', () => [asHeader(good() + certificate('/CN=beta'))], 'cannot be read'],
    ['text after it', () => [`${asHeader(good())}%0Ax`], 'cannot be read'],
    ['text before it', () => [`x%0A${asHeader(good())}`], 'cannot be read'],
    ['"+" as in a form', () => [encodeURIComponent(good()).replace(/%20/g, '+')], 'cannot be read'],
    ['a broken escape', () => [`${asHeader(good())}%`], 'cannot be read'],
    ['nothing', () => [''], 'cannot be read'],
    ['the text of a subject', () => [`CN=${SITE}`], 'cannot be read'],
    ['an empty certificate', () => ['-----BEGIN CERTIFICATE-----%0A-----END CERTIFICATE-----'], 'cannot be read'],
  ])('%s', (_, headers, reason) => {
    expect(identifyCertificate(SITE, headers())).toMatchObject({
      is: 'other',
      status: 403,
      text: expect.stringContaining(reason),
    });
  });
});

test('no other text is accepted as a certificate, and none causes an exception', () => {
  const certificateHeader = asHeader(certificate(`/CN=${SITE}`));
  const cut = fc.nat(certificateHeader.length - 60).map((length) => certificateHeader.slice(0, length));
  const changed = fc
    .tuple(
      fc.integer({ min: 40, max: certificateHeader.length - 60 }),
      fc.constantFrom('!', '%', ' ', '\0', '%00', '-'),
    )
    .map(([at, character]) => certificateHeader.slice(0, at) + character + certificateHeader.slice(at + 1))
    .filter((header) => header !== certificateHeader);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), cut, changed), (header) => {
      expect(identifyCertificate(SITE, [header])).toMatchObject({ is: 'other', status: 403 });
    }),
    { numRuns: 500 },
  );
});

describe('user and password', () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  const password = 'p:ä'.repeat(10);
  const identified = (header?: string) => identifyPassword(SITE, password, header);

  test('the site and its password', () => {
    expect(identified(basic(`${SITE}:${password}`))).toEqual({ is: 'site' });
    expect(identified(basic(`${SITE}:${password}`).replace('Basic', 'bAsIc '))).toEqual({ is: 'site' });
  });

  test('a request without credentials is challenged', () => {
    expect(identified()).toMatchObject({ is: 'unnamed', status: 401 });
  });

  test.each([
    ['another password', basic(`${SITE}:x`)],
    ['another user', basic(`beta:${password}`)],
    ['another case', basic(`Alpha-Clinic:${password}`)],
    ['a longer password', basic(`${SITE}:${password}x`)],
    ['a shorter one', basic(`${SITE}:${password.slice(0, -1)}`)],
    ['no password', basic(`${SITE}:`)],
    ['no colon', basic(SITE)],
    ['nothing', 'Basic '],
    ['invalid base64', `Basic ${SITE}:${password}`],
    ['another scheme', basic(`${SITE}:${password}`).replace('Basic', 'Bearer')],
  ])('%s: the same answer for every error', (_, header) => {
    expect(identified(header)).toEqual({
      is: 'other',
      status: 401,
      text: 'Refused. The user name or password is wrong. The user name is the name of the site.',
    });
  });
});

import { linesAfter, linesOf, SITE, schemaErrors } from '../../support/builders/folder-problems';
import { documentedEnvironment, documentedSite, edit } from '../../support/builders/site-folder';

describe('a setting that may contain a secret shows only values that cannot be one', () => {
  test.each([
    ['auth: mtls', 'auth: mtl', /auth: "mtl" is not mtls or basic; did you mean mtls\?$/],
    ['auth: mtls', 'auth: basci', /auth: "basci" is not mtls or basic; did you mean basic\?$/],
    ['auth: mtls', 'auth: 2', /auth: 2 is not mtls or basic; write it like mtls$/],
    ['keyGeneration: 1', 'keyGeneration: 0', /keyGeneration: 0 is not a whole number from 1.*; write it like 1$/],
    ['keyGeneration: 1', 'keyGeneration: 1.5', /keyGeneration: 1.5 is not a whole number from 1/],
    ['keyGeneration: 1', 'keyGeneration: "2"', /keyGeneration: "2" is not a whole number.*; write 2 without quotes$/],
    [
      'auth: mtls',
      'auth: basic\n    passwordGeneration: "two"',
      /passwordGeneration: a text is not a whole number from 1/,
    ],
    // Not similar to an allowed word, or not a plain word, or enough digits for a key.
    ['auth: mtls', 'auth: certificate', /auth: "certificate" is not mtls or basic; write it like mtls$/],
    ['auth: mtls', 'auth: Mtls1', /auth: the value is not mtls or basic; write it like mtls$/],
    ['auth: mtls', 'auth: 90210', /auth: the value is not mtls or basic; write it like mtls$/],
    ['keyGeneration: 1', 'keyGeneration: -83719465', /keyGeneration: the value is not a whole number/],
    [
      'keyGeneration: 1',
      'keyGeneration: "83719465"',
      /keyGeneration: a text is not a whole number.*; write it like 1$/,
    ],
    ['keyGeneration: 1', 'keyGeneration: one', /keyGeneration: a text is not a whole number/],
    ['heartlab/auckland-heart/dx-primary', '123', /authKeySecret: the value is not the name of a secret/],
    ['heartlab/auckland-heart/dx-primary', 'mtls', /authKeySecret: the value is not the name of a secret/],
  ])('%s → %s', (line, by, expected) => {
    expect(linesAfter(line, by)).toEqual([expect.stringMatching(expected)]);
  });
});

describe('a possible secret is never shown', () => {
  test.each([
    ['a word instead of a group', '  gateway:', '  gateway: hunter2hunter2\n  gatewayx:'],
    ['a word without a value', '    auth: mtls', '    hunter2hunter2:'],
    ['a policy that is a key', '  ipsec: strong', '  ipsec: PSK hunter2hunter2'],
    ['an unknown key’s value', '  routing: bgp', '  routing: bgp\n  preSharedKey: hunter2hunter2'],
    ['a generation that is a key', '      keyGeneration: 1', '      keyGeneration: hunter2hunter2'],
    ['a generation that is a password', '    auth: mtls', '    auth: basic\n    passwordGeneration: hunter2hunter2'],
    ['credentials instead of a kind', '    auth: mtls', '    auth: user:hunter2hunter2'],
    [
      'a key instead of a secret’s name',
      'authKeySecret: heartlab/auckland-heart/dx-primary',
      'authKeySecret: hunter2hunter2',
    ],
    ['a line that is not YAML', '  routing: bgp', '  psk "hunter2hunter2\n  routing: bgp'],
    ['a tag or alias', '  routing: bgp', '  routing: *hunter2hunter2'],
  ])('%s', (_, line, by) => {
    const reported = linesAfter(line, by).join('\n');
    expect(reported).not.toBe('');
    expect(reported).not.toContain('hunter2');
  });

  const acknowledged = (reason: string) =>
    edit(edit(documentedSite(), 'vpn.ipsec', 'eifu'), 'acknowledge', [
      { rule: 'HeartLab-VPN3', reason, approvedBy: 'security@heartlab.example', expires: '2027-03-31' },
    ]);
  const NO_SECRET =
    'the value contains what looks like a key or a password; remove it: a site file must not contain a secret; keys and passwords stay in Secrets Manager';

  test.each([
    'psk=hunter2hunter2',
    'Auckland, PSK: hunter2',
    'pre-shared key = hunter2',
    'Password:hunter2',
    'the pass phrase is in passphrase:hunter2',
    'client_secret="hunter2"',
    'token : hunter2',
    'private key: hunter2',
    `${'psk=hunter2'.repeat(60)}`,
    '-----BEGIN EC PRIVATE KEY----- hunter2',
  ])('a secret in free text: %s', (text) => {
    const name = linesOf({ 'auckland-heart.yaml': edit(documentedSite(), 'name', text) });
    expect(name).toContainEqual(expect.stringMatching(`name: ${NO_SECRET}$`));
    const reason = linesOf({ 'auckland-heart.yaml': acknowledged(text) });
    expect(reason).toContainEqual(expect.stringContaining(`acknowledge[0].reason: ${NO_SECRET}`));
    expect([...name, ...reason].join('\n')).not.toContain('hunter2');
  });

  test.each([
    "The centre's device: no SHA-2, and its pre-shared keys come from Secrets Manager",
    'Secret Harbour Clinic = the one at the beach; passwords: none',
  ])('words about secrets are not a secret: %s', (text) => {
    expect(linesOf({ 'auckland-heart.yaml': acknowledged(text) })).toEqual([]);
    expect(linesOf({ 'auckland-heart.yaml': edit(documentedSite(), 'name', text) })).toEqual([]);
  });

  test.each([
    ['a word that is chosen', 'vpn.routing', { 'vpn.routing': 'psk=hunter2' }],
    ['a name that is looked up', 'environment', { environment: 'psk=hunter2' }],
    ['the name of a setting', 'vpn', { 'vpn.psk=hunter2': 'x' }],
  ])('a secret elsewhere: %s', (_, path, change) => {
    const site = documentedSite();
    for (const [at, value] of Object.entries(change)) edit(site, at, value);
    const reported = linesOf({ 'auckland-heart.yaml': site }).join('\n');
    expect(reported).toContain(path);
    expect(reported).not.toContain('hunter2');
  });

  test('a key instead of a list of files', () => {
    const sydney = edit(documentedEnvironment(), 'ingest.managed.revocationLists', 'hunter2hunter2');
    const reported = linesOf({ 'auckland-heart.yaml': SITE, 'environments.yaml': { sydney } });
    expect(reported).toEqual([
      expect.stringMatching(/revocationLists: the value is not a list of paths; write it in brackets/),
    ]);
  });

  test('a key instead of a setting is refused, and not reported as a misspelt setting', () => {
    expect(
      linesAfter('    publicIp: 203.0.113.10', '    publicIp: 203.0.113.10\n    psk: hunter2hunter2'),
    ).toContainEqual(
      expect.stringMatching(
        /vpn.gateway.psk: is not a setting here; remove it: AWS creates and stores keys and passwords, and a file must never contain them/,
      ),
    );
  });

  test('control characters are escaped, and very long values are shortened', () => {
    const reported = linesOf({
      'auckland-heart.yaml': edit(documentedSite(), 'vpn.routing', `\u001b[31m\u202e${'x'.repeat(5000)}`),
    }).join('\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is there is the point
    expect(reported).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(reported.length).toBeLessThan(400);
  });
});

test('an authentication that is a known word is shown; any other text may be a password, and is not', () => {
  const shown = (auth: string) => schemaErrors('dicom.stow.auth', auth).map(({ found }) => found);
  for (const text of ['oauth', 'none', 'mTLS', 'Basic', '']) expect(shown(text)).toEqual([`"${text}"`]);
  for (const text of ['hunter', 'sesame', 'Tr0ub4dor', 'mtls hunter2']) expect(shown(text)).toEqual(['the value']);
});

test('an authentication in another spelling gets the right one', () => {
  expect(schemaErrors('dicom.stow.auth', 'mTLS').map(({ write }) => write)).toEqual(['did you mean mtls?']);
});

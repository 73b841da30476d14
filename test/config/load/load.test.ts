import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { fleetWithoutSite } from '../../../lib/config/load/first-site';
import { loadFleet } from '../../../lib/config/load/load';
import { problemLine } from '../../../lib/config/problem';
import { documentedEnvironment, documentedSite, edit, folderOf } from '../../support/builders/site-folder';

const environments = { 'environments.yaml': { sydney: documentedEnvironment() } };
const SITE = stringify(documentedSite());

/** The lines of a folder's problems, without the folder. */
function lines(files: Readonly<Record<string, unknown>>): readonly string[] {
  const folder = folderOf({ ...environments, ...files });
  return loadFleet(folder).problems.map((problem) => problemLine(problem).replace(`${folder}/`, ''));
}

/** The problems of auckland-heart.yaml after one line of the documented file was replaced. */
const replaced = (line: string, by: string): readonly string[] => {
  expect(SITE).toContain(line);
  return lines({ 'auckland-heart.yaml': SITE.replace(line, by) });
};

describe('an error has its position, the problem, the value found, and what to write instead', () => {
  test('in the form that the architecture page shows', () => {
    expect(replaced('    - 10.20.0.0/22', '    - 10.20.0.300/22')).toContain(
      'auckland-heart.yaml:9:7  network.hospitalCidrs[0]: "10.20.0.300/22" is not an IPv4 CIDR block; write it like 10.20.0.0/22',
    );
  });

  test.each([
    [
      'a misspelt key',
      '  routing: bgp',
      '  routin: bgp',
      /^auckland-heart.yaml:18:3 {2}vpn.routin: is not a setting here; did you mean routing\?$/,
    ],
    [
      'a missing key',
      '  routing: bgp\n',
      '',
      /^auckland-heart.yaml:11:1 {2}vpn.routing: is missing; write bgp or static, like routing: bgp$/,
    ],
    [
      'an empty value',
      '  routing: bgp',
      '  routing:',
      /^auckland-heart.yaml:18:3 {2}vpn.routing: is empty; write bgp or static/,
    ],
    [
      'a value near a right one',
      '  ipsec: strong',
      '  ipsec: srtong',
      /vpn.ipsec: "srtong" is not eifu, strong, nzism.*did you mean strong\?$/,
    ],
    [
      'a number in quotes',
      '  dpdTimeoutSeconds: 30',
      '  dpdTimeoutSeconds: "30"',
      /vpn.dpdTimeoutSeconds: "30" is not a number of seconds, at least 30; write 30 without quotes$/,
    ],
    [
      'a number in quotes that no port has',
      '      - 2762',
      '      - "2761"',
      /dicom.dimse.ports\[0\]: "2761" is not one of the DIMSE ports 104, 11112, 2762; (?!write 2761)/,
    ],
    [
      'a number too small',
      '  dpdTimeoutSeconds: 30',
      '  dpdTimeoutSeconds: 29',
      /vpn.dpdTimeoutSeconds: 29 is not a number of seconds, at least 30; write it like 30$/,
    ],
    [
      'host bits',
      '100.64.0.0/26',
      '100.64.0.5/26',
      /network.cloudCidr: "100.64.0.5\/26" has bits set beyond its prefix; write 100.64.0.0\/26$/,
    ],
    [
      'another size',
      '100.64.0.0/26',
      '100.64.0.0/24',
      /network.cloudCidr: "100.64.0.0\/24" is not a \/26; write it like 100.64.0.0\/26$/,
    ],
    [
      'a private public address',
      'publicIp: 203.0.113.10',
      'publicIp: 192.168.1.1',
      /vpn.gateway.publicIp: "192.168.1.1" is not a public, routable IPv4 address/,
    ],
    [
      'an address with leading zeros',
      'publicIp: 203.0.113.10',
      'publicIp: 203.0.113.010',
      /vpn.gateway.publicIp: "203.0.113.010" is not an IPv4 address/,
    ],
    [
      'a reserved inside CIDR',
      '169.254.100.0/30',
      '169.254.3.0/30',
      /vpn.tunnels\[0\].insideCidr: "169.254.3.0\/30" is reserved by AWS/,
    ],
    [
      'an inside CIDR of another size',
      '169.254.100.0/30',
      '169.254.100.0/29',
      /"169.254.100.0\/29" is not a \/30 in 169.254.0.0\/16/,
    ],
    [
      'an AWS ASN that is not private',
      '  awsAsn: 64512\n  routing',
      '  awsAsn: 65535\n  routing',
      /vpn.awsAsn: 65535 is not a private autonomous system number; write it like 64512$/,
    ],
    [
      'a backslash in an AE title',
      'aeTitle: AKLPACS1',
      'aeTitle: A\\B',
      /aeTitle: "A\\\\B" has a character that is not allowed in an AE title/,
    ],
    [
      'an AE title too long',
      'aeTitle: AKLPACS1',
      'aeTitle: ABCDEFGHIJKLMNOPQ',
      /aeTitle: "ABCDEFGHIJKLMNOPQ" is not 1 to 16 characters/,
    ],
    [
      'a port that is not DICOM',
      '      - 2762',
      '      - 2761',
      /dicom.dimse.ports\[0\]: 2761 is not one of the DIMSE ports 104, 11112, 2762/,
    ],
    [
      'a connection longer than CloudFormation takes',
      'connectionId: dxcon-fg1a2b3c',
      `connectionId: dxcon-${'a'.repeat(22)}`,
      /connectionId: "dxcon-a{22}" is not the id of a Direct Connect connection or LAG/,
    ],
    ['a VLAN out of range', 'vlan: 101', 'vlan: 4095', /vlan: 4095 is not a VLAN from 1 to 4094/],
    [
      'a peer that is a network address',
      '169.254.200.1/30',
      '169.254.200.0/30',
      /peering.hospital: "169.254.200.0\/30" is the network or broadcast address/,
    ],
    ['an mtu', 'mtu: 1500', 'mtu: 9000', /mtu: 9000 is not 1500 or 9001/],
    [
      'hours',
      'quietAfterHours: 24',
      'quietAfterHours: 169',
      /alarms.quietAfterHours: 169 is not a number of hours from 1 to 168/,
    ],
    [
      'a scalar for a list',
      '    - 10.20.0.0/22',
      '    10.20.0.0/22',
      /network.hospitalCidrs: "10.20.0.0\/22" is not a list.*; write \[10.20.0.0\/22\]$/,
    ],
    [
      'several, with commas and without brackets',
      '    - 10.20.0.0/22',
      '    10.20.0.0/22, 10.20.4.0/24',
      /network.hospitalCidrs: .* is not a list.*; write \[10.20.0.0\/22, 10.20.4.0\/24\]$/,
    ],
    [
      'a port in quotes for a list',
      '    ports:\n      - 2762',
      '    ports: "2762"',
      /dicom.dimse.ports: "2762" is not a list.*; write \[2762\]$/,
    ],
    [
      'a block without a prefix',
      'cloudCidr: 100.64.0.0/26',
      'cloudCidr: 100.64.0.0',
      /network.cloudCidr: "100.64.0.0" has no prefix length; write it like 100.64.0.0\/26$/,
    ],
    [
      'one tunnel',
      '    - insideCidr: 169.254.100.4/30\n      keyGeneration: 1\n',
      '',
      /vpn.tunnels: a list of 1 is not a list of exactly two tunnels/,
    ],
    [
      'three interfaces too many',
      'name: primary',
      'name: Primary',
      /virtualInterfaces\[0\].name: "Primary" is not a name of lower-case letters/,
    ],
  ])('%s', (_, line, by, expected) => {
    expect(replaced(line, by)).toContainEqual(expect.stringMatching(expected));
  });

  test.each([
    [
      'a single address instead of a list',
      '    - netops@auckland-heart.example',
      '    netops@auckland-heart.example',
      /contacts.network: "netops@auckland-heart.example" is not a list of e-mail addresses; write \[netops@auckland-heart.example\]$/,
    ],
    [
      'a block alone, and without its prefix',
      '    - 10.20.0.0/22',
      '    10.20.0.0',
      /network.hospitalCidrs: "10.20.0.0" is not a list of 1 to 50 IPv4 CIDR blocks, and has no prefix length; write it in brackets, as a list, like \[10.20.0.0\/22\]$/,
    ],
    [
      'nothing for a list',
      '    - 10.20.0.0/22',
      '    ""',
      /network.hospitalCidrs: "" is not a list.*, and is not an IPv4 CIDR block; write it in brackets/,
    ],
  ])('one mistake gives one error: %s', (_, line, by, expected) => {
    expect(replaced(line, by)).toEqual([expect.stringMatching(expected)]);
  });

  test('an explicit policy is checked value by value', () => {
    const phase = { encryption: ['AES256', '3DES'], integrity: ['SHA1', 'SHA1'], dhGroups: [5], lifetimeSeconds: 899 };
    const site = edit(documentedSite(), 'vpn.ipsec', {
      phase1: phase,
      phase2: { ...phase, dhGroups: [1], lifetimeSeconds: 3601 },
      phase3: {},
    });
    const reported = lines({ 'auckland-heart.yaml': site }).join('\n');
    for (const words of [
      'vpn.ipsec.phase1.encryption[1]: "3DES" is not a permitted encryption algorithm (AES256-GCM-16, AES128-GCM-16, AES256, AES128)',
      'vpn.ipsec.phase1.integrity: a list of 2 contains a value twice',
      'vpn.ipsec.phase1.dhGroups[0]: 5 is not a permitted DH group of phase 1',
      'vpn.ipsec.phase1.lifetimeSeconds: 899 is not a number of seconds from 900 to 28800',
      'vpn.ipsec.phase2.dhGroups[0]: 1 is not',
      'vpn.ipsec.phase2.lifetimeSeconds: 3601 is not',
      'vpn.ipsec.phase3: is not a setting here',
    ]) {
      expect(reported).toContain(words);
    }
  });

  test('positions are correct with a BOM, with CRLF, and with both', () => {
    const broken = SITE.replace('  routing: bgp', '  routing: bpg');
    const at = (text: string) => lines({ 'auckland-heart.yaml': text })[0];
    expect(at(broken)).toMatch(/^auckland-heart.yaml:18:12 {2}vpn.routing: "bpg"/);
    expect(at(`\ufeff${broken}`)).toBe(at(broken));
    expect(at(broken.replaceAll('\n', '\r\n'))).toBe(at(broken));
    expect(at(`\ufeff${broken.replaceAll('\n', '\r\n')}`)).toBe(at(broken));
    expect(lines({ 'auckland-heart.yaml': `\ufeff${SITE.replaceAll('\n', '\r\n')}` })).toEqual([]);
  });
});

describe('every error of every file is reported at once', () => {
  test('a schema error does not hide a rule, and a file does not hide another', () => {
    const first = edit(edit(documentedSite(), 'vpn.dpdTimeoutSeconds', 1), 'network.cloudCidr', '10.20.0.0/26');
    const second = edit(
      edit(edit(documentedSite(), 'site', 'other-site'), 'name', undefined),
      'network.cloudCidr',
      '10.20.0.0/26',
    );
    const reported = lines({
      'auckland-heart.yaml': first,
      'other-site.yaml': second,
      'third-site.yaml': 'site: [',
    }).join('\n');
    expect(reported).toMatch(/auckland-heart.yaml:\d+:\d+ {2}vpn.dpdTimeoutSeconds: 1 is not/);
    expect(reported).toMatch(/auckland-heart.yaml:\d+:\d+ {2}network.cloudCidr: .*overlaps hospitalCidrs/);
    expect(reported).toMatch(
      /auckland-heart.yaml:\d+:\d+ {2}network.cloudCidr: .*overlaps the cloudCidr of other-site/,
    );
    expect(reported).toMatch(/other-site.yaml:\d+:\d+ {2}name: is missing/);
    expect(reported).toMatch(
      /other-site.yaml:\d+:\d+ {2}network.cloudCidr: .*overlaps the cloudCidr of auckland-heart/,
    );
    expect(reported).toMatch(/third-site.yaml:1:\d+ /);
  });

  test('an invalid environment is reported with the sites’ errors, and a site that names it gets no error', () => {
    const reported = lines({
      'auckland-heart.yaml': edit(documentedSite(), 'name', ''),
      'environments.yaml': 'sydney: [',
    });
    expect(reported.join('\n')).toMatch(/environments.yaml:1:/);
    expect(reported.join('\n')).toMatch(/auckland-heart.yaml:\d+:\d+ {2}name: "" is not/);
    expect(reported.join('\n')).not.toMatch(/is not in environments.yaml/);
  });

  test('a duplicate key is reported with the other errors', () => {
    const reported = lines({ 'auckland-heart.yaml': `${SITE}name: Again\nalrams: {}\n` }).join('\n');
    expect(reported).toMatch(
      /auckland-heart.yaml:\d+:1 {2}name: is repeated in the same mapping; remove one of the two/,
    );
    expect(reported).toMatch(/alrams: is not a setting of a site file; did you mean alarms\?/);
  });

  test('the fleet is returned only for files without errors', () => {
    const folder = folderOf({ ...environments, 'auckland-heart.yaml': SITE, 'other-site.yaml': '{}' });
    expect(loadFleet(folder).fleet).toBeUndefined();
    expect(loadFleet(folder).sites.map(({ site }) => site)).toEqual(['auckland-heart']);
  });
});

describe('YAML errors', () => {
  const SHORT = 'site: auckland-heart\nname: X\n';
  test.each([
    ['two documents', `${SITE}---\n${SITE}`, /the file contains more than one YAML document; remove the `---`/],
    ['a second document that is broken', `${SITE}---\nfoo: "x`, /more than one YAML document/],
    [
      'a quote that is never closed, where it was opened',
      'site: auckland-heart\nname: "Auck\nenvironment: sydney\n',
      /^auckland-heart.yaml:2:7 {2}a character is missing/,
    ],
    [
      'a bracket that is never closed, where that shows',
      'site: auckland-heart\nname: [a, b\nenvironment: sydney\n',
      /^auckland-heart.yaml:3:1 {2}.*a bracket above is not closed/,
    ],
    [
      'an alias of nothing',
      `${SHORT}environment: *nope\n`,
      /^auckland-heart.yaml:3:14 {2}environment: is an alias without an anchor/,
    ],
    [
      'a tab',
      'site: auckland-heart\nnetwork:\n\tcloudCidr: x\n',
      /^auckland-heart.yaml:3:\d+ {2}a tab is used as indentation/,
    ],
    ['a list as a key', `${SHORT}? [a]\n: b\n`, /a key is a list or a mapping/],
    ['a tag', `${SHORT}environment: !secret x\n`, /a YAML tag/],
  ])('%s', (_, text, expected) => {
    expect(lines({ 'auckland-heart.yaml': text })).toContainEqual(expect.stringMatching(expected));
  });

  test('brackets and dashes in comments do not matter', () => {
    expect(lines({ 'auckland-heart.yaml': `# ${'[ '.repeat(200)}\n# ${'- '.repeat(100)}\n---\n${SITE}` })).toEqual([]);
  });

  test('aliases are followed', () => {
    const text = SITE.replace('203.0.113.10', '&ip 203.0.113.10').replace(
      'previous: []',
      'previous: [{ publicIp: *ip, asn: 65011 }]',
    );
    expect(lines({ 'auckland-heart.yaml': text })).toEqual([]);
  });

  test('a number in a text setting is not shown as YAML parses it', () => {
    expect(replaced('name: Auckland Heart Clinic', 'name: 007')).toContainEqual(
      expect.stringMatching(/name: 7 is not .*; put it in quotes, digit for digit$/),
    );
  });
});

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
    ['auth: mtls', 'auth: certificate', /auth: the value is not mtls or basic; write it like mtls$/],
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
    expect(replaced(line, by)).toEqual([expect.stringMatching(expected)]);
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
    const reported = replaced(line, by).join('\n');
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
    const name = lines({ 'auckland-heart.yaml': edit(documentedSite(), 'name', text) });
    expect(name).toContainEqual(expect.stringMatching(`name: ${NO_SECRET}$`));
    const reason = lines({ 'auckland-heart.yaml': acknowledged(text) });
    expect(reason).toContainEqual(expect.stringContaining(`acknowledge[0].reason: ${NO_SECRET}`));
    expect([...name, ...reason].join('\n')).not.toContain('hunter2');
  });

  test.each([
    "The centre's device: no SHA-2, and its pre-shared keys come from Secrets Manager",
    'Secret Harbour Clinic = the one at the beach; passwords: none',
  ])('words about secrets are not a secret: %s', (text) => {
    expect(lines({ 'auckland-heart.yaml': acknowledged(text) })).toEqual([]);
    expect(lines({ 'auckland-heart.yaml': edit(documentedSite(), 'name', text) })).toEqual([]);
  });

  test.each([
    ['a word that is chosen', 'vpn.routing', { 'vpn.routing': 'psk=hunter2' }],
    ['a name that is looked up', 'environment', { environment: 'psk=hunter2' }],
    ['the name of a setting', 'vpn', { 'vpn.psk=hunter2': 'x' }],
  ])('a secret elsewhere: %s', (_, path, change) => {
    const site = documentedSite();
    for (const [at, value] of Object.entries(change)) edit(site, at, value);
    const reported = lines({ 'auckland-heart.yaml': site }).join('\n');
    expect(reported).toContain(path);
    expect(reported).not.toContain('hunter2');
  });

  test('a key instead of a list of files', () => {
    const sydney = edit(documentedEnvironment(), 'ingest.managed.revocationLists', 'hunter2hunter2');
    const reported = lines({ 'auckland-heart.yaml': SITE, 'environments.yaml': { sydney } });
    expect(reported).toEqual([
      expect.stringMatching(/revocationLists: the value is not a list of paths; write it in brackets/),
    ]);
  });

  test('a key instead of a setting is refused, and not reported as a misspelt setting', () => {
    expect(
      replaced('    publicIp: 203.0.113.10', '    publicIp: 203.0.113.10\n    psk: hunter2hunter2'),
    ).toContainEqual(
      expect.stringMatching(
        /vpn.gateway.psk: is not a setting here; remove it: AWS creates and stores keys and passwords, and a file must never contain them/,
      ),
    );
  });

  test('control characters are escaped, and very long values are shortened', () => {
    const reported = lines({
      'auckland-heart.yaml': edit(documentedSite(), 'vpn.routing', `\u001b[31m\u202e${'x'.repeat(5000)}`),
    }).join('\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is there is the point
    expect(reported).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(reported.length).toBeLessThan(400);
  });
});

describe('the folder', () => {
  test.each([
    [
      'is missing',
      () => join(folderOf({}), 'nowhere'),
      /the folder can’t be read; name the folder of the site files with --sites/,
    ],
    ['is empty', () => folderOf({}), /the folder contains no site file; write one with `heartlab new/],
    [
      'has no environments.yaml',
      () => folderOf({ 'auckland-heart.yaml': SITE }),
      /environments.yaml:1:1 {2}the file is missing/,
    ],
    [
      'has an empty environments.yaml',
      () => folderOf({ 'auckland-heart.yaml': SITE, 'environments.yaml': '' }),
      /not a mapping of environments/,
    ],
    [
      'has a .yml',
      () => folderOf({ ...environments, 'auckland-heart.yml': SITE }),
      /auckland-heart.yml:1:1 {2}the file would be skipped; rename it to auckland-heart.yaml/,
    ],
  ])('%s', (_, make, expected) => {
    const { problems, fleet } = loadFleet(make());
    expect(problems.map(problemLine).join('\n')).toMatch(expected);
    expect(fleet).toBeUndefined();
  });

  test.each([
    ['environments and no site', environments, ['sydney']],
    ['comments in environments.yaml, and no site', { 'environments.yaml': '# sydney:\n#   account: "1"\n' }, []],
    ['an environments.yaml without a line', { 'environments.yaml': '' }, []],
  ])('with %s is a fleet without sites', (_, files, names) => {
    const folder = folderOf(files);
    const { problems, fleet } = loadFleet(folder);
    expect(problems.map(problemLine)).toEqual([]);
    expect(fleet?.environments.map(({ name }) => name)).toEqual(names);
    expect([fleet?.sites, fleetWithoutSite(folder)]).toEqual([[], fleet]);
  });

  test.each([
    ['a site', { ...environments, 'auckland-heart.yaml': SITE }],
    ['a site with an error', { ...environments, 'auckland-heart.yaml': 'site: [' }],
    ['a site whose file would be skipped', { ...environments, 'auckland-heart.yml': SITE }],
    ['environments with an error', { 'environments.yaml': '[]' }],
    ['no file', {}],
  ])('with %s is not a fleet without sites', (_, files) => {
    expect(fleetWithoutSite(folderOf(files))).toBeUndefined();
  });

  test('may contain other folders, and links to files', () => {
    const folder = folderOf({ ...environments, 'elsewhere/text': SITE });
    mkdirSync(join(folder, 'archive'));
    writeFileSync(join(folder, '.draft.yaml'), 'not looked at');
    symlinkSync(join(folder, 'elsewhere/text'), join(folder, 'auckland-heart.yaml'));
    expect(loadFleet(folder).problems.map(problemLine)).toEqual([]);
  });

  test.each([
    ['a folder', (path: string) => mkdirSync(path), 'other-site.yaml', /other-site.yaml:1:1 {2}is not a file/],
    [
      'a pipe',
      (path: string) => execFileSync('mkfifo', [path]),
      'other-site.yaml',
      /other-site.yaml:1:1 {2}is not a file/,
    ],
    [
      'an ending in capitals',
      (path: string) => writeFileSync(path, SITE),
      'other-site.Yaml',
      /would be skipped; rename it to other-site.yaml/,
    ],
    [
      'a name that no site has',
      (path: string) => writeFileSync(path, SITE),
      'Other site.yaml',
      /the file name is not a site name/,
    ],
    [
      'a name with a line break',
      (path: string) => writeFileSync(path, SITE),
      'a\nb.yaml',
      /a\\u000ab.yaml:1:1 {2}the file name is not/,
    ],
  ])('a file that looks like a site file but would be skipped is an error: %s', (_, make, name, expected) => {
    const folder = folderOf({ ...environments, 'auckland-heart.yaml': SITE });
    make(join(folder, name));
    expect(loadFleet(folder).problems.map(problemLine)).toContainEqual(expect.stringMatching(expected));
  });

  test('a broken link is an error of that file', () => {
    const folder = folderOf({ ...environments, 'auckland-heart.yaml': SITE });
    symlinkSync(join(folder, 'nowhere'), join(folder, 'lost-site.yaml'));
    expect(loadFleet(folder).problems.map(problemLine)).toEqual([
      expect.stringMatching(/lost-site.yaml:1:1 {2}the file can’t be read/),
    ]);
  });

  test('a file of ten megabytes is not read', () => {
    const folder = folderOf({ ...environments, 'auckland-heart.yaml': SITE });
    writeFileSync(join(folder, 'huge-site.yaml'), 'site: huge-site\n');
    truncateSync(join(folder, 'huge-site.yaml'), 10 * 1024 * 1024);
    expect(loadFleet(folder).problems.map(problemLine)).toEqual([
      expect.stringMatching(/huge-site.yaml:1:1 {2}the file is 10.0 MiB; write at most 256 KiB/),
    ]);
  });
});

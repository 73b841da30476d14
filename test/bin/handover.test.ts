import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { type HandoverRequest, handover } from '../../bin/verbs/handover';
import { UserError } from '../../bin/verbs/output';
import { blanksIn, isHospitals } from '../../lib/handover/blank';
import { AwsFailure } from '../../lib/operate/aws/failure';
import { heartlab } from '../support/cli';
import { folderOf } from '../support/folder';
import { AUCKLAND, identity, queryError, stack, wired } from './wire';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heartlab-handover-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (...path: readonly string[]): string => readFileSync(join(folder, ...path), 'utf8');
const everything = (): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

describe('heartlab handover --preview', () => {
  const EXAMPLES = readdirSync('sites').flatMap((file) =>
    file.endsWith('.yaml') && file !== 'environments.yaml' ? [file.slice(0, -'.yaml'.length)] : [],
  );

  test.each(EXAMPLES)('writes the pack of %s without an account', (site) => {
    const { code, out, err } = heartlab('handover', site, '--preview', '--out', join(folder, site));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Wrote .*README\.html and \d+ more files\.\n$/);
    expect(read(site, 'README.md')).toContain('**PREVIEW. Not for configuration.**');
    expect(read(site, 'README.md')).not.toMatch(/undefined|\[object/);
    expect(readdirSync(folder)).toEqual([site]);
    expect(statSync(join(folder, site, 'verify.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, site, 'README.md')).mode & 0o777).toBe(0o644);
    execFileSync('sha256sum', ['--check', '--quiet', 'MANIFEST'], { cwd: join(folder, site) });
    expect(read(site, 'MANIFEST')).toMatch(/^# commit [0-9a-f]{40}.*, preview$/m);
  });

  // What a hospital reads: look at the whole of it when it changes.
  test.each(['auckland-heart', 'adelaide-womens-imaging'])('the README of %s', (site) => {
    heartlab('handover', site, '--preview', '--out', join(folder, 'pack'));
    expect(read('pack', 'README.md')).toMatchSnapshot();
  });

  test('for machines', () => {
    const { code, out } = heartlab('handover', 'auckland-heart', '--preview', '--json', '--out', join(folder, 'p'));
    expect(code).toBe(0);
    const told = JSON.parse(out);
    expect(told).toMatchObject({ site: 'auckland-heart', preview: true, folder: join(folder, 'p') });
    expect(told.missing).toContain('<TUNNEL-1-OUTSIDE-ADDRESS>');
    expect(told.files.map(({ path }: { path: string }) => path)).toContain('device/cisco-ios-xe.txt');
  });

  test('for another device', () => {
    heartlab('handover', 'auckland-heart', '--preview', '--device', 'vyos', '--out', join(folder, 'p'));
    expect(readdirSync(join(folder, 'p', 'device'))).toEqual(['vyos.txt']);
  });

  test('with the CA bundle of the environment', () => {
    const ca = readFileSync('test/fixtures/certs/ca.pem', 'utf8');
    const sites = folderOf({
      'clinic-one.yaml': readFileSync('sites/auckland-heart.yaml', 'utf8').replace(
        'site: auckland-heart',
        'site: clinic-one',
      ),
      'environments.yaml': readFileSync('sites/environments.yaml', 'utf8')
        .replace('    service: #', '    serverCaBundle: certs/server-ca.pem\n    service: #')
        .replace(/\nmelbourne:[\s\S]*/, '\n'),
      'certs/server-ca.pem': ca,
    });
    const { code, err } = heartlab('handover', 'clinic-one', '--preview', '--sites', sites, '--out', join(folder, 'p'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(read('p', 'ca-bundle.pem')).toBe(ca);
    expect(read('p', 'verify.sh')).toContain("CA_BUNDLE='ca-bundle.pem'");
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      'an unknown site',
      ['aukland-heart', '--preview'],
      /there is no sites\/aukland-heart\.yaml; did you mean auckland-heart\?/,
    ],
    [
      'an unknown device',
      ['auckland-heart', '--preview', '--device', 'fortigat'],
      /is none of .*; did you mean fortigate\?/,
    ],
    ['a device for a site without VPN', ['adelaide-womens-imaging', '--preview', '--device', 'vyos'], /leave it out/],
    ['secrets of a preview', ['auckland-heart', '--preview', '--secrets', 'age1x'], /give one of the two/],
    [
      'a recipient that is none',
      ['auckland-heart', '--secrets', 'age1x'],
      /--secrets: recipient 1 \("age1x"…\) is not/,
    ],
    ['a private key', ['auckland-heart', '--secrets', 'AGE-SECRET-KEY-1ABC'], /recipient 1 is a private key/],
    ['no site', ['--preview'], /missing required argument 'site'/],
  ])('refuses %s', (_, args, message) => {
    const out = join(folder, 'p');
    const { code, err } = heartlab('handover', ...args, '--out', out);
    expect({ code, there: existsSync(out) }).toEqual({ code: 1, there: false });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n {4}at |SECRET-KEY-1ABC/);
  });

  test('refuses a policy that the device can do nothing of', () => {
    const { code, err } = heartlab(
      'handover',
      'christchurch-radiology',
      '--preview',
      '--device',
      'mikrotik',
      '--out',
      join(folder, 'p'),
    );
    expect(code).toBe(1);
    expect(err).toMatch(/^heartlab: mikrotik can do nothing that vpn\.ipsec permits in phase 1/);
  });

  test('--help has an example', () => {
    expect(heartlab('handover', '--help').out).toContain('$ npx heartlab handover auckland-heart --preview');
  });
});

describe('the folder', () => {
  const preview = (site = 'auckland-heart') => heartlab('handover', site, '--preview', '--out', join(folder, 'p'));

  test('a former pack of the same site is replaced whole', () => {
    preview();
    const [device] = readdirSync(join(folder, 'p', 'device'));
    expect(device).toBe('cisco-ios-xe.txt');
    expect(
      heartlab('handover', 'auckland-heart', '--preview', '--device', 'vyos', '--out', join(folder, 'p')).code,
    ).toBe(0);
    expect(readdirSync(join(folder, 'p', 'device'))).toEqual(['vyos.txt']);
    expect(readdirSync(folder)).toEqual(['p']);
  });

  test('an empty folder is taken', () => {
    mkdirSync(join(folder, 'p'));
    expect(preview().code).toBe(0);
  });

  test.each<[string, () => void, RegExp]>([
    ['the pack of another site', () => void preview('dunedin-cardiac'), /no former pack of auckland-heart/],
    ['somebody’s files', () => writeFileSync(join(folder, 'p', 'mine.txt'), 'x'), /no former pack of auckland-heart/],
    [
      'a pack with somebody’s file in it',
      () => {
        preview();
        writeFileSync(join(folder, 'p', 'client.csr'), 'x');
      },
      /client\.csr is not of the pack and would be lost/,
    ],
  ])('%s is never overwritten', (_, before, message) => {
    mkdirSync(join(folder, 'p'));
    before();
    const held = everything();
    const { code, err } = preview();
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(everything()).toBe(held);
  });

  test('a file is no folder', () => {
    writeFileSync(join(folder, 'p'), 'x');
    expect(preview().err).toMatch(/is a file; give another --out/);
  });
});

describe('of a deployed site', () => {
  const told: string[] = [];
  const output = { out: (line: string) => told.push(line), err: (line: string) => told.push(line) };
  const request = (changes: Partial<HandoverRequest> = {}): HandoverRequest => ({
    ...{ site: 'auckland-heart', folder: 'sites', out: join(folder, 'p'), device: undefined },
    ...{ preview: false, recipients: [], json: false },
    ...changes,
  });
  beforeEach(() => told.splice(0));

  test('has what AWS gave it, each address at its tunnel, and asks for no secret', async () => {
    const { factory, sent } = wired(AUCKLAND);
    expect(await handover(request(), factory, output)).toBe(0);
    const text = read('p', 'README.md');
    expect(text).toContain('| `198.51.100.10` | `198.51.100.20` |');
    expect(text).toContain('`100.64.0.5`, `100.64.0.21`');
    expect(blanksIn(everything()).filter((blank) => !isHospitals(blank))).toEqual([]);
    expect(read('p', 'verify.sh')).toContain("ADDRESSES='100.64.0.5 100.64.0.21'\nCOMPLETE='yes'");
    expect(sent.map(({ action }) => action)).not.toContain('GetSecretValue');
    expect(read('p', 'MANIFEST')).not.toContain('preview');
    expect(told).toHaveLength(1);
  });

  test('with recipients, the keys are in secrets.age and nowhere else', async () => {
    const key = await generateX25519Identity();
    const { factory } = wired(AUCKLAND);
    expect(await handover(request({ recipients: [await identityToRecipient(key)] }), factory, output)).toBe(0);
    expect(everything()).not.toContain('HUSHHUSH');
    expect(told.join()).not.toContain('HUSHHUSH');
    const file = join(folder, 'p', 'secrets.age');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const decrypter = new Decrypter();
    decrypter.addIdentity(key);
    const text = await decrypter.decrypt(readFileSync(file), 'text');
    expect(text).toContain('tunnel 1 (to 198.51.100.10): HUSHHUSH.one');
    expect(text).toContain('tunnel 2 (to 198.51.100.20): HUSHHUSH.two');
  });

  test.each<[string, string, readonly string[]]>([
    ['a password', 'dunedin-cardiac', ['heartlab/dunedin-cardiac/stow-password-1']],
    [
      'BGP keys, of the stack and of the file',
      'adelaide-womens-imaging',
      ['heartlab/adelaide-womens-imaging/dx-primary', 'heartlab/adelaide-womens-imaging/carrier-b'],
    ],
  ])('each secret is asked for by its name: %s', async (_, site, names) => {
    const key = await generateX25519Identity();
    const { factory, sent } = wired({
      ...AUCKLAND,
      DescribeStacks: stack({
        VpnConnectionId: 'vpn-0123456789abcdef0',
        VirtualInterfacePrimaryId: 'dxvif-1',
        VirtualInterfacePrimaryKeySecret: 'heartlab/adelaide-womens-imaging/dx-primary',
        VirtualInterfaceSecondaryId: 'dxvif-2',
      }),
      DescribeVirtualInterfaces: () => ({ body: '{"virtualInterfaces":[{"jumboFrameCapable":true}]}' }),
      GetSecretValue: ({ body }) => ({
        body: JSON.stringify({ SecretString: `HUSHHUSH of ${JSON.parse(body).SecretId}` }),
      }),
    });
    expect(await handover(request({ site, recipients: [await identityToRecipient(key)] }), factory, output)).toBe(0);
    const asked = sent.flatMap(({ action, body }) => (action === 'GetSecretValue' ? [JSON.parse(body).SecretId] : []));
    expect(asked).toEqual(expect.arrayContaining([...names]));
    expect(everything()).not.toContain('HUSHHUSH');
    const decrypter = new Decrypter();
    decrypter.addIdentity(key);
    const text = await decrypter.decrypt(readFileSync(join(folder, 'p', 'secrets.age')), 'text');
    for (const name of names) expect(text).toContain(`HUSHHUSH of ${name}`);
  });

  test('what AWS does not have yet is said, and marked', async () => {
    const { factory } = wired({
      ...AUCKLAND,
      DescribeNetworkInterfaces: () => ({ body: '<DescribeNetworkInterfacesResponse/>' }),
    });
    expect(await handover(request(), factory, output)).toBe(0);
    expect(told.join('\n')).toContain(
      "the pack isn't complete: AWS has no <ENDPOINT-ADDRESS-1>, <ENDPOINT-ADDRESS-2> yet",
    );
  });

  test.each<[string, Parameters<typeof wired>[0], RegExp]>([
    [
      'another account',
      { ...AUCKLAND, GetCallerIdentity: identity('999900001111') },
      /the credentials are of account 999900001111/,
    ],
    [
      'not deployed',
      {
        ...AUCKLAND,
        DescribeStacks: () => queryError('ValidationError', 'Stack with id SiteStack-auckland-heart does not exist'),
      },
      /SiteStack-auckland-heart is not deployed yet: .*; until then, --preview writes the pack with blanks/,
    ],
    [
      'a permission missing',
      { GetCallerIdentity: AUCKLAND.GetCallerIdentity, DescribeStacks: AUCKLAND.DescribeStacks },
      /may not ec2:Describe/,
    ],
    [
      'a secret that may not be read',
      {
        ...AUCKLAND,
        GetSecretValue: () => ({ status: 400, body: '{"__type":"AccessDeniedException","message":"no"}' }),
      },
      /may not secretsmanager:GetSecretValue/,
    ],
    [
      'a secret that is gone',
      {
        ...AUCKLAND,
        GetSecretValue: () => ({ status: 400, body: '{"__type":"ResourceNotFoundException","message":"x"}' }),
      },
      /there is no secret arn:.* for the pre-shared keys in ap-southeast-2/,
    ],
    ['an empty secret', { ...AUCKLAND, GetSecretValue: () => ({ body: '{"SecretString":""}' }) }, /has no text/],
  ])('nothing is written: %s', async (_, answers, message) => {
    const recipients = [await identityToRecipient(await generateX25519Identity())];
    const asked = handover(request({ recipients }), wired(answers).factory, output);
    await expect(asked).rejects.toThrow(AwsFailure);
    await expect(asked).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a wrong recipient is refused before anything is asked', async () => {
    const { factory, sent } = wired(AUCKLAND);
    await expect(handover(request({ recipients: ['nobody'] }), factory, output)).rejects.toThrow(UserError);
    expect(sent).toEqual([]);
  });
});

test('without credentials it says so, with exit code 2', () => {
  const before = { ...process.env };
  Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'true', AWS_PROFILE: '', AWS_CONFIG_FILE: '/nowhere' });
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) delete process.env[name];
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/nowhere';
  try {
    const { code, err } = heartlab('handover', 'auckland-heart', '--out', join(folder, 'p'));
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^heartlab: there are no AWS credentials for account 111122223333/m),
    });
  } finally {
    process.env = before;
  }
});

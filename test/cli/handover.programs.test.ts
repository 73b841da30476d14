import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { runHandover } from '../../lib/cli/handover/run';
import { UserError } from '../../lib/project/errors';
import { packFolder } from '../support/builders/pack-folder';
import { folderOf } from '../support/builders/site-folder';
import { heartlab } from '../support/programs/heartlab-cli';

const { path, read, everything } = packFolder();

/** Of the example sites. */
const handover = (...args: readonly string[]) => heartlab('handover', ...args, '--sites', 'examples/fleet');

/** Writes a preview into the folder p, without the start of a process. */
const preview = (site = 'auckland-heart', device?: string) =>
  runHandover(
    { site, folder: 'examples/fleet', out: path('p'), device, preview: true, recipients: [], json: false },
    () => {
      throw new Error('AWS was called');
    },
    { out: () => undefined, err: () => undefined },
  );

describe('heartlab handover --preview', () => {
  const EXAMPLES = readdirSync('examples/fleet').flatMap((file) =>
    file.endsWith('.yaml') && file !== 'environments.yaml' ? [file.slice(0, -'.yaml'.length)] : [],
  );

  test.each(EXAMPLES)('writes the pack of %s without an account', (site) => {
    const { code, out, err } = handover(site, '--preview', '--out', path(site));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Wrote .*README\.html and \d+ more files\.\n$/);
    expect(read(site, 'README.md')).toContain('**PREVIEW. Not for configuration.**');
    expect(read(site, 'README.md')).not.toMatch(/undefined|\[object/);
    expect(readdirSync(path())).toEqual([site]);
    expect(statSync(path(site, 'verify.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(path(site, 'README.md')).mode & 0o777).toBe(0o644);
    execFileSync('sha256sum', ['--check', '--quiet', 'MANIFEST'], { cwd: path(site) });
    expect(read(site, 'MANIFEST')).toMatch(/^# commit [0-9a-f]{40}.*, preview$/m);
  });

  // A hospital reads this text: review all of it after a change.
  test.each(['auckland-heart', 'adelaide-womens-imaging'])('the README of %s', async (site) => {
    await preview(site);
    expect(read('p', 'README.md')).toMatchSnapshot();
  });

  test('every call of verify.sh in the README has the arguments of the site', async () => {
    for (const [site, more] of [
      ['auckland-heart', ' --cert client.crt --key client.key'],
      ['dunedin-cardiac', ''],
    ] as const) {
      rmSync(path('p'), { recursive: true, force: true });
      await preview(site);
      const calls = [...read('p', 'README.md').matchAll(/sh verify\.sh([^`\n#]*)/g)].map(([, args]) => args?.trimEnd());
      expect(calls.length).toBeGreaterThan(1);
      expect(new Set(calls)).toEqual(new Set([more]));
    }
  });

  test('with --json', () => {
    const { code, out } = handover('auckland-heart', '--preview', '--json', '--out', path('p'));
    expect(code).toBe(0);
    const result = JSON.parse(out);
    expect(result).toMatchObject({ site: 'auckland-heart', preview: true, folder: path('p') });
    expect(result.missing).toContain('<TUNNEL-1-OUTSIDE-ADDRESS>');
    expect(result.files.map(({ path }: { path: string }) => path)).toContain('device/cisco-ios-xe.txt');
  });

  test('with --device', () => {
    handover('auckland-heart', '--preview', '--device', 'vyos', '--out', path('p'));
    expect(readdirSync(path('p', 'device'))).toEqual(['vyos-remove.txt', 'vyos.txt']);
  });

  test('contains the CA bundle of the environment', () => {
    const ca = readFileSync('test/fixtures/certs/ca.pem', 'utf8');
    const sites = folderOf({
      'clinic-one.yaml': readFileSync('examples/fleet/auckland-heart.yaml', 'utf8').replace(
        'site: auckland-heart',
        'site: clinic-one',
      ),
      'environments.yaml': readFileSync('examples/fleet/environments.yaml', 'utf8')
        .replace('    service: #', '    serverCaBundle: certs/server-ca.pem\n    service: #')
        .replace(/\nmelbourne:[\s\S]*/, '\n'),
      'certs/server-ca.pem': ca,
    });
    const { code, err } = heartlab('handover', 'clinic-one', '--preview', '--sites', sites, '--out', path('p'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(read('p', 'ca-bundle.pem')).toBe(ca);
    expect(read('p', 'verify.sh')).toContain("CA_BUNDLE='ca-bundle.pem'");
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      'an unknown site',
      ['aukland-heart', '--preview'],
      /there is no examples\/fleet\/aukland-heart\.yaml; did you mean auckland-heart\?/,
    ],
    [
      'an unknown device',
      ['auckland-heart', '--preview', '--device', 'fortigat'],
      /is not one of .*; did you mean fortigate\?/,
    ],
    [
      'a device for a site without VPN',
      ['adelaide-womens-imaging', '--preview', '--device', 'vyos'],
      /leave --device out/,
    ],
    [
      'secrets of a preview',
      ['auckland-heart', '--preview', '--secrets', 'age1x'],
      /pass either --preview or --secrets/,
    ],
    ['an invalid recipient', ['auckland-heart', '--secrets', 'age1x'], /--secrets: recipient 1 \("age1x"…\) is not/],
    ['a private key', ['auckland-heart', '--secrets', 'AGE-SECRET-KEY-1ABC'], /recipient 1 is a private key/],
    ['no site', ['--preview'], /missing required argument 'site'/],
  ])('refuses %s', (_, args, message) => {
    const out = path('p');
    const { code, err } = handover(...args, '--out', out);
    expect({ code, there: existsSync(out) }).toEqual({ code: 1, there: false });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n {4}at |SECRET-KEY-1ABC/);
  });

  test('refuses a policy without a value that the device supports', () => {
    const { code, err } = handover('christchurch-radiology', '--preview', '--device', 'mikrotik', '--out', path('p'));
    expect(code).toBe(1);
    expect(err).toMatch(/^heartlab: mikrotik supports nothing that vpn\.ipsec permits in phase 1/);
  });

  test('refuses a pack without HeartLab’s contacts before any call to AWS; a preview and check need none', () => {
    const [entry = ''] = /sydney:[\s\S]*?(?=\n\n)/.exec(readFileSync('examples/fleet/environments.yaml', 'utf8')) ?? [];
    const environments = entry.replace(/\n {2}contacts:[\s\S]*/, '\n');
    const site = readFileSync('examples/fleet/auckland-heart.yaml', 'utf8');
    const sites = folderOf({ 'auckland-heart.yaml': site, 'environments.yaml': environments });
    const pack = (...args: readonly string[]) =>
      heartlab('handover', 'auckland-heart', '--sites', sites, '--out', path('p'), ...args);
    const refused = pack();
    expect({ code: refused.code, there: existsSync(path('p')) }).toEqual({ code: 1, there: false });
    const [place, yaml = ''] = refused.err.split('`sydney:`:\n');
    expect(place).toBe(
      `heartlab: ${sites}/environments.yaml: sydney has no \`contacts\`, so the hospital could not reach HeartLab; pass --preview, or write your own below `,
    );
    expect(pack('--preview').code).toBe(0);
    expect(heartlab('check', '--sites', sites).code).toBe(0);
    // The YAML of the message is what is missing.
    writeFileSync(`${sites}/environments.yaml`, `${environments}${yaml}`);
    expect(heartlab('check', '--sites', sites).code).toBe(0);
    expect(pack('--preview').code).toBe(0);
    expect(read('p', 'PLAN.html')).toContain('+61 2 7010 0145');
  });

  test('--help has an example', () => {
    expect(heartlab('handover', '--help').out).toContain('$ npx heartlab handover auckland-heart --preview');
  });
});

describe('the folder', () => {
  test('an earlier pack of the same site is replaced completely', async () => {
    await preview();
    expect(readdirSync(path('p', 'device'))).toEqual(['cisco-ios-xe-remove.txt', 'cisco-ios-xe.txt']);
    expect(await preview('auckland-heart', 'vyos')).toBe(0);
    expect(readdirSync(path('p', 'device'))).toEqual(['vyos-remove.txt', 'vyos.txt']);
    expect(readdirSync(path())).toEqual(['p']);
  });

  test('an empty folder is accepted', async () => {
    mkdirSync(path('p'));
    expect(await preview()).toBe(0);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['the pack of another site', () => preview('dunedin-cardiac'), /not an earlier pack of auckland-heart/],
    ['somebody’s files', () => writeFileSync(path('p', 'mine.txt'), 'x'), /not an earlier pack of auckland-heart/],
    [
      'a pack with a foreign file',
      async () => {
        await preview();
        writeFileSync(path('p', 'client.csr'), 'x');
      },
      /client\.csr is not part of the pack and would be lost/,
    ],
  ])('%s is never overwritten', async (_, before, message) => {
    mkdirSync(path('p'));
    await before();
    const held = everything();
    await expect(preview()).rejects.toThrow(UserError);
    await expect(preview()).rejects.toThrow(message);
    expect(everything()).toBe(held);
  });

  test('a file instead of a folder is refused', () => {
    writeFileSync(path('p'), 'x');
    const { code, err } = handover('auckland-heart', '--preview', '--out', path('p'));
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/is a file; pass another --out/) });
  });
});

test('missing credentials are reported, with exit code 2', () => {
  const before = { ...process.env };
  Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'true', AWS_PROFILE: '', AWS_CONFIG_FILE: '/nowhere' });
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) delete process.env[name];
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/nowhere';
  try {
    const { code, err } = handover('auckland-heart', '--out', path('p'));
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^heartlab: there are no AWS credentials for account 111122223333/m),
    });
  } finally {
    process.env = before;
  }
});

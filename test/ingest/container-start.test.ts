import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  type Container,
  environmentFile,
  gateContainer,
  serverContainer,
  startScript,
} from '../../lib/ingest/container-start';
import { gateConfiguration } from '../../lib/ingest/gate';
import { SERVER_IMAGE, s3Storage, serverConfiguration } from '../../lib/ingest/server';
import type { IngestSite } from '../../lib/ingest/sites';
import { folderOf } from '../support/folder';
import { environmentOf, LONGEST_LINE } from './programs/environment-file';

/** 300 hospitals with the longest names, half of them Basic, with four calling AE titles and two PACS each. */
const sites: readonly IngestSite[] = Array.from({ length: 300 }, (_, index) => {
  const site = `a${String(index).padStart(31, 'n')}`;
  const title = (prefix: string) => `${prefix}${String(index).padStart(15, 'T')}`;
  const auth = index % 2 ? 'basic' : 'mtls';
  return {
    ...{ site, auth, host: `${site}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(60)}.example` },
    passwordGeneration: auth === 'basic' ? 1 : undefined,
    callingAeTitles: ['A', 'B', 'C', 'D'].map(title),
    deliveries: ['P', 'Q'].map((prefix) => ({
      aeTitle: title(prefix),
      host: `${site}.delivery.${'x'.repeat(32)}.heartlab.internal`,
      port: 11112,
    })),
  };
});
const gateOptions = (folder: string) => ({
  sites,
  address: '0.0.0.0',
  ports: { mtls: 8443, basic: 8444, inner: 8080 },
  serverPort: 8042,
  certificate: `${folder}/tls.crt`,
  certificateKey: `${folder}/tls.key`,
  folder,
  reads: 'existence' as const,
  idleSeconds: 300,
});
const serverOptions = (folder: string) => ({
  sites,
  ...{ httpPort: 8042, dicomPort: 11112, aeTitle: 'HEARTLAB', idleSeconds: 300, folder },
  database: { host: 'db', port: 5432, name: 'stow', userVariable: 'DB_USER', passwordVariable: 'DB_PASSWORD' },
  storage: s3Storage('a-bucket', 'ap-southeast-2'),
  plugins: Object.values(SERVER_IMAGE.plugins),
});

/** The shells that are here, the system's own among them; the images have dash (Debian) or busybox (Alpine). */
const SHELLS: readonly (readonly string[])[] = [['sh'], ['dash'], ['busybox', 'sh']].filter(
  ([command = '', ...args]) => spawnSync(command, [...args, '-c', ':']).status === 0,
);
const PATH = process.env.PATH ?? '';

function start(script: string, env: NodeJS.ProcessEnv, [command = 'sh', ...args]: readonly string[] = ['sh']) {
  return spawnSync(command, [...args, '-c', script], { encoding: 'utf8', env: { PATH, ...env } });
}

test('a shell and a base64 are here', () => {
  expect(SHELLS.length).toBeGreaterThan(0);
});

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('by %s', (_, shell) => {
  test('the texts of 300 sites arrive as they are, for their owner alone, and their variables are gone', () => {
    const folder = join(folderOf({}), 'new');
    const texts = {
      GATE_CONF: gateConfiguration(gateOptions(folder)),
      ORTHANC_JSON: serverConfiguration(serverOptions(folder)),
    };
    const fileNames = { GATE_CONF: 'gate.conf', ORTHANC_JSON: 'orthanc.json' };
    const script = startScript({ texts, fileNames, folder, command: ['env'] });
    const { status, stdout, stderr } = start(script, { KEPT: '1', ...environmentOf(environmentFile(texts)) }, shell);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('KEPT=1');
    // The root file system can't be written, and Orthanc writes its dictionaries before it has read its own TemporaryDirectory.
    expect(stdout.split('\n')).toContain(`TMPDIR=${folder}`);
    expect(stdout).not.toMatch(/GATE_CONF|ORTHANC_JSON|piece|text/);
    for (const [name, file] of Object.entries(fileNames)) {
      expect(readFileSync(join(folder, file), 'utf8') === texts[name as keyof typeof texts]).toBe(true);
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    }
  });

  test('any texts arrive as they are', () => {
    const folder = folderOf({});
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 50 }),
      fc.constantFrom('\n', '', '$(id)', "'", `$\{HOME}`),
    );
    const long = fc
      .tuple(piece, fc.integer({ min: 23_995, max: 24_005 }), piece)
      .map(([a, times, b]) => a + 'x'.repeat(times) + b);
    fc.assert(
      fc.property(fc.oneof(piece, long), piece, (A, B) => {
        const script = startScript({ texts: { A, B }, fileNames: { A: 'a', B: 'b' }, folder, command: ['true'] });
        const { status, stderr } = start(script, environmentOf(environmentFile({ A, B })), shell);
        expect([status, stderr]).toEqual([0, '']);
        expect(readFileSync(join(folder, 'a')).equals(Buffer.from(A))).toBe(true);
        expect(readFileSync(join(folder, 'b')).equals(Buffer.from(B))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  const text = 'secret '.repeat(8000);
  const whole = environmentOf(environmentFile({ A: text }));
  const damaged = (change: (value: string) => string) => ({ ...whole, A_1: change(whole.A_1 ?? '') });
  test.each<readonly [string, NodeJS.ProcessEnv, string]>([
    ['none', {}, 'A_0 is missing'],
    ['without its middle', { ...whole, A_1: undefined }, 'A_1 is missing'],
    ['with an empty piece', { ...whole, A_1: '' }, 'A_1 is missing'],
    ['cut short', damaged((value) => value.slice(0, -4)), 'A_1 has another length'],
    ['too long', damaged((value) => `${value}AAAA`), 'A_1 has another length'],
    ['that is no base64', damaged((value) => `!${value.slice(1)}`), 'A_1 is not base64'],
    ['with a space', damaged((value) => ` ${value.slice(1)}`), 'A_1 is not base64'],
    ['with a line feed', damaged((value) => `\n${value.slice(1)}`), 'A_1 is not base64'],
  ])('an environment %s stops the start', (_, env, says) => {
    const folder = folderOf({});
    const script = startScript({ texts: { A: text }, fileNames: { A: 'a' }, folder, command: ['echo', 'started'] });
    const { status, stdout, stderr } = start(script, env, shell);
    expect([status, stdout]).toEqual([78, '']);
    expect(stderr).toMatch(new RegExp(`^start: ${says}.*\\n$`));
    expect(stderr).not.toContain((whole.A_1 ?? '').slice(5, 25));
    expect(existsSync(join(folder, 'a'))).toBe(false);
  });

  test('a folder that can’t be written stops the start', () => {
    const folder = join(folderOf({ file: 'a file' }), 'file');
    const script = startScript({ texts: { A: text }, fileNames: { A: 'a' }, folder, command: ['echo', 'started'] });
    const { status, stdout, stderr } = start(script, whole, shell);
    expect([status, stdout, stderr]).toEqual([78, '', expect.stringContaining('start: the folder')]);
  });
});

test('the server believes S3 by the public roots of its image', () => {
  const { HttpsVerifyPeers, HttpsCACertificates } = JSON.parse(serverConfiguration(serverOptions('/run/orthanc')));
  expect([HttpsVerifyPeers, HttpsCACertificates]).toEqual([true, SERVER_IMAGE.publicRoots]);
});

test('base64 of busybox takes it, too', () => {
  const { status } = spawnSync('busybox', ['true']);
  if (status !== 0) return;
  const folder = folderOf({});
  const text = gateConfiguration(gateOptions(folder));
  const script = startScript({ texts: { A: text }, fileNames: { A: 'a' }, folder, command: ['true'] });
  const own = script.replaceAll(/\b(base64 -d|mkdir)/g, 'busybox $1');
  expect(start(own, environmentOf(environmentFile({ A: text })), ['busybox', 'sh']).status).toBe(0);
  expect(readFileSync(join(folder, 'a'), 'utf8') === text).toBe(true);
});

test.each<readonly [string, Container, number]>([
  ['gate', gateContainer(gateOptions('/run/gate')), 20],
  ['server', serverContainer(serverOptions('/run/server')), 30],
])(
  'the %s of 300 sites: no line near Docker’s longest, a moderate number, a script for a task definition',
  (_, container, most) => {
    const lines = container.environmentFile.trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^[A-Z_]+_\d+=[A-Za-z0-9+/]+=*$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(LONGEST_LINE / 2);
    expect(lines.length).toBeLessThanOrEqual(most);
    // All of an environment, with its passwords, must fit beside the arguments: a quarter of an 8 MiB stack.
    expect(container.environmentFile.length).toBeLessThan(1024 * 1024);
    // 64 KB is the most of a whole task definition.
    expect(container.entryPoint[2].length).toBeLessThan(4096);
  },
);

test('refuses names and paths that a shell would read', () => {
  const usual = { texts: { A: 'x' }, fileNames: { A: 'a' }, folder: '/run/x', command: ['true'] };
  expect(() => startScript({ ...usual, texts: { 'A;id': 'x' } })).toThrow('is not a variable');
  expect(() => environmentFile({ a: 'x' })).toThrow('is not a variable');
  expect(() => startScript({ ...usual, folder: '/run/x y' })).toThrow('is not a plain');
  expect(() => startScript({ ...usual, fileNames: { A: '$(id)' } })).toThrow('is not a plain');
  expect(() => startScript({ ...usual, fileNames: {} })).toThrow('is not a plain');
  expect(() => startScript({ ...usual, command: ['sh', '-c', 'id; id'] })).toThrow('is not a plain');
});

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftOf, type Running, rehearse, withLab } from './support';

const SITE = 'auckland-heart';

test('a step that there is not is refused, and all that there are named', async () => {
  const { code, err } = await rehearse(SITE, '--step', 'rekeying').ended;
  // Without root or packages it says that first.
  if (code === 2) expect(err).toMatch(/needs root|not installed/);
  else {
    expect(err).toContain('there is no step whose name holds "rekeying"');
    expect(err).toContain('child and IKE SAs are renewed under traffic, without loss');
    expect(code).toBe(1);
  }
});

withLab('a rehearsal that is kept', () => {
  jest.setTimeout(180_000);
  let out = '';
  let err = '';
  let prefix = '';
  const line = (start: string): string =>
    new RegExp(`^${start}:? +(.*)$`, 'm').exec(err)?.[1] ?? `no line says "${start}"`;
  const shell = (command: string): string =>
    execFileSync('sh', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  beforeAll(async () => {
    ({ out, err } = await rehearse(SITE, '--keep', '--step', 'routing').ended);
    prefix = /namespaces (hl-[0-9a-f]{4})-\*/.exec(out)?.[1] ?? '';
  });
  afterAll(() => {
    shell(line('Take it away'));
    expect(leftOf(prefix)).toEqual([]);
  });

  test('stands, with both tunnels up, and is entered as it says', () => {
    expect(prefix).not.toBe('');
    const enter = line('Kept. Enter a machine').replace(/ bash .*/, '');
    expect(shell(`${enter} ip -br address`)).toContain('169.254.100.2/30');
    const folder = line('Files, logs and the pack');
    for (const tunnel of [1, 2]) {
      const daemon = join(folder, `device-${tunnel}`);
      const env = `STRONGSWAN_CONF=${daemon}/strongswan.conf SWANCTL_DIR=${daemon}/swanctl`;
      expect(shell(`${env} ${enter} swanctl --list-sas --uri unix://${daemon}/vici`)).toContain('INSTALLED');
    }
  });

  test("the device's connections, identities and selectors are the pack's, to the letter", () => {
    const folder = line('Files, logs and the pack');
    for (const tunnel of [1, 2]) {
      const name = `heartlab-tunnel-${tunnel}.conf`;
      const packed = readFileSync(join(folder, 'pack/device', name), 'utf8');
      expect(packed).toContain('local_ts = 0.0.0.0/0');
      expect(readFileSync(join(folder, `device-${tunnel}/swanctl`, name), 'utf8')).toBe(packed);
      // The blanks of the keys, and nothing else, are filled in.
      const keys = readFileSync(join(folder, 'pack/device/heartlab-keys.conf'), 'utf8').split(/<[A-Z0-9-]+>/);
      let rest = readFileSync(join(folder, `device-${tunnel}/swanctl/heartlab-keys.conf`), 'utf8');
      for (const part of keys) {
        expect(rest).toContain(part);
        rest = rest.slice(rest.indexOf(part) + part.length);
      }
    }
    const own = readFileSync(join(folder, 'device-frr/bgpd.conf'), 'utf8').split('\n');
    const missing = readFileSync(join(folder, 'pack/device/frr.conf'), 'utf8')
      .split('\n')
      .filter((one) => !own.includes(one));
    expect(missing).toEqual([]);
  });
});

withLab('the command itself, ended', () => {
  jest.setTimeout(120_000);
  const synthFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('heartlab-synth-'));

  test.each([
    ['while it synthesizes, by SIGTERM', ['--json'], 'SIGTERM', 143],
    ['while it synthesizes, by Ctrl-C', [], 'SIGINT', 130],
  ] as const)('%s: leaves no folder', async (_, args, signal, code) => {
    const before = synthFolders();
    const running = rehearse(SITE, ...args);
    while (!running.err.includes('synthesizing')) await new Promise((resolve) => setTimeout(resolve, 20));
    running.signal(signal);
    expect((await running.ended).code).toBe(code);
    expect(synthFolders().filter((name) => !before.includes(name))).toEqual([]);
  });

  test.each([
    [0, 'SIGINT', 130],
    [300, 'SIGTERM', 143],
    [1200, 'SIGINT', 130],
    [3000, 'SIGTERM', 143],
  ] as const)('in the midst of the mistakes, %d ms after they began', async (later, signal, code) => {
    const running: Running = rehearse(SITE, '--faults', 'all');
    await running.says(/Mistakes on the side of/);
    const prefix = /namespaces (hl-[0-9a-f]{4})f\*/.exec(running.out)?.[1] ?? '-';
    await new Promise((resolve) => setTimeout(resolve, later));
    running.signal(signal);
    expect((await running.ended).code).toBe(code);
    expect(leftOf(prefix)).toEqual([]);
  });
});

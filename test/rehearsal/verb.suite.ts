import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeAway } from '../../lib/rehearsal/lab/leftovers';
import { leftInTheEnd, leftOf, REHEARSE, Running, rehearse, withLab } from './support';

const SITE = 'auckland-heart';

test('a step that there is not is refused, and all that there are named', async () => {
  const { code, err } = await rehearse(SITE, '--step', 'rekeying').ended;
  // Without root or packages it says that first.
  if (code === 2) expect(err).toMatch(/needs root|not installed/);
  else {
    expect(err).toContain('no step\'s name contains "rekeying"');
    expect(err).toContain('child and IKE SAs are renewed under traffic, without loss');
    expect(code).toBe(1);
  }
});

withLab('a rehearsal that is kept', () => {
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
  afterAll(async () => {
    shell(line('Remove it'));
    expect(await leftInTheEnd(prefix)).toEqual([]);
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

  test('its programs have shared memory and temporary files of their own', () => {
    const enter = line('Kept. Enter a machine').replace(/ bash .*/, '');
    const machines = ['device', 'aws1', 'ingest'].map((name) => enter.replace('-device', `-${name}`));
    const pids = machines.flatMap((machine) =>
      shell(machine.replace('exec', 'pids'))
        .trim()
        .split('\n')
        .filter((pid) => pid !== ''),
    );
    expect(pids.length).toBeGreaterThan(5);
    const own = readlinkSync('/proc/self/ns/ipc');
    for (const pid of pids) {
      expect(readlinkSync(`/proc/${pid}/ns/ipc`)).not.toBe(own);
      expect(readFileSync(`/proc/${pid}/mounts`, 'utf8')).toMatch(
        /^lab \/dev\/shm tmpfs .*\n(?:.*\n)*?\S+ \/var\/tmp /m,
      );
    }
  });

  test("the device's connections, identities and selectors are the pack's, to the letter", () => {
    const folder = line('Files, logs and the pack');
    for (const tunnel of [1, 2]) {
      const name = `heartlab-tunnel-${tunnel}.conf`;
      const packed = readFileSync(join(folder, 'pack/device', name), 'utf8');
      expect(packed).toContain('local_ts = 0.0.0.0/0');
      expect(readFileSync(join(folder, `device-${tunnel}/swanctl`, name), 'utf8')).toBe(packed);
      // The keys are filled in where they were comments, and nothing else.
      const keys = readFileSync(join(folder, 'pack/device/heartlab-keys.conf'), 'utf8').split(
        /# (?=secret)|"<[A-Z0-9-]+>"/,
      );
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

withLab('a rehearsal that fails', () => {
  test('says so, with the cause, and leaves nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartlab-fails-'));
    try {
      // A modality whose program is broken.
      writeFileSync(join(folder, 'storescu'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
      const env = { PATH: `${folder}:${process.env.PATH}` };
      const args = [...REHEARSE, SITE, '--step', 'C-STORE'];
      const refused = await new Running([...args, '--step', 'no such step'], env).ended;
      expect([refused.code, refused.out]).toEqual([1, '']);
      const { code, out } = await new Running(args, env).ended;
      expect(out).toMatch(/^PASS +\d+\.\d\d s {2}routing, both ways: BGP/m);
      expect(out).toMatch(/^FAIL +\d+\.\d\d s {2}C-STORE on each port that the site file opens$/m);
      expect(out).toMatch(/^ {6}\S+:11112 does not accept a C-STORE from AKLCT1$/m);
      expect(out).toMatch(/^auckland-heart: 3 passed, 1 failed, 0 skipped\.$/m);
      expect(code).toBe(1);
      expect(leftOf(/namespaces (hl-[0-9a-f]{4})-\*/.exec(out)?.[1] ?? '-')).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test.each([
    [['--fault', 'no-pfs', '--keep'], "--fault can't be combined with --keep"],
    [['--fault', 'no-pfs', '--step', 'routing'], "--fault can't be combined with --step"],
  ])('%j is refused', async (args, words) => {
    const { code, err } = await rehearse(SITE, ...args).ended;
    expect(err).toContain(words);
    expect(code).toBe(1);
  });

  test.each([
    [['--step', 'routing'], /^PASS .* routing/m, /namespaces (hl-[0-9a-f]{4})-\*/],
    [['--fault', 'all'], /^(?:PASS|FAIL) /m, /namespaces (hl-[0-9a-f]{4})f\*/],
  ])('killed with %j: what docs/rehearsal.md says takes it away', async (args, at, named) => {
    const running = rehearse(SITE, ...args);
    await running.waitForOutput(at);
    const prefix = named.exec(running.out)?.[1] ?? '-';
    running.signal('SIGKILL');
    await running.ended;
    const docs = readFileSync('docs/rehearsal.md', 'utf8');
    expect(docs).toContain(takeAway('hl-4f2a').replaceAll(tmpdir(), '/tmp'));
    execFileSync('sh', ['-c', takeAway(prefix)], { stdio: 'ignore' });
    expect(await leftInTheEnd(prefix)).toEqual([]);
  });
});

withLab('the command itself, ended', () => {
  test.each([
    ['while it synthesizes, by SIGTERM', ['--json'], 'SIGTERM', 143],
    ['while it synthesizes, by Ctrl-C', [], 'SIGINT', 130],
  ] as const)('%s: leaves no folder', async (_, args, signal, code) => {
    const temporary = mkdtempSync(join(tmpdir(), 'heartlab-ended-'));
    try {
      const running = new Running([...REHEARSE, SITE, ...args], { TMPDIR: temporary });
      await running.waitForOutput(/synthesizing/);
      running.signal(signal);
      expect((await running.ended).code).toBe(code);
      // The cache of the compiler is no leftover.
      expect(readdirSync(temporary).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });

  test('in the midst of the mistakes', async () => {
    const ends = [
      { later: 0, signal: 'SIGINT', code: 130 },
      { later: 300, signal: 'SIGTERM', code: 143 },
      { later: 1200, signal: 'SIGINT', code: 130 },
      { later: 3000, signal: 'SIGTERM', code: 143 },
    ] as const;
    const waiting = [...ends];
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { later, signal, code } = next;
        const running = rehearse(SITE, '--fault', 'all');
        await running.waitForOutput(/Mistakes on the side of/);
        const [, prefix = ''] = /namespaces (hl-[0-9a-f]{4})f\*/.exec(running.out) ?? [];
        expect(prefix).not.toBe('');
        await new Promise((resolve) => setTimeout(resolve, later));
        running.signal(signal);
        expect({ later, code: (await running.ended).code }).toEqual({ later, code });
        expect(leftOf(prefix)).toEqual([]);
      }
    };
    // Two at a time: each of them synthesizes first.
    await Promise.all([worker(), worker()]);
  });
});

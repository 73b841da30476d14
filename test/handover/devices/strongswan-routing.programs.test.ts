import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deviceFiles } from '../../../lib/handover/devices';
import { bgpLines } from '../../../lib/handover/devices/guide/bgp-lines';
import { BGP_SITE, LIVE, vpnFactsOf } from '../../support/builders/handover-sites';
import { folderOf } from '../../support/builders/site-folder';
import { until } from '../../support/until';

/**
 * The file for FRR on a running bgpd (Debian's package), and then its counterpart: the running configuration is again what it was.
 * The daemons run in networks of their own, so that they reach nobody.
 */

const DAEMONS = ['zebra', 'bgpd'] as const;
const needs = [
  ...(DAEMONS.every((name) => existsSync(`/usr/lib/frr/${name}`)) ? [] : ['apt-get install frr']),
  ...(spawnSync('unshare', ['--net', 'true']).status === 0 ? [] : ['root that may make network namespaces']),
];
// Not by console.warn: of a file whose tests are all skipped jest shows nothing.
if (needs.length > 0) process.stderr.write(`SKIPPED: FRR. It needs: ${needs.join(', ')}\n`);
const withPrograms = needs.length > 0 ? describe.skip : describe;

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

class Frr {
  private readonly folder = folderOf({});
  private processes: readonly ChildProcess[] = [];

  async start(): Promise<void> {
    // FRR changes to its own user immediately.
    spawnSync('chown', ['-R', 'frr:frr', this.folder]);
    const own = (end: string) => join(this.folder, end);
    this.processes = DAEMONS.map((name) =>
      spawn(
        'unshare',
        ['--net', `/usr/lib/frr/${name}`, '-f', '/dev/null', '-z', own('zserv'), '-i', own(`${name}.pid`)].concat([
          '--vty_socket',
          this.folder,
        ]),
        { stdio: 'ignore' },
      ),
    );
    await until(
      'FRR answers',
      () =>
        DAEMONS.every((name) => existsSync(own(`${name}.vty`))) && this.vtysh('-c', 'show running-config').code === 0,
    );
  }

  stop(): void {
    for (const child of this.processes) child.kill('SIGTERM');
  }

  private vtysh(...args: readonly string[]): Ran {
    const { status, stdout, stderr } = spawnSync('vtysh', ['--vty_socket', this.folder, ...args], { encoding: 'utf8' });
    return { code: status, said: `${stdout}${stderr}` };
  }

  /** Enters a file as the remarks of the pack say. */
  enter(text: string): Ran {
    return this.vtysh('-f', join(folderOf({ 'frr.conf': text }), 'frr.conf'));
  }

  running(): string {
    return this.vtysh('-c', 'show running-config').said;
  }
}

const files = deviceFiles(vpnFactsOf(BGP_SITE, LIVE, 'strongswan'));
const textOf = (name: string): string => files.find((file) => file.name === name)?.text ?? '';

/** A removal file whose commented lines below "Only if <when>" are entered too. */
function entered(text: string, when: RegExp): string {
  let wanted = false;
  return text
    .split('\n')
    .map((line) => {
      if (/^! Only if /.test(line)) wanted = when.test(line);
      else if (!line.startsWith('! ')) wanted = false;
      return wanted && line.startsWith('!  ') ? line.slice(3) : line;
    })
    .join('\n');
}

const OTHER = [
  'ip prefix-list OTHER seq 5 permit 10.20.0.0/22',
  'route-map OTHER permit 10',
  ' match ip address prefix-list OTHER',
  'exit',
  'router bgp 65010',
  ' bgp router-id 10.20.0.1',
  ' neighbor 10.20.0.9 remote-as 65010',
  ' address-family ipv4 unicast',
  '  network 10.20.0.0/22',
  '  network 10.21.64.0/24',
  '  neighbor 10.20.0.9 route-map OTHER in',
  ' exit-address-family',
  'exit',
].join('\n');

withPrograms('FRR', () => {
  let frr: Frr;
  beforeEach(async () => {
    frr = new Frr();
    await frr.start();
  });
  afterEach(() => frr.stop());

  test('a router without BGP: the removal, with its lines for such a router, leaves nothing', () => {
    const before = frr.running();
    expect(frr.enter(textOf('frr.conf'))).toEqual({ code: 0, said: '' });
    expect(frr.running()).toContain('neighbor 169.254.100.1 route-map HEARTLAB-1-IN in');
    const again = frr.running();
    expect(frr.enter(textOf('frr.conf')).code).toBe(0);
    expect(frr.running()).toBe(again);
    expect(frr.enter(entered(textOf('frr-remove.conf'), /BGP was not configured before/)).code).toBe(0);
    expect(frr.running()).toBe(before);
  });

  test('a router with other neighbours that get the same networks: the removal, pasted as it is, leaves them', () => {
    expect(frr.enter(OTHER).code).toBe(0);
    const before = frr.running();
    expect(before).toContain('neighbor 10.20.0.9 route-map OTHER in');
    expect(frr.enter(textOf('frr.conf')).code).toBe(0);
    expect(frr.running()).not.toBe(before);
    expect(frr.enter(textOf('frr-remove.conf')).code).toBe(0);
    expect(frr.running()).toBe(before);
  });

  test('a router whose other neighbours get other networks: its lines remove those of the pack', () => {
    expect(frr.enter(OTHER.replace(/ {2}network .*\n/g, '')).code).toBe(0);
    const before = frr.running();
    expect(frr.enter(textOf('frr.conf')).code).toBe(0);
    expect(frr.enter(entered(textOf('frr-remove.conf'), /no other neighbour gets these networks/)).code).toBe(0);
    expect(frr.running()).toBe(before);
  });

  test('the command of the heading prints nothing on a free router, and lines on one that has the file', () => {
    const [, pattern = ''] =
      /^# {3}vtysh -c 'show running-config' \| grep -E '(.*)'$/m.exec(textOf('heartlab-interfaces.sh')) ?? [];
    const printed = (): readonly string[] =>
      frr
        .running()
        .split('\n')
        .filter((line) => new RegExp(pattern).test(line));
    expect(pattern).toContain('HEARTLAB');
    expect(frr.enter(OTHER).code).toBe(0);
    expect(printed()).toEqual([]);
    expect(frr.enter(textOf('frr.conf')).code).toBe(0);
    expect(printed().length).toBeGreaterThan(5);
  });

  test('a router with another AS number refuses the file', () => {
    expect(frr.enter(OTHER.replace(/65010/g, '65099')).code).toBe(0);
    expect(frr.enter(textOf('frr.conf'))).toMatchObject({
      said: expect.stringMatching(/BGP is already running; AS is 65099/),
    });
  });

  test('takes the text for a Firebox, which runs FRR, and has it then', () => {
    const lines = bgpLines(vpnFactsOf(BGP_SITE, LIVE, 'watchguard'), { outbound: 'route-map' }) ?? [];
    // Its router precedes its filters, as the vendor's page has it, so vtysh mentions that these are not there yet.
    expect(frr.enter(lines.join('\n')).code).toBe(0);
    const kept = frr
      .running()
      .split('\n')
      .map((line) => line.trim());
    expect(lines.map((line) => line.trim()).filter((line) => line !== '!' && !kept.includes(line))).toEqual([]);
  });
});

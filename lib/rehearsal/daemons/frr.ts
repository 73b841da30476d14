import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabMachine } from '../lab/lab';
import type { LabService } from '../lab/run';

const PROGRAMS = '/usr/lib/frr';

/** FRR without its watchdog: zebra, which writes routes into the kernel, and bgpd. */
export class FrrDaemon {
  private readonly folder: string;
  private services: readonly LabService[] = [];

  /** @param conf of bgpd. */
  constructor(
    readonly machine: LabMachine,
    private readonly conf: string,
  ) {
    this.folder = machine.lab.file(`${machine.name}-frr`);
  }

  async start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.folder, 'zebra.conf'), '', { mode: 0o600 });
    // `heartlab diagnose` reads changes of a neighbour's state.
    const logging = `log file ${this.logFile}\nlog timestamp precision 3\n`;
    const changes = this.conf.replace(/^router bgp .*$/m, '$&\n bgp log-neighbor-changes');
    writeFileSync(join(this.folder, 'bgpd.conf'), `${logging}${changes}`, { mode: 0o600 });
    // FRR changes to its own user immediately.
    await this.machine.lab.run('chown', ['-R', 'frr:frr', this.folder]);
    await this.launch();
  }

  private get logFile(): string {
    return join(this.folder, 'bgpd.log');
  }

  private async launch(): Promise<void> {
    const { machine, folder } = this;
    const program = (name: 'zebra' | 'bgpd') =>
      machine.start(`${machine.name}-${name}`, `${PROGRAMS}/${name}`, [
        '-f',
        join(folder, `${name}.conf`),
        '-z',
        join(folder, 'zserv'),
        '-i',
        join(folder, `${name}.pid`),
        '--vty_socket',
        folder,
      ]);
    const zebra = program('zebra');
    await zebra.ready(`${machine.name}: zebra`, () => this.answers('zebra'));
    const bgpd = program('bgpd');
    await bgpd.ready(`${machine.name}: bgpd`, () => this.answers('bgpd'));
    this.services = [zebra, bgpd];
  }

  private async answers(daemon: string): Promise<boolean> {
    try {
      await this.vtysh('show version', daemon);
      return true;
    } catch {
      return false;
    }
  }

  private async vtysh(command: string, daemon: string): Promise<string> {
    const { stdout } = await this.machine.run('vtysh', ['--vty_socket', this.folder, '-d', daemon, '-c', command]);
    return stdout;
  }

  /** The output of a bgpd command. */
  show(command: string): Promise<string> {
    return this.vtysh(`show ${command}`, 'bgpd');
  }

  /** Enters lines of its configuration. */
  async configure(lines: readonly string[]): Promise<void> {
    const commands = ['configure terminal', ...lines].flatMap((line) => ['-c', line]);
    await this.machine.run('vtysh', ['--vty_socket', this.folder, '-d', 'bgpd', ...commands]);
  }

  /** Whether the session with this neighbour is established. */
  async established(neighbour: string): Promise<boolean> {
    try {
      return /BGP state = Established/.test(await this.show(`bgp neighbors ${neighbour}`));
    } catch {
      return false;
    }
  }

  log(): string {
    try {
      return readFileSync(this.logFile, 'utf8');
    } catch {
      return '';
    }
  }

  async kill(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop('SIGKILL')));
  }

  /** A regular stop: the neighbours are notified. */
  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop('SIGTERM')));
  }

  restart(): Promise<void> {
    return this.launch();
  }
}

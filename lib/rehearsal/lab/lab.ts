import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, run, Service } from './run';

/** A machine of the rehearsal: a network namespace. */
export class Machine {
  constructor(
    readonly lab: Lab,
    /** Short, as the rehearsal speaks of it: `device`. */
    readonly name: string,
    /** As the kernel knows it: `hl-4f2a-device`. */
    readonly namespace: string,
  ) {}

  /** Runs a program there to its end. */
  run(command: string, args: readonly string[], timeoutSeconds?: number) {
    return run('ip', ['netns', 'exec', this.namespace, command, ...args], timeoutSeconds);
  }

  /** `ip …` there. */
  ip(...args: readonly string[]) {
    return run('ip', ['-n', this.namespace, ...args]);
  }

  /** Starts a program there that runs until the lab is closed. */
  start(name: string, command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Service {
    return this.lab.keep(
      new Service('ip', ['netns', 'exec', this.namespace, command, ...args], this.lab.file(`${name}.log`), env),
    );
  }
}

/**
 * Everything that a rehearsal makes on this machine: namespaces under a prefix of its own, their interfaces (which exist nowhere else),
 * processes, and one folder. Nothing outside is touched, and closing it takes all of it away.
 */
export class Lab {
  readonly folder: string;
  private readonly machines: Machine[] = [];
  private readonly services: Service[] = [];
  private closed = false;

  /** @param prefix of every namespace: `hl-4f2a`. */
  constructor(readonly prefix: string) {
    const taken = namespaces().filter((name) => name.startsWith(`${prefix}-`));
    if (taken.length > 0)
      throw new CommandError(
        `namespaces of another rehearsal are there (${taken.join(', ')}): wait until it has ended, or take them away with: ${taken.map((name) => `ip netns delete ${name}`).join('; ')}`,
      );
    this.folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  }

  /** A path in the lab's folder. */
  file(name: string): string {
    return join(this.folder, name);
  }

  async machine(name: string): Promise<Machine> {
    const machine = new Machine(this, name, `${this.prefix}-${name}`);
    this.machines.push(machine);
    await run('ip', ['netns', 'add', machine.namespace]);
    await machine.ip('link', 'set', 'lo', 'up');
    await machine.run('sysctl', [
      '-qw',
      'net.ipv4.ip_forward=1',
      'net.ipv4.conf.all.rp_filter=0',
      'net.ipv4.conf.default.rp_filter=0',
    ]);
    return machine;
  }

  /** A cable between two machines, with an address at each end. */
  async cable(
    one: { readonly machine: Machine; readonly device: string; readonly address?: string },
    other: { readonly machine: Machine; readonly device: string; readonly address?: string },
  ): Promise<void> {
    await run('ip', [
      ...['link', 'add', one.device, 'netns', one.machine.namespace, 'type', 'veth'],
      ...['peer', 'name', other.device, 'netns', other.machine.namespace],
    ]);
    for (const { machine, device, address } of [one, other]) {
      if (address !== undefined) await machine.ip('address', 'add', address, 'dev', device);
      await machine.ip('link', 'set', 'dev', device, 'up');
    }
  }

  keep(service: Service): Service {
    this.services.push(service);
    return service;
  }

  /** Takes everything away. To be called more than once does no harm; it waits for nothing, so that a signal's handler can call it. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const service of this.services) service.signal('SIGKILL');
    const existing = new Set(namespaces());
    for (const { namespace } of this.machines.filter((machine) => existing.has(machine.namespace))) {
      quietly('ip', ['netns', 'pids', namespace])
        .split('\n')
        .filter((pid) => pid !== '')
        .forEach((pid) => {
          try {
            process.kill(Number(pid), 'SIGKILL');
          } catch {
            // It has ended meanwhile.
          }
        });
      quietly('ip', ['netns', 'delete', namespace]);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The network namespaces of this machine. */
export const namespaces = (): readonly string[] =>
  quietly('ip', ['netns', 'list'])
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name !== '');

function quietly(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

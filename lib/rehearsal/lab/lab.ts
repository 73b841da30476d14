import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeOnExit } from './cleanup';
import {
  endPrograms,
  killProcess,
  LAB_ROOT,
  networkNamespaces,
  outputOrNothing,
  PROCESS_MARK,
  searchPath,
  takeAway,
} from './leftovers';
import { CommandError, LabService, outputOf, type ProgramOutput, runProgram } from './run';

/** A machine of the rehearsal: a network namespace. */
export class LabMachine {
  constructor(
    readonly lab: RehearsalLab,
    /** The short name in the rehearsal: `device`. */
    readonly name: string,
    /** The kernel's name: `hl-4f2a-device`. */
    readonly namespace: string,
  ) {}

  private hosts: string | undefined;

  /** Sets the machine's host names, which replace this computer's: only programs of the machine see them. */
  knowHosts(lines: readonly string[]): void {
    this.hosts = this.lab.file(`${this.name}-hosts`);
    writeFileSync(this.hosts, ['127.0.0.1 localhost', ...lines, ''].join('\n'), { mode: 0o644 });
  }

  /**
   * `ip netns exec` gives each program its own mounts. Shared memory (PostgreSQL) and log buffers (FRR), which a killed program
   * would leave on this computer, are redirected to the lab's folder or removed with the mount.
   */
  private inside(command: string, args: readonly string[]): readonly string[] {
    const mounts = [
      'mount -t tmpfs lab /dev/shm',
      'mount --bind "$0" /var/tmp',
      ...(this.hosts === undefined ? [] : [`mount --bind ${this.hosts} /etc/hosts`]),
    ];
    const shell = ['sh', '-c', `${mounts.join(' && ')} && exec "$@"`, this.lab.temporary];
    return ['netns', 'exec', this.namespace, 'unshare', '--ipc', ...shell, command, ...args];
  }

  /** Runs a program on the machine and waits for its end. */
  run(command: string, args: readonly string[], timeoutSeconds?: number) {
    return this.lab.run('ip', this.inside(command, args), timeoutSeconds);
  }

  /** The output of a program on the machine, even if it fails. */
  outputOf(command: string, args: readonly string[], timeoutSeconds?: number) {
    return outputOf('ip', this.inside(command, args), timeoutSeconds, this.lab.env());
  }

  /** Whether a program on the machine ends without an error. */
  async succeeds(command: string, args: readonly string[], timeoutSeconds?: number): Promise<boolean> {
    try {
      await this.run(command, args, timeoutSeconds);
      return true;
    } catch {
      return false;
    }
  }

  /** Runs a shell line of the rehearsal's own. */
  shell(line: string, timeoutSeconds?: number) {
    return this.run('sh', ['-c', line], timeoutSeconds);
  }

  /** Loads packet filter rules with `nft -f`. */
  nft(rules: string) {
    const file = this.lab.file(`${this.name}-${this.lab.count()}.nft`);
    writeFileSync(file, rules);
    return this.run('nft', ['-f', file]);
  }

  /** Runs `ip …` on the machine. */
  ip(...args: readonly string[]) {
    return this.lab.run('ip', ['-n', this.namespace, ...args]);
  }

  /** Starts a program on the machine that runs until the lab is closed. */
  start(
    name: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): LabService {
    return this.lab.keep(
      new LabService('ip', this.inside(command, args), this.lab.file(`${name}.log`), { ...this.lab.env(), ...env }),
    );
  }
}

/** An unused prefix: four random hexadecimal digits. */
export const newPrefix = (): string => `hl-${randomBytes(2).toString('hex')}`;

/**
 * Everything that a rehearsal creates on this computer: network namespaces with their own prefix, their interfaces (which exist
 * only there), processes, and one folder. It changes nothing else, and closing it removes all of it.
 */
export class RehearsalLab {
  readonly folder: string;
  private readonly services: LabService[] = [];
  private readonly forget: () => void;
  private closed = false;
  private counter = 0;

  /** @param prefix the prefix of every namespace: `hl-4f2a` */
  constructor(readonly prefix: string) {
    const taken = networkNamespaces().filter((name) => name.startsWith(`${prefix}-`));
    if (taken.length > 0)
      throw new CommandError(
        `another rehearsal uses the namespaces ${taken.join(', ')}: wait until it has ended, or remove it: ${takeAway(prefix)}`,
      );
    this.folder = join(LAB_ROOT, prefix);
    try {
      // Creating the folder reserves the prefix, even if two rehearsals start at the same moment.
      mkdirSync(this.folder, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new CommandError(
        `another rehearsal uses the folder ${this.folder}: wait until it has ended, or remove it: ${takeAway(prefix)}`,
      );
    }
    this.forget = closeOnExit(() => this.close());
    // PostgreSQL and FRR don't run as root, and must reach their own folders.
    chmodSync(this.folder, 0o711);
    mkdirSync(this.temporary);
    chmodSync(this.temporary, 0o1777);
  }

  /** The folder for temporary files of the lab's programs. */
  get temporary(): string {
    return join(this.folder, 'tmp');
  }

  /** An environment variable of every program of the lab and its children. PROCESS_MARK identifies them. */
  get mark(): Readonly<Record<string, string>> {
    return { [PROCESS_MARK]: this.folder, TMPDIR: this.temporary };
  }

  /** An environment without the caller's settings: a proxy, PGHOST or ~/.curlrc would change the rehearsal. */
  env(): NodeJS.ProcessEnv {
    this.mustBeOpen();
    return { PATH: searchPath(), HOME: this.temporary, LC_ALL: 'C.UTF-8', ...this.mark };
  }

  /** Runs a program outside of the machines and waits for its end. */
  async run(command: string, args: readonly string[], timeoutSeconds?: number): Promise<ProgramOutput> {
    return runProgram(command, args, timeoutSeconds, this.env());
  }

  /** Throws if the lab is closed, so that work in progress stops. */
  mustBeOpen(): void {
    if (this.closed) throw new CommandError('the lab is closed');
  }

  /** A new number for each call. */
  count(): number {
    this.counter += 1;
    return this.counter;
  }

  /** A path in the lab's folder. */
  file(name: string): string {
    this.mustBeOpen();
    return join(this.folder, name);
  }

  async machine(name: string): Promise<LabMachine> {
    const machine = new LabMachine(this, name, `${this.prefix}-${name}`);
    await this.run('ip', ['netns', 'add', machine.namespace]);
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
    one: { readonly machine: LabMachine; readonly device: string; readonly address?: string },
    other: { readonly machine: LabMachine; readonly device: string; readonly address?: string },
  ): Promise<void> {
    const end = ({ machine, device }: typeof one) => [device, 'netns', machine.namespace];
    await this.run('ip', ['link', 'add', ...end(one), 'type', 'veth', 'peer', 'name', ...end(other)]);
    for (const { machine, device, address } of [one, other]) {
      if (address !== undefined) await machine.ip('address', 'add', address, 'dev', device);
      await machine.ip('link', 'set', 'dev', device, 'up');
    }
  }

  keep(service: LabService): LabService {
    this.services.push(service);
    return service;
  }

  /**
   * Removes everything. It runs once more when the process ends: then no pending work can write any longer. It is synchronous, so
   * that a signal handler can call it. A program that is just starting may still appear, so it repeats until none is left.
   */
  close(): void {
    this.closed = true;
    for (let quiet = 0, round = 0; quiet < 2 && round < 100; round += 1) {
      const left = networkNamespaces().filter((name) => name.startsWith(`${this.prefix}-`));
      quiet = left.length === 0 && endPrograms(this.folder) ? quiet + 1 : 0;
      for (const namespace of left) {
        for (const pid of outputOrNothing('ip', ['netns', 'pids', namespace]).split('\n')) killProcess(Number(pid));
        outputOrNothing('ip', ['netns', 'delete', namespace]);
      }
      outputOrNothing('sleep', ['0.05']);
    }
    try {
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch {
      // Reported below, with everything else that is left.
    }
    const left = [
      ...networkNamespaces().filter((name) => name.startsWith(`${this.prefix}-`)),
      ...(existsSync(this.folder) ? [this.folder] : []),
    ];
    if (left.length > 0)
      process.stderr.write(`heartlab: could not be removed: ${left.join(', ')}. Try: ${takeAway(this.prefix)}\n`);
  }

  /** Keeps everything when this process ends. */
  leave(): void {
    this.forget();
    for (const service of this.services) service.leave();
  }
}

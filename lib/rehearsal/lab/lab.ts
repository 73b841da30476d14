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
    /** Short, as the rehearsal speaks of it: `device`. */
    readonly name: string,
    /** As the kernel knows it: `hl-4f2a-device`. */
    readonly namespace: string,
  ) {}

  private hosts: string | undefined;

  /** What names are there, in place of this computer's own: seen by programs of the machine alone. */
  knowHosts(lines: readonly string[]): void {
    this.hosts = this.lab.file(`${this.name}-hosts`);
    writeFileSync(this.hosts, ['127.0.0.1 localhost', ...lines, ''].join('\n'), { mode: 0o644 });
  }

  /**
   * `ip netns exec` gives each program mounts of its own. What a program that is killed would leave elsewhere on this computer goes into
   * the lab, or goes with it: shared memory (PostgreSQL), buffers of logs (FRR).
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

  /** Runs a program there to its end. */
  run(command: string, args: readonly string[], timeoutSeconds?: number) {
    return this.lab.run('ip', this.inside(command, args), timeoutSeconds);
  }

  /** What a program there says, whatever its exit code. */
  outputOf(command: string, args: readonly string[], timeoutSeconds?: number) {
    return outputOf('ip', this.inside(command, args), timeoutSeconds, this.lab.env());
  }

  /** Whether a program there ends without an error. */
  async succeeds(command: string, args: readonly string[], timeoutSeconds?: number): Promise<boolean> {
    try {
      await this.run(command, args, timeoutSeconds);
      return true;
    } catch {
      return false;
    }
  }

  /** A line for a shell, of the rehearsal's own making. */
  shell(line: string, timeoutSeconds?: number) {
    return this.run('sh', ['-c', line], timeoutSeconds);
  }

  /** Rules of a packet filter, as `nft -f` reads them. */
  nft(rules: string) {
    const file = this.lab.file(`${this.name}-${this.lab.count()}.nft`);
    writeFileSync(file, rules);
    return this.run('nft', ['-f', file]);
  }

  /** `ip …` there. */
  ip(...args: readonly string[]) {
    return this.lab.run('ip', ['-n', this.namespace, ...args]);
  }

  /** Starts a program there that runs until the lab is closed. */
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

/** A prefix that nobody has: four digits by chance. */
export const newPrefix = (): string => `hl-${randomBytes(2).toString('hex')}`;

/**
 * Everything that a rehearsal makes on this machine: namespaces under a prefix of its own, their interfaces (which exist nowhere else),
 * processes, and one folder. Nothing outside is touched, and closing it takes all of it away.
 */
export class RehearsalLab {
  readonly folder: string;
  private readonly services: LabService[] = [];
  private readonly forget: () => void;
  private closed = false;
  private counter = 0;

  /** @param prefix of every namespace: `hl-4f2a`. */
  constructor(readonly prefix: string) {
    const taken = networkNamespaces().filter((name) => name.startsWith(`${prefix}-`));
    if (taken.length > 0)
      throw new CommandError(
        `namespaces of another rehearsal are there (${taken.join(', ')}): wait until it has ended, or take it away: ${takeAway(prefix)}`,
      );
    this.folder = join(LAB_ROOT, prefix);
    try {
      // Who makes it has the prefix, even where two begin at the same moment.
      mkdirSync(this.folder, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new CommandError(
        `the folder of another rehearsal is there (${this.folder}): wait until it has ended, or take it away: ${takeAway(prefix)}`,
      );
    }
    this.forget = closeOnExit(() => this.close());
    // PostgreSQL and FRR, which are not root, have to get to their own folders.
    chmodSync(this.folder, 0o711);
    mkdirSync(this.temporary);
    chmodSync(this.temporary, 0o1777);
  }

  /** Where programs of the lab put what is in nobody's way for a while. */
  get temporary(): string {
    return join(this.folder, 'tmp');
  }

  /** In the environment of every program that is started for the lab, and so of what these start: by PROCESS_MARK they are known. */
  get mark(): Readonly<Record<string, string>> {
    return { [PROCESS_MARK]: this.folder, TMPDIR: this.temporary };
  }

  /** Nothing of who runs it: a proxy, PGHOST or ~/.curlrc would change what is rehearsed. */
  env(): NodeJS.ProcessEnv {
    this.mustBeOpen();
    return { PATH: searchPath(), HOME: this.temporary, LC_ALL: 'C.UTF-8', ...this.mark };
  }

  /** Runs a program to its end, in no machine. */
  async run(command: string, args: readonly string[], timeoutSeconds?: number): Promise<ProgramOutput> {
    return runProgram(command, args, timeoutSeconds, this.env());
  }

  /** What was under way when it was closed ends here. */
  mustBeOpen(): void {
    if (this.closed) throw new CommandError('the lab is closed');
  }

  /** Another number each time. */
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
    await this.run('ip', [
      ...['link', 'add', one.device, 'netns', one.machine.namespace, 'type', 'veth'],
      ...['peer', 'name', other.device, 'netns', other.machine.namespace],
    ]);
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
   * Takes everything away. When the process ends it is called once more: by then nothing that was under way can write any longer. It waits for no promise, so that a signal's handler can call it.
   * What was just being started may still appear: it looks until nothing more does.
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
      // Told below, with whatever else is left.
    }
    const left = [
      ...networkNamespaces().filter((name) => name.startsWith(`${this.prefix}-`)),
      ...(existsSync(this.folder) ? [this.folder] : []),
    ];
    if (left.length > 0)
      process.stderr.write(`heartlab: could not be taken away: ${left.join(', ')}. Try: ${takeAway(this.prefix)}\n`);
  }

  /** Leaves all of it where it is, when this process ends. */
  leave(): void {
    this.forget();
    for (const service of this.services) service.leave();
  }
}

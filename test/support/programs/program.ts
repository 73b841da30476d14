import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { until } from '../until';

/** Below the ports that Linux gives to outgoing connections (ip_local_port_range, from 32768), which no program can then reserve. */
const [FIRST_PORT, END_PORT] = [10_000, 32_768];

/** This number of free TCP ports of loopback, all open at once, so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenSomewhere));
  await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return servers.map(({ port }) => port);
}

async function listenSomewhere(): Promise<{ readonly server: Server; readonly port: number }> {
  for (;;) {
    const port = randomInt(FIRST_PORT, END_PORT);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, () => resolve(true));
    });
    if (isFree) return { server, port };
  }
}

/** Bytes of resident memory of a process: the maximum since its start, and the current value (proc_pid_status(5)). */
export function memoryOf(pid: number | undefined): { readonly most: number; readonly now: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { most: bytes('VmHWM'), now: bytes('VmRSS') };
}

/** One real program, its output in a file (nginx opens /dev/stdout again by name, which a pipe of Node's doesn't allow). */
export class Program {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  constructor(
    readonly command: string,
    args: readonly string[],
    readonly log: string,
    env: NodeJS.ProcessEnv = {},
  ) {
    const out = openSync(log, 'a');
    this.child = spawn(command, args, { stdio: ['ignore', out, out], env: { PATH: process.env.PATH, ...env } });
    closeSync(out);
    this.ended = new Promise((resolve) => {
      this.child.once('exit', () => resolve()).once('error', () => resolve());
    });
  }

  memory(): ReturnType<typeof memoryOf> {
    return memoryOf(this.child.pid);
  }

  /** The TCP ports of IPv4 and IPv6 on which it listens, as the kernel lists them (proc_pid_net(5): state 0A). */
  listensOn(): readonly number[] {
    const { pid } = this.child;
    const sockets = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)));
    return ['tcp', 'tcp6']
      .flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n'))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(`socket:[${inode}]`))
      .map(([, address = '']) => Number.parseInt(address.split(':').at(-1) ?? '', 16));
  }

  output(): string {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8') : '';
  }

  /** Waits until it is ready. If the program ends instead, the error has the end of its output. */
  async ready(serves: () => Promise<boolean>): Promise<this> {
    await until(`${this.command} serves`, async () => {
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`${this.command} ended: ${this.output().slice(-2000)}`);
      return (await serves().catch(() => false)) || undefined;
    });
    return this;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    const patience = setTimeout(() => this.child.kill('SIGKILL'), 60_000);
    await this.ended;
    clearTimeout(patience);
  }
}

/** A file descriptor may have been closed since it was listed. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** The commands or files that the test needs, with the Debian package of each. */
const NEEDED: readonly (readonly [string, string])[] = [
  ['/usr/sbin/nginx', 'nginx'],
  ['/usr/sbin/Orthanc', 'orthanc'],
  ['/usr/share/orthanc/plugins/libOrthancDicomWeb.so', 'orthanc-dicomweb'],
  ['/usr/share/orthanc/plugins/libOrthancPostgreSQLIndex.so', 'orthanc-postgresql'],
  ['/usr/bin/storescu', 'dcmtk'],
  ['/usr/bin/openssl', 'openssl'],
  ['/usr/bin/curl', 'curl'],
];

/** The folder of PostgreSQL's programs, of the newest version. An installation with only the client has no initdb. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').toSorted() : [];
  return versions.map((version) => `/usr/lib/postgresql/${version}/bin`).findLast((bin) => existsSync(`${bin}/initdb`));
}

export const missingPackages = (): readonly string[] => [
  ...NEEDED.filter(([file]) => !existsSync(file)).map(([, name]) => name),
  ...(postgresPrograms() === undefined ? ['postgresql'] : []),
];

export function run(command: string, args: readonly string[], input?: string): string {
  return execFileSync(command, args, { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] });
}

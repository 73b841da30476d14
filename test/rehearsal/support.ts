import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { networkNamespaces } from '../../lib/rehearsal/lab/leftovers';
import { missingRequirements } from '../../lib/rehearsal/lab/requirements';

/** Tests that start a lab: skipped, and said so, where one can't run. */
export function withLab(name: string, tests: () => void): void {
  const hindered = missingRequirements();
  // Not by console.warn: of a file whose tests are all skipped jest shows nothing.
  if (hindered.length > 0) process.stderr.write(`SKIPPED: ${name}. ${hindered.join('; ')}\n`);
  (hindered.length > 0 ? describe.skip : describe)(name, tests);
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A program that runs beside the test. */
export class Running {
  out = '';
  err = '';
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.child.stdout?.on('data', (data) => {
      this.out += data;
    });
    this.child.stderr?.on('data', (data) => {
      this.err += data;
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal, out: this.out, err: this.err }));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits until it has said this, on either stream, or has ended. */
  async says(what: RegExp): Promise<void> {
    let over = false;
    void this.ended.then(() => {
      over = true;
    });
    while (!over && !what.test(`${this.out}${this.err}`)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The command, on the example sites unless its arguments name another folder. */
export const REHEARSE = ['bin/heartlab.cjs', 'rehearse', '--sites', 'examples/fleet'] as const;

export const rehearse = (...args: readonly string[]): Running => new Running([...REHEARSE, ...args]);

const said = (command: string, ...args: readonly string[]): string => {
  try {
    return execFileSync(command, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
};

/** This machine's own network, which no rehearsal may change: packet filters, links, addresses, routes, rules, and what it forwards. */
export const hostNetwork = (): readonly string[] => [
  ...[said('nft', 'list', 'ruleset'), said('ip', '-br', 'link'), said('ip', '-br', 'address')],
  ...[said('ip', 'route', 'show', 'table', 'all'), said('ip', 'rule')],
  said('sysctl', 'net.ipv4.ip_forward', 'net.ipv4.conf.all.rp_filter', 'net.ipv4.conf.default.rp_filter'),
];

/** What is there of labs with this prefix: namespaces, folders, and processes that name one of them. */
export function leftOf(prefix: string): readonly string[] {
  const processes = readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const command = ['cmdline', 'environ'].map((part) => readFileSync(`/proc/${pid}/${part}`, 'utf8')).join('\0');
      return command.includes(`/${prefix}`) ? [`process ${pid}: ${command.slice(0, 100).replaceAll('\0', ' ')}`] : [];
    } catch {
      return [];
    }
  });
  return [
    ...networkNamespaces().filter((name) => name.startsWith(prefix)),
    ...readdirSync(tmpdir()).filter((name) => name.startsWith(prefix)),
    ...processes,
  ];
}

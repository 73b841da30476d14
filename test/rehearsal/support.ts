import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { networkNamespaces } from '../../lib/rehearsal/lab/leftovers';
import { missingRequirements } from '../../lib/rehearsal/lab/requirements';

/** Tests that start a lab. Where one can't run, they are skipped, and a line on stderr names the reason. */
export function withLab(name: string, tests: () => void): void {
  const missing = missingRequirements();
  // Not console.warn: jest shows no console output of a file if all its tests are skipped.
  if (missing.length > 0) process.stderr.write(`SKIPPED: ${name}. ${missing.join('; ')}\n`);
  (missing.length > 0 ? describe.skip : describe)(name, tests);
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A program that runs in parallel with the test. */
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

  /** Waits until the output of either stream matches, or the program has ended. Returns whether it still runs. */
  async waitForOutput(pattern: RegExp): Promise<boolean> {
    let over = false;
    void this.ended.then(() => {
      over = true;
    });
    while (!over && !pattern.test(`${this.out}${this.err}`)) await new Promise((resolve) => setTimeout(resolve, 20));
    return !over;
  }
}

/** The command, on the example sites unless its arguments name another folder. */
export const REHEARSE = ['bin/heartlab.cjs', 'rehearse', '--sites', 'examples/fleet'] as const;

export const rehearse = (...args: readonly string[]): Running => new Running([...REHEARSE, ...args]);

const outputOf = (command: string, ...args: readonly string[]): string => {
  try {
    return execFileSync(command, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
};

/** This machine's own network, which no rehearsal may change: packet filters, links, addresses, routes, rules, forwarding. */
export const hostNetwork = (): readonly string[] => [
  outputOf('nft', 'list', 'ruleset'),
  outputOf('ip', '-br', 'link'),
  outputOf('ip', '-br', 'address'),
  outputOf('ip', 'route', 'show', 'table', 'all'),
  outputOf('ip', 'rule'),
  outputOf('sysctl', 'net.ipv4.ip_forward', 'net.ipv4.conf.all.rp_filter', 'net.ipv4.conf.default.rp_filter'),
];

/** What is left after programs were killed by another: a busy machine needs a moment to end them. */
export async function leftInTheEnd(prefix: string): Promise<readonly string[]> {
  for (let round = 0; round < 100 && leftOf(prefix).length > 0; round += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return leftOf(prefix);
}

/** Everything left of labs with this prefix: namespaces, folders, and processes that refer to one of them. */
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

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GateSettings } from '../../../services/gate/settings';
import { until } from '../until';
import type { Cell, Programs } from './gate-cell';
import { freePorts, memoryOf } from './program';

/** The gate as its image runs it: the bundle of dist/ in a separate process, before a cell's Orthanc and database. */

export const STOW_PASSWORD = 'an-invented-password-of-forty-characters';
const CALLED = 'HEARTLAB';
export const CALLING = 'CT1';

/** A line of the gate's log for one request or association. */
export interface Transfer {
  readonly door: 'stow' | 'dimse';
  readonly action: string;
  readonly status: number | string;
  readonly stored?: number;
  readonly Objects?: number;
  readonly Studies?: number;
}

export class GateProgram {
  readonly transfers: Transfer[] = [];
  /** Lines about the program's own failures. */
  readonly failures: string[] = [];
  private child: ChildProcess | undefined;
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly site: string,
    private readonly environment: NodeJS.ProcessEnv,
    readonly port: number,
    readonly dimsePort: number,
  ) {}

  static async start(programs: Programs, cell: Cell, more: Partial<GateSettings> = {}): Promise<GateProgram> {
    const site = cell.name.replace(/^site-/, '');
    const [httpsPort = 0, dimsePort = 0] = await freePorts(2);
    const { host, port, database, user, password } = cell.database;
    const settings: GateSettings = {
      site,
      auth: 'basic',
      httpsPort,
      dimse: { port: dimsePort, calledAeTitle: CALLED, callingAeTitles: [CALLING] },
      server: { port: cell.port },
      database: { port, name: database, caFile: programs.caFile },
      folder: mkdtempSync(join(cell.folder, 'gate-')),
      largestObjectBytes: 1_073_741_824,
      storesAtOnce: 4,
      idleSeconds: 340,
      ...more,
    };
    const environment = {
      PATH: process.env.PATH,
      GATE_SETTINGS: JSON.stringify(settings),
      STOW_PASSWORD,
      DATABASE_HOST: host,
      DATABASE_USER: user,
      DATABASE_PASSWORD: password,
    };
    const gate = new GateProgram(site, environment, httpsPort, dimsePort);
    await gate.startAgain();
    return gate;
  }

  async startAgain(): Promise<void> {
    const child = spawn(process.execPath, ['dist/gate.cjs'], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    let started = false;
    let rest = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const entry = JSON.parse(line);
        if (entry.event === 'started') started = true;
        else if (entry.event === 'transfer') this.took(entry);
        else if (entry.event === 'failure') this.failures.push(line);
      }
    });
    child.stderr.on('data', (chunk: Buffer) => this.failures.push(chunk.toString()));
    await until('the gate starts', () => {
      if (child.exitCode !== null) throw new Error(`the gate ended: ${this.failures.join('\n')}`);
      return started || undefined;
    });
  }

  /** The transfer with that index, as soon as the gate has logged its end. */
  async transfer(index: number): Promise<Transfer> {
    for (;;) {
      const transfer = this.transfers[index];
      if (transfer !== undefined) return transfer;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  private took(transfer: Transfer): void {
    this.transfers.push(transfer);
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  /** Open files and connections. */
  descriptors(): number {
    return readdirSync(`/proc/${this.child?.pid}/fd`).length;
  }

  /** Bytes of resident memory: the maximum since the start, and the current value. */
  memory(): ReturnType<typeof memoryOf> {
    return memoryOf(this.child?.pid);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await exit;
    clearTimeout(patience);
  }
}

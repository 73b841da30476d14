import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A command that failed: the command line, and the end of its output. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program and waits for its end. It uses no shell, so an address or a name is always an argument. */
export async function runProgram(...run: Parameters<typeof outputOf>): Promise<ProgramOutput> {
  const { failure, ...output } = await outputOf(...run);
  const [command, args] = run;
  if (failure !== undefined) throw new CommandError(`${[command, ...args].join(' ')}: ${failure}`);
  return output;
}

/** The output of a program, even if it fails. */
export async function outputOf(
  command: string,
  args: readonly string[],
  timeoutSeconds = 60,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProgramOutput & { readonly failure?: string }> {
  try {
    return await execute(command, [...args], { timeout: timeoutSeconds * 1000, maxBuffer: 16 * 1024 * 1024, env });
  } catch (error) {
    const { stderr = '', stdout = '', killed } = error as { stderr?: string; stdout?: string; killed?: boolean };
    const end = (stderr.trim() || stdout.trim()).split('\n').slice(-5).join('\n');
    return { stdout, stderr, failure: killed === true ? `not finished after ${timeoutSeconds} s` : end };
  }
}

/** A program that runs until it is stopped, in its own process group, with its output in a file. */
export class LabService {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  constructor(
    readonly command: string,
    args: readonly string[],
    readonly log: string,
    env: NodeJS.ProcessEnv,
  ) {
    const out = openSync(log, 'a', 0o600);
    this.child = spawn(command, [...args], {
      stdio: ['ignore', out, out],
      detached: true,
      env,
    });
    closeSync(out);
    this.ended = new Promise((resolve) => {
      this.child.once('exit', () => resolve()).once('error', () => resolve());
    });
  }

  get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  output(): string {
    return readFileSync(this.log, 'utf8');
  }

  /** Waits until it is ready. If it ends instead, the error contains the end of its output. */
  ready(what: string, isReady: () => Promise<boolean>, timeoutSeconds = 30): Promise<true> {
    const probe = async () => {
      if (!this.running) throw new CommandError(`${what} has exited: ${this.output().slice(-500)}`);
      return isReady();
    };
    return waitUntil(`${what} is ready`, probe, timeoutSeconds, 50);
  }

  /** Signals the whole group, including a program that was started through another. */
  signal(name: NodeJS.Signals): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, name);
    } catch {
      // It has ended in the meantime.
    }
  }

  /** Lets this process end before the program. */
  leave(): void {
    this.child.unref();
  }

  /** Stops it, with SIGKILL after some seconds. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.running) return;
    this.signal(signal);
    const timer = setTimeout(() => this.signal('SIGKILL'), 5_000);
    await this.ended;
    clearTimeout(timer);
  }
}

export const sleepSeconds = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Waits for a condition; after a timeout the error names it. */
export async function waitUntil<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutSeconds = 30,
  everyMs = 100,
): Promise<T> {
  const end = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new CommandError(`${what}: not the case after ${timeoutSeconds} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

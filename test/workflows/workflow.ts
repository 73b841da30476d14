import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { parse } from 'yaml';

/** The workflows as GitHub runs them: parsed, with evaluated conditions, and with scripts in the shell of a runner. */

export const FOLDER = '.github/workflows';

export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'continue-on-error'?: boolean;
}
export interface Job {
  readonly name?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string | boolean;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly container?: Readonly<Record<string, string>>;
  readonly strategy?: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
  readonly 'timeout-minutes'?: number;
}
export interface Workflow {
  readonly on: Readonly<
    Record<string, { readonly inputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>> }>
  >;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const workflows = readdirSync(FOLDER).map((file): readonly [string, string, Workflow] => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return [file, text, parse(text)];
});

export function workflow(name: string): Workflow {
  const found = workflows.find(([file]) => file === name);
  if (found === undefined) throw new RangeError(`there is no ${name}`);
  return found[2];
}

export function jobOf({ jobs }: Workflow, name: string): Job {
  const job = jobs[name];
  if (job === undefined) throw new RangeError(`there is no job ${name}`);
  return job;
}

export function scriptOf(job: Job, which: (step: Step) => boolean): string {
  const step = job.steps.find((one) => one.run !== undefined && which(one));
  if (step?.run === undefined) throw new RangeError('there is no such step');
  return step.run;
}

export const actionOf = ({ uses = '' }: Step): string => uses.split('@')[0] ?? '';

export interface ShellRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** An expression of a workflow. */
export const gh = (expression: string): string => `\${{ ${expression} }}`;

/** The default shell of a runner, `bash -e`, with only PATH from our environment. */
export function runScript(script: string, cwd: string, env: Readonly<Record<string, string>> = {}): ShellRun {
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-e', '-c', script], {
    cwd,
    // Bash takes a socket as its standard input for a remote shell.
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';
export interface Run {
  /** The result of a job, if it runs. */
  readonly ends: (job: string) => Exclude<Result, 'skipped'>;
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly ref?: string;
}

const needsOf = ({ needs = [] }: Job): readonly string[] => (typeof needs === 'string' ? [needs] : needs);

/**
 * Which jobs run, and what each ends with. A condition without a status function begins with `success()`, which is true only if
 * every needed job, and all that those need, ended in success.
 */
export function results({ jobs }: Workflow, { ends, outputs = {}, inputs = {}, ref = 'refs/heads/main' }: Run) {
  const ended = new Map<string, Result>();
  const ancestors = (job: Job): readonly string[] =>
    needsOf(job).flatMap((name) => [name, ...ancestors(jobs[name] ?? { steps: [] })]);
  for (const [name, job] of Object.entries(jobs)) {
    const all = ancestors(job).map((one) => ended.get(one));
    const context = createContext({
      needs: Object.fromEntries(
        needsOf(job).map((one) => [one, { result: ended.get(one), outputs: outputs[one] ?? {} }]),
      ),
      inputs,
      github: { ref, repository: 'o/r', event: { pull_request: { head: { repo: { full_name: 'o/r' } } } } },
      always: () => true,
      cancelled: () => all.includes('cancelled'),
      success: () => all.every((result) => result === 'success'),
    });
    const text = String(job.if ?? true).replace(/^\$\{\{|\}\}$/g, '');
    const own = /\b(always|cancelled|success)\(/.test(text) ? text : `success() && (${text})`;
    // A name with a hyphen is one name there, and a difference in JavaScript.
    const script = own.replace(/\.([a-z]+(?:-[a-z]+)+)/g, "['$1']");
    ended.set(name, runInContext(script, context) ? ends(name) : 'skipped');
  }
  return ended;
}

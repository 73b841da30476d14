import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { builtFrom, programFile, sourceHash } from './build-state';
import { ProjectFailure } from './errors';
import { PROJECT_FOLDER } from './paths';

/** Runs the project's own programs: synth, like the CDK's command, in a process without credentials. */

export interface ProcessResult {
  readonly code: number | null;
  /** The lines of stderr, without empty ones. */
  readonly lines: readonly string[];
  readonly out: string;
}

export interface SynthRequest {
  /** The project's folder, with cdk.json, bin/app.ts and node_modules. */
  readonly project: string;
  /**
   * The folder in which the app runs: the paths in the context are relative to it.
   * @default - the project's folder
   */
  readonly cwd?: string;
  /** Added to the context of cdk.json. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly outdir: string;
  /** Whether the CDK's template validator runs, which takes two seconds and 350 MB more. */
  readonly validate: boolean;
  /** Stops the app when it aborts. */
  readonly signal?: AbortSignal;
}

export const synthesizeProject = ({
  project,
  context,
  outdir,
  validate,
  ...options
}: SynthRequest): Promise<ProcessResult> =>
  runProjectProgram(project, 'app', [], {
    ...options,
    env: {
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...cdkContext(project), ...context }),
      CDK_VALIDATION: String(validate),
    },
  });

/** The context of the project's cdk.json, which users edit. */
export function cdkContext(project: string): object {
  const settings = join(project, 'cdk.json');
  if (!existsSync(settings))
    throw new ProjectFailure(`there is no cdk.json in ${project}: is this the project's folder?`);
  try {
    const { context = {} }: { readonly context?: object } = JSON.parse(readFileSync(settings, 'utf8'));
    return context;
  } catch (error) {
    throw new ProjectFailure(`${settings} can't be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** Without the caller's account, Region and CDK settings, which must not affect synth. */
const neutralEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|JEST_|NODE_OPTIONS$)/.test(name)));

interface RunOptions extends Pick<SynthRequest, 'cwd' | 'signal'> {
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program of the project's bin/ in a single process: killing it stops everything. It runs from dist/ if that was built from
 * the project's sources, and otherwise from TypeScript, with the tsx of its node_modules.
 */
export function runProjectProgram(
  project: string,
  name: 'app' | 'heartlab',
  args: readonly string[],
  { cwd = project, env, signal }: RunOptions = {},
): Promise<ProcessResult> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [...programOf(resolve(project), name), ...args], {
      cwd,
      env: { ...neutralEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => reject(new ProjectFailure(`the app can't be run: ${error.message}`)));
    child.on('close', (code) => {
      const lines = Buffer.concat(err)
        .toString('utf8')
        .split('\n')
        .filter((line) => line.trim() !== '');
      done({ code, lines, out: Buffer.concat(out).toString('utf8') });
    });
  });
}

function programOf(project: string, name: string): readonly string[] {
  const sources = sourceHash(project);
  // A base commit has no dist/ of its own. If its code is that of this project, it runs from this project's dist/.
  const built = [project, PROJECT_FOLDER].find((folder) => builtFrom(folder) === sources);
  if (built !== undefined) return [programFile(built, name)];
  const tsx = join(project, 'node_modules', 'tsx', 'dist', 'cjs', 'index.cjs');
  return ['--require', tsx, join(project, 'bin', `${name}.ts`)];
}

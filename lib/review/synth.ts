import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReviewFailure } from '../project/failure';
import { readReviewedAssembly, revisionOf, type WrittenAssembly } from './assembly';
import type { Revision } from './revision';

/** Synthesizes one side with its own code, in a process of its own and without credentials. */

export interface SynthesizedRevision extends Pick<WrittenAssembly, 'complaints' | 'failed'> {
  /** Undefined where the app wrote nothing. */
  readonly side: Revision | undefined;
}

export interface SynthRequest {
  /** The project: where cdk.json and bin/app.ts are. */
  readonly project: string;
  /** The folder of the site files, seen from there. */
  readonly sites: string;
  readonly outdir: string;
}

export async function synthesizeRevision(request: SynthRequest): Promise<SynthesizedRevision> {
  return synthesizedRevision(await writeAssembly(request), join(request.project, request.sites));
}

/** What an app wrote, here or elsewhere, with the site files that it was made of. */
export const synthesizedRevision = ({ files, ...rest }: WrittenAssembly, sites: string): SynthesizedRevision => ({
  ...rest,
  side: files === undefined ? undefined : revisionOf(files, sites),
});

/** As the CDK's command runs the app: with the context of its cdk.json, and where to write. */
export async function writeAssembly({ project, sites, outdir }: SynthRequest): Promise<WrittenAssembly> {
  const context = cdkContext(project);
  const { code, lines } = await runTypeScript(project, [join('bin', 'app.ts')], {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, sites }),
    // The packs' findings are compared, not those of the template validator: two seconds and 350 MB a side.
    CDK_VALIDATION: 'false',
  });
  return {
    files: readReviewedAssembly(outdir),
    complaints: code === 0 ? [] : lines.filter((line) => !SUMMARY.test(line)),
    failed: code !== 0,
  };
}

/** The context of the project's cdk.json, which people edit. */
export function cdkContext(project: string): object {
  const settings = join(project, 'cdk.json');
  if (!existsSync(settings))
    throw new ReviewFailure(`there is no cdk.json in ${project}: is this the project's folder?`);
  try {
    const { context = {} }: { readonly context?: object } = JSON.parse(readFileSync(settings, 'utf8'));
    return context;
  } catch (error) {
    throw new ReviewFailure(`${settings} can't be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** What the app says of each site when all is well. */
const SUMMARY = /; findings: \d+ open, \d+ acknowledged$/;

export interface ProcessResult {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly out: string;
}

/** Nothing of the caller's account, region or CDK settings has a say in what is synthesized. */
export const neutralEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|JEST_|NODE_OPTIONS$)/.test(name)));

/** A TypeScript file of the project, by the installation that its node_modules lead to. */
export function runTypeScript(
  project: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join('node_modules', 'tsx', 'dist', 'cli.mjs'), ...args], {
      cwd: project,
      env: { ...neutralEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => reject(new ReviewFailure(`the app can't be run: ${error.message}`)));
    child.on('close', (code) => {
      const lines = Buffer.concat(err)
        .toString('utf8')
        .split('\n')
        .filter((line) => line.trim() !== '');
      resolve({ code, lines, out: Buffer.concat(out).toString('utf8') });
    });
  });
}

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readValidationReport } from '../../compliance/validation-report';
import type { Environment } from '../../site/model';
import { loadFleet } from '../../site/read/load';
import type { Side, Template, TemplateFinding } from '../side';
import { ReviewFailure } from './failure';

/** Synthesizes one side with its own code, in a process of its own and without credentials. */

export interface Synthesized {
  /** Undefined where nothing was written: the files are wrong, or the app. */
  readonly side: Side | undefined;
  /** What the app says when it fails: errors with their places, or stale acknowledgements. */
  readonly complaints: readonly string[];
  /** What it prints on standard error, failed or not. */
  readonly failed: boolean;
}

export interface SynthRequest {
  /** The project: where cdk.json and bin/app.ts are. */
  readonly project: string;
  /** The folder of the site files, seen from there. */
  readonly sites: string;
  readonly outdir: string;
}

/** As the CDK's command runs the app: with the context of its cdk.json, and where to write. */
export async function synthesize({ project, sites, outdir }: SynthRequest): Promise<Synthesized> {
  const context = cdkContext(project);
  const { code, lines } = await run(project, [join('bin', 'app.ts')], {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, sites }),
    // The packs' findings are compared, not those of the template validator: two seconds and 350 MB a side.
    CDK_VALIDATION: 'false',
  });
  const written = existsSync(join(outdir, 'manifest.json'));
  return {
    side: written ? read(outdir, join(project, sites)) : undefined,
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

export interface Ran {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly out: string;
}

/** Nothing of the caller's account, region or CDK settings has a say in what is synthesized. */
export const neutralEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|JEST_|NODE_OPTIONS$)/.test(name)));

/** A TypeScript file of the project, by the installation that its node_modules lead to. */
export function run(project: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
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

const TEMPLATE = '.template.json';

function read(outdir: string, sites: string): Side {
  const names = readdirSync(outdir).filter((file) => file.endsWith(TEMPLATE));
  const templates = new Map(
    names.sort().map((file): [string, Template] => {
      const template: Template = JSON.parse(readFileSync(join(outdir, file), 'utf8'));
      return [file.slice(0, -TEMPLATE.length), template];
    }),
  );
  // Environments stand in no template: they are read by our own code on both sides.
  const { environments } = loadFleet(sites);
  return { templates, environments, findings: findings(outdir), trusted: trusted(environments, sites) };
}

function findings(outdir: string): readonly TemplateFinding[] {
  const { pluginReports } = readValidationReport(outdir);
  return pluginReports.flatMap(({ violations, suppressedViolations = [] }) =>
    [
      { list: violations, accepted: false },
      { list: suppressedViolations, accepted: true },
    ].flatMap(({ list, accepted }) =>
      list.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath = '' }) => {
          const [stack = '', ...path] = constructPath.split('/');
          return { stack, rule: ruleName, path: path.join('/'), accepted };
        }),
      ),
    ),
  );
}

function trusted(environments: readonly Environment[], sites: string): Side['trusted'] {
  return new Map(
    environments.flatMap(({ name, ingest }): readonly [string, string][] => {
      const file = ingest.serverCaBundle === undefined ? undefined : join(sites, ingest.serverCaBundle);
      if (file === undefined || !existsSync(file)) return [];
      return [[name, createHash('sha256').update(readFileSync(file)).digest('hex')]];
    }),
  );
}

import { copyFileSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { siteName, writeDocumentedFleet, writeFleet } from '../support/builders/large-fleet';
import { benchFolder, type CommandFigures, measured, middle } from './measure';

/**
 * `npm run bench:commands [-- --runs R]`: whole commands from dist/, as a user runs them.
 * - `heartlab` as a multiple of starting Node.js in the same round.
 * - `cdk synth` of one site with every check against a project of `cdk init` with the same resources, validator and packs.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' } } });
const RUNS = Number(values.runs);

const folder = benchFolder();

const run = (command: readonly string[], cwd?: string): CommandFigures =>
  measured(command, { cwd, env: { CDK_DISABLE_CLI_TELEMETRY: '1' } });

const text = (name: string, figures: readonly CommandFigures[], ratio: readonly number[]): string =>
  `  ${name.padEnd(40)} ${middle(figures.map(({ seconds }) => seconds)).toFixed(2)} s, ${middle(figures.map(({ peakMb }) => peakMb)).toFixed(0)} MB, × ${middle(ratio).toFixed(2)}`;

/** Measures the commands in turn, and prints each with its ratio to the first. */
function compare(title: string, commands: Readonly<Record<string, () => CommandFigures>>): void {
  for (const command of Object.values(commands)) command();
  const rounds = Array.from({ length: RUNS }, () => Object.values(commands).map((command) => command()));
  console.log(title);
  for (const [index, name] of Object.keys(commands).entries()) {
    const own = rounds.flatMap((round) => round[index] ?? []);
    const ratio = rounds.map((round) => (round[index]?.seconds ?? Number.NaN) / (round[0]?.seconds ?? Number.NaN));
    console.log(text(name, own, ratio));
  }
}

function documentedFleet(count: number): string {
  const sites = join(folder, `documented-${count}`);
  writeDocumentedFleet(sites, count);
  return sites;
}
const singleSite = documentedFleet(1);
const thousandSites = documentedFleet(1000);
const log = join(folder, 'charon.log');
writeFileSync(log, readFileSync('test/operate/diagnose/cases/captured/bgp-asn-cloud.txt'));
const heartlab = (...args: readonly string[]) => run([process.execPath, 'bin/heartlab.cjs', ...args]);
compare('heartlab, as a multiple of starting Node.js', {
  'node -e 0': () => run([process.execPath, '-e', '0']),
  '--help': () => heartlab('--help'),
  'check of 1 site': () => heartlab('check', '--sites', singleSite),
  'check of 1,000 sites': () => heartlab('check', '--sites', thousandSites),
  'diagnose --log': () =>
    run(['sh', '-c', '"$@" || [ $? -eq 1 ]', 'sh', process.execPath, 'bin/heartlab.cjs', 'diagnose', '--log', log]),
});

/** A project like that of `cdk init app --language typescript`, whose app has the same resources. */
function plainProject(templates: string): string {
  const project = join(folder, 'plain');
  mkdirSync(join(project, 'bin'), { recursive: true });
  for (const file of ['run-floor.ts', 'report.ts']) copyFileSync(join('test/bench', file), join(project, 'bin', file));
  copyFileSync('node_modules/aws-cdk/lib/init-templates/app/typescript/tsconfig.json', join(project, 'tsconfig.json'));
  symlinkSync(realpathSync('node_modules'), join(project, 'node_modules'));
  const { context }: { context: object } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const report = join(templates, 'validation-report.json');
  const app = `npx tsc && npx tsx bin/run-floor.ts ${templates} '' '{}' ${report}`;
  writeFileSync(join(project, 'cdk.json'), JSON.stringify({ app, context, versionReporting: false }));
  return project;
}

const sites = join(folder, 'sites-1');
writeFleet(sites, 1);
const cdk = resolve('node_modules/.bin/cdk');
const appOut = join(folder, 'app.out');
const app = () => run([cdk, 'synth', '--quiet', '--output', appOut, '-c', `sites=${sites}`]);
app();
const project = plainProject(appOut);
compare('cdk synth of one site, with validator and packs', {
  'a project of cdk init': () => run([cdk, 'synth', '--quiet', '--output', join(folder, 'plain.out')], project),
  'this project': app,
});

const synthOneOf = (count: number) => {
  const fleet = join(folder, `fleet-${count}`);
  writeFleet(fleet, count);
  return () =>
    run([
      cdk,
      'synth',
      '--quiet',
      '--output',
      join(folder, 'one.out'),
      '-c',
      `sites=${fleet}`,
      '-c',
      `site=${siteName(0)}`,
    ]);
};
compare('cdk synth -c site=', { 'of 10 sites': synthOneOf(10), 'of 1,000 sites': synthOneOf(1000) });

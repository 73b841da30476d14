import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { buildState } from '../../lib/project/build-state';
import { bundleProgram } from '../../tools/build/build';
import { siteName, writeDocumentedFleet, writeFleet } from '../support/builders/large-fleet';
import { benchFolder, middle } from './measure';

/**
 * `npm run bench [-- --runs R N …]`: the app (without its checks) and a lower bound, alternately in the same run, each in a new process.
 * Quote the ratios: the speed of the machine varies, and affects both.
 */

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const COUNTS = positionals.map(Number).filter((count) => count > 0);
const RUNS = Number(values.runs);

interface Figures {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

const folder = benchFolder();

// Both as compiled JavaScript, so that the synthesis is measured and not the compiler. The app's is that of dist/, with its bundled handlers.
if (buildState(process.cwd()) !== 'current')
  throw new Error('dist/ is not built from these sources. Run npm run build.');
const COMPILED = 'node_modules/.cache/bench';
rmSync(COMPILED, { recursive: true, force: true });
for (const part of ['lib', 'services']) cpSync(join('dist', part), join(COMPILED, part), { recursive: true });
// The app as one file, like that of dist/programs.
bundleProgram(process.cwd(), 'test/bench/run-app.ts', join(COMPILED, 'test/bench/run-app.js'));
buildSync({
  entryPoints: ['test/bench/run-floor.ts', 'test/bench/report.ts'],
  outbase: '.',
  outdir: COMPILED,
  platform: 'node',
  format: 'cjs',
  logLevel: 'error',
});

const { context }: { context: object } = JSON.parse(readFileSync('cdk.json', 'utf8'));

function run(program: 'run-app' | 'run-floor', args: readonly string[]): Figures {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(COMPILED, `test/bench/${program}.js`), ...args],
    { encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false' } },
  );
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${program} failed:\n${stderr}`);
  const { excludedMs, ...rest }: Figures & { excludedMs: number } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  return { ...rest, wallMs: wall - excludedMs };
}

const median = (runs: readonly Figures[]): Figures => ({
  wallMs: middle(runs.map(({ wallMs }) => wallMs)),
  cpuMs: middle(runs.map(({ cpuMs }) => cpuMs)),
  peakMb: middle(runs.map(({ peakMb }) => peakMb)),
});

/** The resources of every template, without metadata. They must be the same on both sides. */
function resources(directory: string): object {
  return Object.fromEntries(
    readdirSync(directory)
      .filter((name) => name.endsWith('.template.json'))
      .map((name) => {
        const { Resources }: { Resources: Record<string, { Type: string; Properties: object }> } = JSON.parse(
          readFileSync(join(directory, name), 'utf8'),
        );
        return [
          name,
          Object.fromEntries(Object.entries(Resources).map(([id, { Type, Properties }]) => [id, { Type, Properties }])),
        ];
      }),
  );
}

const text = ({ wallMs, cpuMs, peakMb }: Figures): string =>
  `${(wallMs / 1000).toFixed(2)} s, CPU ${(cpuMs / 1000).toFixed(2)} s, ${peakMb.toFixed(0)} MB`;

for (const count of COUNTS.length > 0 ? COUNTS : [1, 10, 100, 200, 500]) {
  const sites = join(folder, `sites-${count}`);
  const appOut = join(folder, `app-${count}`);
  const floorOut = join(folder, `floor-${count}`);
  const oneOut = join(folder, `one-${count}`);
  writeFleet(sites, count);
  const settings = JSON.stringify(context);
  const app = () => run('run-app', [sites, appOut, settings]);
  const floor = () => run('run-floor', [appOut, floorOut, settings]);
  const one = () => run('run-app', [sites, oneOut, settings, siteName(0)]);
  app();
  floor();
  if (!isDeepStrictEqual(resources(appOut), resources(floorOut)))
    throw new Error('the lower bound has other resources than the app, so the two can not be compared');
  const rounds = Array.from({ length: RUNS }, () => ({ floor: floor(), app: app(), one: one() }));
  const ratio = (of: (figures: Figures) => number): string =>
    middle(rounds.map((round) => of(round.app) / of(round.floor))).toFixed(2);
  console.log(`N=${count}`);
  console.log(`  floor         ${text(median(rounds.map((round) => round.floor)))}`);
  console.log(
    `  app           ${text(median(rounds.map((round) => round.app)))}   × ${ratio(({ wallMs }) => wallMs)} wall, × ${ratio(({ cpuMs }) => cpuMs)} CPU, × ${ratio(({ peakMb }) => peakMb)} memory`,
  );
  console.log(`  app -c site=  ${text(median(rounds.map((round) => round.one)))}`);
}

// `heartlab check` as a user runs it: a thousand files compared with one.
const checked = [1, 1000].map((count) => {
  const sites = join(folder, `documented-${count}`);
  writeDocumentedFleet(sites, count);
  return { count, sites };
});
const seconds = (sites: string): number => {
  const start = process.hrtime.bigint();
  const { status, stdout } = spawnSync(process.execPath, ['bin/heartlab.cjs', 'check', '--sites', sites], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the documented files are invalid:\n${stdout.slice(0, 2000)}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
};
const rounds = Array.from({ length: RUNS + 1 }, () => checked.map(({ sites }) => seconds(sites))).slice(1);
const [one = 0, thousand = 0] = checked.map((_, index) => middle(rounds.map((round) => round[index] ?? 0)));
const more = middle(rounds.map(([first = 0, second = 0]) => second - first));
console.log(
  `heartlab check: 1 site ${one.toFixed(2)} s, 1000 sites ${thousand.toFixed(2)} s, ${more.toFixed(2)} s more`,
);

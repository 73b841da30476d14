import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchFolder, type CommandFigures, measured, middle } from './measure';

/**
 * `npm run bench:tools [-- --runs R]`: the same modelled work in plain L1 constructs of the AWS CDK and in CDKTF, alternately in one
 * run. It installs CDKTF from the npm registry into a temporary folder, because the project does not need it.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const RUNS = Number(values.runs);
const CDKTF = 'cdktf@0.21.0';

const folder = benchFolder();
writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', CDKTF, 'constructs@10.6.0'], { cwd: folder });

const TOOLS = { cdk: resolve('node_modules'), cdktf: join(folder, 'node_modules') };

const run = (tool: keyof typeof TOOLS, count: number): CommandFigures =>
  measured(
    [process.execPath, `test/bench/tools/${tool}.cjs`, TOOLS[tool], join(folder, `${tool}.out`), String(count)],
    { env: { CDK_VALIDATION: 'false' } },
  );

const text = (figures: readonly CommandFigures[]): string =>
  `${middle(figures.map(({ seconds }) => seconds)).toFixed(2)} s, ${middle(figures.map(({ peakMb }) => peakMb)).toFixed(0)} MB`;

for (const count of [1, 10, 50, 200]) {
  run('cdk', count);
  run('cdktf', count);
  const rounds = Array.from({ length: RUNS }, () => ({ cdk: run('cdk', count), cdktf: run('cdktf', count) }));
  const ratio = middle(rounds.map(({ cdk, cdktf }) => cdktf.seconds / cdk.seconds));
  console.log(
    `N=${count}: plain CDK ${text(rounds.map(({ cdk }) => cdk))}; CDKTF ${text(rounds.map(({ cdktf }) => cdktf))}, × ${ratio.toFixed(2)}`,
  );
}

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { siteName, writeFleet } from '../support/builders/large-fleet';
import { copyProject } from '../support/programs/project-copy';
import { benchFolder, middle } from './measure';

/**
 * `npm run bench:fleets [-- --runs R]`: the commands that synthesize, by the number of sites.
 * - `heartlab review` of one changed site of 10 and of 1,000.
 * - `heartlab audit` of 10 to 500 sites. Linear means that the time a site stays the same.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' } } });
const RUNS = Number(values.runs);

const folder = benchFolder();

/** A repository with this project and so many sites. */
function repositoryOf(count: number): string {
  const repository = mkdtempSync(join(folder, `fleet-${count}-`));
  copyProject(repository);
  rmSync(join(repository, 'sites'), { recursive: true, force: true });
  writeFleet(join(repository, 'sites'), count);
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@heartlab.example'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '.'],
    [...identity, 'commit', '--quiet', '--message', 'base'],
  ])
    execFileSync('git', args, { cwd: repository });
  return repository;
}

/** The seconds that the command takes. Another exit code than expected is a failure. */
function seconds(repository: string, expected: number, ...args: readonly string[]): number {
  const begin = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/heartlab.cjs', ...args], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== expected)
    throw new Error(`${args.join(' ')} ended with ${status}:\n${stdout.slice(0, 2000)}${stderr}`);
  return Number(process.hrtime.bigint() - begin) / 1e9;
}

const [few, many] = [10, 1000].map((count) => {
  const repository = repositoryOf(count);
  const file = join(repository, 'sites', `${siteName(0)}.yaml`);
  writeFileSync(file, readFileSync(file, 'utf8').replace('11112', '2762'));
  return () => seconds(repository, 3, 'review', '--base', 'HEAD');
});
const reviews = Array.from({ length: RUNS }, () => [few?.() ?? Number.NaN, many?.() ?? Number.NaN] as const);
const ofTen = middle(reviews.map(([one]) => one));
const ofThousand = middle(reviews.map(([, other]) => other));
const ratio = middle(reviews.map(([one, other]) => other / one));
console.log(
  `heartlab review of one changed site: of 10 sites ${ofTen.toFixed(1)} s, of 1,000 sites ${ofThousand.toFixed(1)} s, × ${ratio.toFixed(2)}`,
);

for (const count of [10, 50, 200, 500]) {
  const repository = repositoryOf(count);
  const taken = middle(
    Array.from({ length: RUNS }, () => seconds(repository, 0, 'audit', '--out', join(folder, 'evidence'))),
  );
  console.log(
    `heartlab audit of ${count} sites: ${taken.toFixed(1)} s, ${((taken / count) * 1000).toFixed(0)} ms a site`,
  );
}

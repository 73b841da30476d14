import { readFileSync } from 'node:fs';
import { jobOf, workflow } from './workflow';

/** The long run: weekly and by hand, without permissions, and with the programs that it needs. */

const long = workflow('long.yml');
const runs = jobOf(long, 'proof').steps.flatMap(({ run = [] }) => run);

test('runs every week and by hand, and never for a pull request', () => {
  expect(Object.keys(long.on)).toEqual(['schedule', 'workflow_dispatch']);
  expect(long.on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* \d$/) }]);
  expect(Object.keys(long.jobs)).toEqual(['proof']);
  expect(jobOf(long, 'proof').permissions).toBeUndefined();
});

test('runs commands of package.json that run the long amounts and the bench', () => {
  const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(readFileSync('package.json', 'utf8'));
  const commands = runs.flatMap((run) => /(?:^| )npm run (\S+)$/.exec(run)?.[1] ?? []);
  expect(commands).toEqual(['build', 'test:long', 'bench:gate']);
  expect(scripts['test:long']).toBe(
    'TESTS=long jest --runInBand --testPathPatterns test/gate/proof/ test/rehearsal/lab fuzz property cell-stack',
  );
  expect(scripts['bench:gate']).toBe('npm run --silent build:gate && tsx test/bench/gate.ts');
});

test('installs what the tests of a pull request install', () => {
  expect(runs.some((run) => run.includes('apt-get install') && run.endsWith('< .ci/packages.txt'))).toBe(true);
  const source = readFileSync('test/support/programs/program.ts', 'utf8');
  const needed = [...source.matchAll(/^ {2}\['\/[^']+', '([a-z-]+)'\],$/gm)].map(([, name]) => name);
  expect(needed.length).toBeGreaterThan(5);
  const packages = readFileSync('.ci/packages.txt', 'utf8').split('\n');
  for (const name of [...needed, 'postgresql']) expect(packages).toContain(name);
});

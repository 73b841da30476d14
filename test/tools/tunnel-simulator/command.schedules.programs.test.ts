import { simulateCommand } from './command';

interface Summary {
  readonly runs: number;
  readonly steps: number;
  readonly convergible: number;
  readonly converged: number;
}

/** What must hold of so many schedules; a failure prints the schedule, and how to replay it. */
async function holds(count: number, seed: number, ...more: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await simulateCommand(
    '--runs',
    String(count),
    '--seed',
    String(seed),
    '--json',
    ...more,
  );
  const summary: Summary = JSON.parse(stdout);
  expect(summary).toMatchObject({ runs: count, violations: 0, found: [], bothDownSeconds: 0 });
  expect(summary.converged).toBe(summary.convergible);
  // A simulation in which nothing happens, or hardly any schedule can converge, would show nothing.
  expect(summary.steps).toBeGreaterThan(count * 20);
  expect(summary.convergible).toBeGreaterThan(count / 2);
  expect(stderr).toBe('');
  expect(status).toBe(0);
}

test('10,000 schedules: every invariant at every step, and every one converges in which nothing is wrong for good', async () => {
  await Promise.all([holds(5_000, 1), holds(5_000, 2)]);
}, 180_000);

test('200 of them through the real SDK client, with only the wire replaced', async () => {
  await holds(200, 3, '--sdk');
}, 180_000);

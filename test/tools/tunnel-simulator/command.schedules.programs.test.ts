import { simulateCommand } from './command';

interface Summary {
  readonly runs: number;
  readonly steps: number;
  readonly convergible: number;
  readonly converged: number;
}

/** Checks the invariants of many schedules. A failure prints the schedule, and how to replay it. */
async function expectNoViolation(count: number, seed: number, ...more: readonly string[]): Promise<void> {
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
  // A simulation in which nothing happens, or few schedules can converge, would prove nothing.
  expect(summary.steps).toBeGreaterThan(count * 20);
  expect(summary.convergible).toBeGreaterThan(count / 2);
  expect(stderr).toBe('');
  expect(status).toBe(0);
}

test('10,000 schedules keep every invariant, and each without a permanent fault converges', async () => {
  await Promise.all([expectNoViolation(5_000, 1), expectNoViolation(5_000, 2)]);
});

test('200 schedules with the real SDK client, of which only the network is replaced', async () => {
  await expectNoViolation(200, 3, '--sdk');
});

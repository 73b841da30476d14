import { replaySeed, scheduleText, simulateSchedules, summaryText } from '../../../tools/tunnel-simulator/simulate';
import { simulateCommand as command } from './command';

test('a seed always gives the same schedules, another seed gives others', async () => {
  const first = await simulateSchedules({ runs: 30, seed: 5 });
  const again = await simulateSchedules({ runs: 30, seed: 5 });
  const other = await simulateSchedules({ runs: 30, seed: 6 });
  expect(again).toEqual(first);
  expect(other.steps).not.toBe(first.steps);
});

test('a schedule is replayed step by step from its seed', async () => {
  expect(await replaySeed(42, { traced: true })).toEqual(await replaySeed(42, { traced: true }));
});

test('the summary has every figure', async () => {
  const text = summaryText(await simulateSchedules({ runs: 10, seed: 1 }));
  for (const word of ['runs', 'steps', 'violations', 'convergible', 'converged', 'both tunnels down']) {
    expect(text).toMatch(new RegExp(word));
  }
});

test('the text of a schedule has its request, events and result, and no key', async () => {
  for (let seed = 1; seed < 60; seed += 1) {
    const result = await replaySeed(seed, { traced: true });
    expect(scheduleText(result)).toMatch(
      /^schedule \d+: (Create|Update),[\s\S]*tunnel 169\.254\.100\.0\/30[\s\S]*deploy: (complete|failed)/,
    );
    expect(scheduleText(result)).not.toMatch(/[A-Za-z0-9._]{64}/);
  }
});

test('schedules contain every kind of event', async () => {
  const lines: string[] = [];
  for (let seed = 1; seed <= 400; seed += 1) lines.push(...(await replaySeed(seed, { traced: true })).trace);
  const all = lines.join('\n');
  for (const event of [
    /ModifyVpnConnection to/,
    /ModifyVpnTunnelOptions .*PreSharedKey/,
    /the Lambda crashes before/,
    /the Lambda crashes after ModifyVpnTunnelOptions/,
    /the Lambda crashes after CreateTags/,
    /RequestLimitExceeded/,
    /ECONNRESET/,
    /attempt=2/,
    /a later update of this connection has started/,
    /claimed a change recently/,
    /this update changed .*, which is not up again/,
    /is the last working one/,
    /requests a new key for both/,
    /keeps key generation/,
    /stays down until the hospital has replaced/,
    /the limit of 56 minutes is reached/,
    /UnauthorizedOperation/,
    /rollback of deploy: complete/,
    /rollback in the middle: complete/,
    /second deploy: complete/,
    /DOWN \(hospital\)/,
    /does not find/,
    /is deleted/,
  ]) {
    expect(all).toMatch(event);
  }
});

test('the command prints JSON, and exits with 0 without a violation', async () => {
  const { status, stdout } = await command('--runs', '20', '--seed', '9', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ runs: 20, seed: 9, violations: 0, found: [], bothDownSeconds: 0 });
  expect(status).toBe(0);
});

test('with a planted bug it exits with 1, and prints the schedule and how to replay it', async () => {
  const { status, stdout } = await command('--runs', '200', '--plant', 'rotate-twice');
  expect(status).toBe(1);
  expect(stdout).toMatch(/planted: rotate-twice[\s\S]*VIOLATION rotate-once[\s\S]*--replay \d+ --plant rotate-twice/);
  const seed = /--replay (\d+)/.exec(stdout)?.[1] ?? '';
  const replayed = await command('--replay', seed, '--plant', 'rotate-twice');
  expect(replayed.status).toBe(1);
  expect(replayed.stdout).toMatch(/VIOLATION rotate-once/);
  expect((await command('--replay', seed)).status).toBe(0);
});

test('a planted bug that is not found has its own exit code', async () => {
  const { status, stderr } = await command('--runs', '1', '--plant', 'no-claim');
  expect(stderr).toMatch(/no-claim was not found in 1 schedules/);
  expect(status).toBe(2);
});

test.each([
  ['--plant', 'nothing'],
  ['--runs', 'many'],
  ['--seed', '-1'],
])('%s %s is refused', async (name, value) => {
  const { status, stderr } = await command(name, value);
  expect(status).toBe(1);
  expect(stderr).toMatch(/Write (one of|a whole number)/);
});

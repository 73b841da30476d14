import { playedText, playSeed, simulateSchedules, summaryText } from '../../../tools/tunnel-simulator/simulate';
import { simulateCommand as command } from './command';

test('a seed gives the same schedules each time, and another seed others', async () => {
  const [one, again, other] = [
    await simulateSchedules({ runs: 30, seed: 5 }),
    await simulateSchedules({ runs: 30, seed: 5 }),
    await simulateSchedules({ runs: 30, seed: 6 }),
  ];
  expect(again).toEqual(one);
  expect(other.steps).not.toBe(one.steps);
});

test('a schedule is replayed step by step from its seed', async () => {
  expect(await playSeed(42, { traced: true })).toEqual(await playSeed(42, { traced: true }));
});

test('the summary says all that was asked for', async () => {
  const text = summaryText(await simulateSchedules({ runs: 10, seed: 1 }));
  for (const word of ['runs', 'steps', 'violations', 'convergible', 'converged', 'both tunnels down']) {
    expect(text).toMatch(new RegExp(word));
  }
});

test('a played schedule tells what was asked for, what happened and how it ended, and no key', async () => {
  for (let seed = 1; seed < 60; seed += 1) {
    const played = await playSeed(seed, { traced: true });
    expect(playedText(played)).toMatch(
      /^schedule \d+: (Create|Update),[\s\S]*tunnel 169\.254\.100\.0\/30[\s\S]*deploy: (complete|failed)/,
    );
    expect(playedText(played)).not.toMatch(/[A-Za-z0-9._]{64}/);
  }
});

test('schedules hold everything that they are to be tried by', async () => {
  const seen: string[] = [];
  for (let seed = 1; seed <= 400; seed += 1) seen.push(...(await playSeed(seed, { traced: true })).trace);
  const all = seen.join('\n');
  for (const happens of [
    /ModifyVpnConnection to/,
    /ModifyVpnTunnelOptions .*PreSharedKey/,
    /the Lambda dies before/,
    /the Lambda dies after ModifyVpnTunnelOptions/,
    /the Lambda dies after CreateTags/,
    /RequestLimitExceeded/,
    /ECONNRESET/,
    /attempt=2/,
    /a later update of this connection has begun/,
    /claimed a moment ago/,
    /was changed by this update and has not come back/,
    /is the last working one/,
    /are to get a new key at once/,
    /keeps key generation/,
    /stays down until the hospital has entered/,
    /time is up/,
    /UnauthorizedOperation/,
    /rollback of deploy: complete/,
    /rollback in the middle: complete/,
    /second deploy: complete/,
    /DOWN \(hospital\)/,
    /does not find/,
    /is deleted/,
  ]) {
    expect(all).toMatch(happens);
  }
}, 60_000);

test('the command prints JSON, and exits with 0 when nothing is wrong', async () => {
  const { status, stdout } = await command('--runs', '20', '--seed', '9', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ runs: 20, seed: 9, violations: 0, found: [], bothDownSeconds: 0 });
  expect(status).toBe(0);
});

test('with a planted bug it exits with 1, shows the schedule, and says how to replay it', async () => {
  const { status, stdout } = await command('--runs', '200', '--plant', 'rotate-twice');
  expect(status).toBe(1);
  expect(stdout).toMatch(/planted: rotate-twice[\s\S]*VIOLATION rotate-once[\s\S]*--replay \d+ --plant rotate-twice/);
  const seed = /--replay (\d+)/.exec(stdout)?.[1] ?? '';
  const replayed = await command('--replay', seed, '--plant', 'rotate-twice');
  expect(replayed.status).toBe(1);
  expect(replayed.stdout).toMatch(/VIOLATION rotate-once/);
  expect((await command('--replay', seed)).status).toBe(0);
});

test('a planted bug that is not found is an error of its own', async () => {
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

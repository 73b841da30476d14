import { Ec2Error, type Ec2ErrorKind } from '../../../lib/custom-resources/vpn-tunnels/port';
import { runInvocation, UpdateRefused } from '../../../lib/custom-resources/vpn-tunnels/update';
import {
  desired,
  fakeConnection,
  MINUTE,
  NOW,
  RUN,
  runTags,
  testHost,
  updateTask,
} from '../../support/builders/tunnel-plans';

const task = updateTask();
const withNewKey = updateTask(desired({ KeyGeneration: 2 }));
const error = (kind: Ec2ErrorKind, code: string) => async (): Promise<never> => {
  throw new Ec2Error(kind, code, 'message of EC2');
};

/** A call that fails the first time, and then every second time. */
function failEverySecond<A extends readonly unknown[], R>(
  call: (...args: A) => Promise<R>,
  fail: () => Promise<never>,
) {
  let calls = 0;
  return (...args: A): Promise<R> => {
    calls += 1;
    return calls % 2 === 1 ? fail() : call(...args);
  };
}

describe('a temporary error is followed by a retry, after a growing delay', () => {
  test.each([
    ['throttled', 'RequestLimitExceeded'],
    ['unknown', 'ECONNRESET'],
  ] as const)('a read that is %s', async (kind, code) => {
    const whole = fakeConnection();
    const host = testHost();
    const progress = await runInvocation(
      { ...task, desired: desired() },
      fakeConnection({ describe: failEverySecond(whole.describe, error(kind, code)) }),
      host,
    );
    expect(progress.done).toBe(true);
    expect(host.slept).toEqual([750]);
    expect(host.entries[0]).toMatchObject({ outcome: 'retry', detail: `EC2 returned ${code}` });
  });

  test('a write of tags', async () => {
    const whole = fakeConnection();
    const port = fakeConnection({
      describe: whole.describe,
      tag: failEverySecond(whole.tag, error('unknown', 'InternalError')),
    });
    await runInvocation(task, port, testHost());
    expect(port.calls).toContain('tunnel 203.0.113.20');
  });

  test('a throttled change, which EC2 has not made', async () => {
    const whole = fakeConnection();
    const port = fakeConnection({
      modifyTunnel: failEverySecond(whole.modifyTunnel, error('throttled', 'RequestLimitExceeded')),
    });
    await runInvocation(task, port, testHost());
    expect(port.calls.filter((call) => call.startsWith('tunnel'))).toHaveLength(2);
  });

  test('a change is repeated only while the claim is valid; then the next poll claims again', async () => {
    const port = fakeConnection({ modifyTunnel: error('throttled', 'RequestLimitExceeded') });
    const host = testHost();
    expect((await runInvocation(task, port, host)).done).toBe(false);
    expect(host.now() - NOW).toBeLessThan(150_000);
    expect(port.calls.filter((call) => call.startsWith('tag'))).toHaveLength(1);
  });

  test('no claim is made that this invocation could not use', async () => {
    const host = testHost();
    const whole = fakeConnection();
    const port = fakeConnection({
      describe: (id) =>
        host.now() < NOW + 110_000 ? error('throttled', 'RequestLimitExceeded')() : whole.describe(id),
    });
    expect((await runInvocation(task, port, host)).done).toBe(false);
    expect(port.calls.filter((call) => call.startsWith('tag'))).toEqual([]);
  });

  test('no wait exceeds the end of the invocation', async () => {
    const host = testHost();
    const tags = runTags('run-1', RUN.startedAt, NOW + 200_000);
    const port = fakeConnection({}, { tags });
    expect((await runInvocation({ ...task, desired: desired() }, port, host)).done).toBe(false);
    expect(host.slept).toEqual([]);
  });

  test('a connection that EC2 does not find yet', async () => {
    const port = fakeConnection({ describe: async () => undefined });
    expect(await runInvocation(task, port, testHost())).toMatchObject({
      done: false,
      why: expect.stringMatching(/does not find vpn-0a1b2c3d yet/),
    });
  });

  test('a customer gateway that EC2 does not find yet', async () => {
    const newTask = { ...task, run: { ...RUN, startedAt: NOW } };
    const whole = fakeConnection();
    const port = fakeConnection({
      modifyTunnel: failEverySecond(whole.modifyTunnel, error('absent', 'InvalidCustomerGatewayID.NotFound')),
    });
    await runInvocation(newTask, port, testHost());
    expect(port.calls.filter((call) => call.startsWith('tunnel'))).toHaveLength(2);
  });

  test('retries end with the time of the invocation', async () => {
    const host = testHost();
    const progress = await runInvocation(
      task,
      fakeConnection({ describe: error('throttled', 'RequestLimitExceeded') }),
      host,
    );
    expect(progress).toEqual({ done: false, why: 'EC2 returned RequestLimitExceeded' });
    expect(host.now() - NOW).toBeGreaterThanOrEqual(4 * MINUTE);
    expect(host.now() - NOW).toBeLessThan(5 * MINUTE);
  });
});

describe('the same invocation does not repeat a change that may have been made', () => {
  test.each([
    ['unknown', 'ECONNRESET'],
    ['unknown', 'InternalError'],
    ['busy', 'IncorrectState'],
  ] as const)('%s: %s', async (kind, code) => {
    const port = fakeConnection({ modifyTunnel: error(kind, code) });
    expect((await runInvocation(withNewKey, port, testHost())).done).toBe(false);
    expect(port.calls.filter((call) => call.startsWith('tunnel'))).toHaveLength(1);
  });

  test('not even if only the write of its tag failed', async () => {
    let changed = false;
    const whole = fakeConnection();
    const port = fakeConnection({
      describe: whole.describe,
      modifyTunnel: async () => {
        changed = true;
      },
      tag: (id, tags) => (changed ? error('throttled', 'RequestLimitExceeded')() : whole.tag(id, tags)),
    });
    expect((await runInvocation(withNewKey, port, testHost())).done).toBe(false);
    expect(port.calls.filter((call) => call.startsWith('tunnel'))).toHaveLength(1);
  });
});

describe('a permanent failure ends the update at once', () => {
  test.each(['describe', 'tag', 'modifyTunnel'] as const)('%s', async (call) => {
    const port = fakeConnection({ [call]: error('permanent', 'UnauthorizedOperation') });
    const host = testHost();
    await expect(runInvocation(task, port, host)).rejects.toThrow(
      /^auckland-heart: EC2 refused the call: UnauthorizedOperation: message of EC2\. Repeating the call does not help/,
    );
    expect(host.entries.at(-1)).toMatchObject({ outcome: 'failed' });
  });

  test('a customer gateway that EC2 does not find after five minutes', async () => {
    const old = { ...task, run: { ...RUN, startedAt: NOW - 6 * MINUTE } };
    const tags = runTags('run-1', NOW - 6 * MINUTE);
    const port = fakeConnection({ modifyTunnel: error('absent', 'InvalidCustomerGatewayID.NotFound') }, { tags });
    await expect(runInvocation(old, port, testHost())).rejects.toThrow(/InvalidCustomerGatewayID\.NotFound/);
  });

  test('a refusal of the planner, with its message unchanged', async () => {
    const host = testHost();
    const both = { ...task, desired: desired({ KeyGeneration: 2 }, { KeyGeneration: 2 }) };
    const port = fakeConnection();
    await expect(runInvocation(both, port, host)).rejects.toThrow(UpdateRefused);
    expect(host.entries).toMatchObject([{ outcome: 'failed', detail: expect.stringMatching(/both tunnel/) }]);
    expect(port.calls).toEqual(['describe']);
  });

  test('an internal error, whose message is not logged', async () => {
    const host = testHost();
    const port = fakeConnection({
      describe: async () => {
        throw new TypeError('S3cret');
      },
    });
    await expect(runInvocation(task, port, host)).rejects.toThrow(TypeError);
    expect(JSON.stringify(host.entries)).not.toMatch(/S3cret/);
  });
});

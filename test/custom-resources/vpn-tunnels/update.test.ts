import {
  Ec2Error,
  type Ec2ErrorKind,
  type TunnelModification,
  type VpnPort,
} from '../../../lib/custom-resources/vpn-tunnels/port';
import { runInvocation, UpdateRefused } from '../../../lib/custom-resources/vpn-tunnels/update';
import {
  claimTags,
  described,
  desired,
  FIRST,
  type LiveFixture,
  MINUTE,
  NOW,
  planInput,
  RUN,
  runTags,
  SECOND,
  testHost,
  testPort,
} from '../../support/builders/tunnel-plans';

const wanted = desired({ DPDTimeoutSeconds: 45 });
const task = {
  site: 'auckland-heart',
  run: RUN,
  desired: wanted,
  previousKeys: new Map([
    [FIRST, 1],
    [SECOND, 1],
  ]),
};
const withNewKey = { ...task, desired: desired({ KeyGeneration: 2 }) };
const error = (kind: Ec2ErrorKind, code: string) => async (): Promise<never> => {
  throw new Ec2Error(kind, code, 'message of EC2');
};

/** A fake EC2 with one connection and writable tags. Each test defines the effect of changes. */
function connection(over: Partial<VpnPort> = {}, live: LiveFixture = {}) {
  let tags: Record<string, string> = { ...live.tags };
  return testPort({
    describe: async () => described({ ...live, tags }),
    tag: async (_, written) => {
      tags = { ...tags, ...written };
    },
    modifyTunnel: async () => undefined,
    modifyGateway: async () => undefined,
    ...over,
  });
}

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

test('claims, waits until the claim is confirmed, makes the change, and leaves the rest to the next poll', async () => {
  const port = connection();
  const host = testHost();
  const progress = await runInvocation(task, port, host);
  expect(progress.done).toBe(false);
  expect(port.calls).toEqual([
    'describe',
    'tag heartlab:vpn-change',
    'describe',
    'describe',
    'tunnel 203.0.113.20',
    'tag heartlab:vpn-change',
  ]);
  expect(host.slept).toEqual([90_000]);
});

test('an overwritten claim is not used', async () => {
  const other = claimTags(planInput({}, wanted, { invocation: 'another' }), 1);
  let written = false;
  const port = connection({
    describe: async () => described(written ? { tags: other } : {}),
    tag: async () => {
      written = true;
    },
  });
  expect(await runInvocation(task, port, testHost())).toMatchObject({
    done: false,
    why: expect.stringMatching(/claimed a change recently/),
  });
  expect(port.calls.filter((call) => call.startsWith('tunnel'))).toEqual([]);
});

test('the customer gateway is changed through its own call', async () => {
  const port = connection();
  await runInvocation({ ...task, desired: desired({}, {}, { CustomerGatewayId: 'cgw-02' }) }, port, testHost());
  expect(port.calls).toContain('gateway cgw-02');
});

test('a finished update has a report', async () => {
  const host = testHost();
  const progress = await runInvocation({ ...task, desired: desired() }, connection(), host);
  expect(progress).toMatchObject({ done: true, report: expect.stringMatching(/both tunnels match the site file/) });
  expect(host.entries.at(-1)).toMatchObject({
    outcome: 'done',
    site: 'auckland-heart',
    vpnConnectionId: 'vpn-0a1b2c3d',
    run: 'run-1',
  });
});

test('a new key is passed to EC2 once, with its change marker, and appears nowhere else', async () => {
  const sent: TunnelModification[] = [];
  const tags: string[] = [];
  const base = connection({}, {});
  const port: VpnPort = {
    ...base,
    modifyTunnel: async (modification) => {
      sent.push(modification);
    },
    tag: async (id, written) => {
      tags.push(JSON.stringify(written));
      await base.tag(id, written);
    },
  };
  const host = testHost();
  await runInvocation(withNewKey, port, host);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    preSharedKey: host.newPreSharedKey(),
    TunnelOptions: { RekeyMarginTimeSeconds: 271 },
  });
  expect(`${tags.join()} ${JSON.stringify(host.entries)}`).not.toMatch(/S3cret/);
});

test('a change without a new key carries none', async () => {
  const sent: TunnelModification[] = [];
  const port = connection({
    modifyTunnel: async (modification) => {
      sent.push(modification);
    },
  });
  await runInvocation(task, port, testHost());
  expect(sent[0]).not.toHaveProperty('preSharedKey');
});

describe('a temporary error is followed by a retry, after a growing delay', () => {
  test.each([
    ['throttled', 'RequestLimitExceeded'],
    ['unknown', 'ECONNRESET'],
  ] as const)('a read that is %s', async (kind, code) => {
    const whole = connection();
    const host = testHost();
    const progress = await runInvocation(
      { ...task, desired: desired() },
      connection({ describe: failEverySecond(whole.describe, error(kind, code)) }),
      host,
    );
    expect(progress.done).toBe(true);
    expect(host.slept).toEqual([750]);
    expect(host.entries[0]).toMatchObject({ outcome: 'retry', detail: `EC2 returned ${code}` });
  });

  test('a write of tags', async () => {
    const whole = connection();
    const port = connection({
      describe: whole.describe,
      tag: failEverySecond(whole.tag, error('unknown', 'InternalError')),
    });
    await runInvocation(task, port, testHost());
    expect(port.calls).toContain('tunnel 203.0.113.20');
  });

  test('a throttled change, which EC2 has not made', async () => {
    const whole = connection();
    const port = connection({
      modifyTunnel: failEverySecond(whole.modifyTunnel, error('throttled', 'RequestLimitExceeded')),
    });
    await runInvocation(task, port, testHost());
    expect(port.calls.filter((call) => call.startsWith('tunnel'))).toHaveLength(2);
  });

  test('a change is repeated only while the claim is valid; then the next poll claims again', async () => {
    const port = connection({ modifyTunnel: error('throttled', 'RequestLimitExceeded') });
    const host = testHost();
    expect((await runInvocation(task, port, host)).done).toBe(false);
    expect(host.now() - NOW).toBeLessThan(150_000);
    expect(port.calls.filter((call) => call.startsWith('tag'))).toHaveLength(1);
  });

  test('no claim is made that this invocation could not use', async () => {
    const host = testHost();
    const whole = connection();
    const port = connection({
      describe: (id) =>
        host.now() < NOW + 110_000 ? error('throttled', 'RequestLimitExceeded')() : whole.describe(id),
    });
    expect((await runInvocation(task, port, host)).done).toBe(false);
    expect(port.calls.filter((call) => call.startsWith('tag'))).toEqual([]);
  });

  test('no wait exceeds the end of the invocation', async () => {
    const host = testHost();
    const tags = runTags('run-1', RUN.startedAt, NOW + 200_000);
    const port = connection({}, { tags });
    expect((await runInvocation({ ...task, desired: desired() }, port, host)).done).toBe(false);
    expect(host.slept).toEqual([]);
  });

  test('a connection that EC2 does not find yet', async () => {
    const port = connection({ describe: async () => undefined });
    expect(await runInvocation(task, port, testHost())).toMatchObject({
      done: false,
      why: expect.stringMatching(/does not find vpn-0a1b2c3d yet/),
    });
  });

  test('a customer gateway that EC2 does not find yet', async () => {
    const newTask = { ...task, run: { ...RUN, startedAt: NOW } };
    const whole = connection();
    const port = connection({
      modifyTunnel: failEverySecond(whole.modifyTunnel, error('absent', 'InvalidCustomerGatewayID.NotFound')),
    });
    await runInvocation(newTask, port, testHost());
    expect(port.calls.filter((call) => call.startsWith('tunnel'))).toHaveLength(2);
  });

  test('retries end with the time of the invocation', async () => {
    const host = testHost();
    const progress = await runInvocation(
      task,
      connection({ describe: error('throttled', 'RequestLimitExceeded') }),
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
    const port = connection({ modifyTunnel: error(kind, code) });
    expect((await runInvocation(withNewKey, port, testHost())).done).toBe(false);
    expect(port.calls.filter((call) => call.startsWith('tunnel'))).toHaveLength(1);
  });

  test('not even if only the write of its tag failed', async () => {
    let changed = false;
    const whole = connection();
    const port = connection({
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
    const port = connection({ [call]: error('permanent', 'UnauthorizedOperation') });
    const host = testHost();
    await expect(runInvocation(task, port, host)).rejects.toThrow(
      /^auckland-heart: EC2 refused the call: UnauthorizedOperation: message of EC2\. Repeating the call does not help/,
    );
    expect(host.entries.at(-1)).toMatchObject({ outcome: 'failed' });
  });

  test('a customer gateway that EC2 does not find after five minutes', async () => {
    const old = { ...task, run: { ...RUN, startedAt: NOW - 6 * MINUTE } };
    const tags = runTags('run-1', NOW - 6 * MINUTE);
    const port = connection({ modifyTunnel: error('absent', 'InvalidCustomerGatewayID.NotFound') }, { tags });
    await expect(runInvocation(old, port, testHost())).rejects.toThrow(/InvalidCustomerGatewayID\.NotFound/);
  });

  test('a refusal of the planner, with its message unchanged', async () => {
    const host = testHost();
    const both = { ...task, desired: desired({ KeyGeneration: 2 }, { KeyGeneration: 2 }) };
    const port = connection();
    await expect(runInvocation(both, port, host)).rejects.toThrow(UpdateRefused);
    expect(host.entries).toMatchObject([{ outcome: 'failed', detail: expect.stringMatching(/both tunnel/) }]);
    expect(port.calls).toEqual(['describe']);
  });

  test('an internal error, whose message is not logged', async () => {
    const host = testHost();
    const port = connection({
      describe: async () => {
        throw new TypeError('S3cret');
      },
    });
    await expect(runInvocation(task, port, host)).rejects.toThrow(TypeError);
    expect(JSON.stringify(host.entries)).not.toMatch(/S3cret/);
  });
});

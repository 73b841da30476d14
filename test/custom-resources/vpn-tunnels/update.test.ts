import {
  Ec2Error,
  type Ec2ErrorKind,
  type TunnelModification,
  type VpnPort,
} from '../../../lib/custom-resources/vpn-tunnels/port';
import { runInvocation, UpdateRefused } from '../../../lib/custom-resources/vpn-tunnels/update';
import {
  claimed,
  described,
  desired,
  FIRST,
  type LiveFixture,
  MINUTE,
  NOW,
  RUN,
  runMark,
  SECOND,
  situation,
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
const grown = { ...task, desired: desired({ KeyGeneration: 2 }) };
const error = (kind: Ec2ErrorKind, code: string) => async (): Promise<never> => {
  throw new Ec2Error(kind, code, 'what EC2 says');
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

/** Every second answer of a call is this error. */
function everySecond<A extends readonly unknown[], R>(call: (...args: A) => Promise<R>, fail: () => Promise<never>) {
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
  expect(port.asked).toEqual([
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
  const other = claimed(situation({}, wanted, { invocation: 'another' }), 1);
  let written = false;
  const port = connection({
    describe: async () => described(written ? { tags: other } : {}),
    tag: async () => {
      written = true;
    },
  });
  expect(await runInvocation(task, port, testHost())).toMatchObject({
    done: false,
    why: expect.stringMatching(/claimed a moment ago/),
  });
  expect(port.asked.filter((call) => call.startsWith('tunnel'))).toEqual([]);
});

test('the customer gateway is changed through its own call', async () => {
  const port = connection();
  await runInvocation({ ...task, desired: desired({}, {}, { CustomerGatewayId: 'cgw-02' }) }, port, testHost());
  expect(port.asked).toContain('gateway cgw-02');
});

test('done comes with a report', async () => {
  const host = testHost();
  const progress = await runInvocation({ ...task, desired: desired() }, connection(), host);
  expect(progress).toMatchObject({ done: true, report: expect.stringMatching(/both tunnels are as/) });
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
  await runInvocation(grown, port, host);
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

describe('what passes is repeated, later each time', () => {
  test.each([
    ['throttled', 'RequestLimitExceeded'],
    ['unknown', 'ECONNRESET'],
  ] as const)('a read that is %s', async (kind, code) => {
    const whole = connection();
    const host = testHost();
    const progress = await runInvocation(
      { ...task, desired: desired() },
      connection({ describe: everySecond(whole.describe, error(kind, code)) }),
      host,
    );
    expect(progress.done).toBe(true);
    expect(host.slept).toEqual([750]);
    expect(host.entries[0]).toMatchObject({ outcome: 'retry', detail: `${code} from EC2` });
  });

  test('a mark', async () => {
    const whole = connection();
    const port = connection({
      describe: whole.describe,
      tag: everySecond(whole.tag, error('unknown', 'InternalError')),
    });
    await runInvocation(task, port, testHost());
    expect(port.asked).toContain('tunnel 203.0.113.20');
  });

  test('a throttled change: surely it was not made', async () => {
    const whole = connection();
    const port = connection({
      modifyTunnel: everySecond(whole.modifyTunnel, error('throttled', 'RequestLimitExceeded')),
    });
    await runInvocation(task, port, testHost());
    expect(port.asked.filter((call) => call.startsWith('tunnel'))).toHaveLength(2);
  });

  test('but only while the claim is valid: then the next poll claims again', async () => {
    const port = connection({ modifyTunnel: error('throttled', 'RequestLimitExceeded') });
    const host = testHost();
    expect((await runInvocation(task, port, host)).done).toBe(false);
    expect(host.now() - NOW).toBeLessThan(150_000);
    expect(port.asked.filter((call) => call.startsWith('tag'))).toHaveLength(1);
  });

  test('nothing is claimed that this invocation could not act on any more', async () => {
    const host = testHost();
    const whole = connection();
    const port = connection({
      describe: (id) =>
        host.now() < NOW + 110_000 ? error('throttled', 'RequestLimitExceeded')() : whole.describe(id),
    });
    expect((await runInvocation(task, port, host)).done).toBe(false);
    expect(port.asked.filter((call) => call.startsWith('tag'))).toEqual([]);
  });

  test('nor is anything waited for beyond the end of the invocation', async () => {
    const host = testHost();
    const tags = runMark('run-1', RUN.startedAt, NOW + 200_000);
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
    const young = { ...task, run: { ...RUN, startedAt: NOW } };
    const whole = connection();
    const port = connection({
      modifyTunnel: everySecond(whole.modifyTunnel, error('absent', 'InvalidCustomerGatewayID.NotFound')),
    });
    await runInvocation(young, port, testHost());
    expect(port.asked.filter((call) => call.startsWith('tunnel'))).toHaveLength(2);
  });

  test('for as long as an invocation may take, and no longer', async () => {
    const host = testHost();
    const progress = await runInvocation(
      task,
      connection({ describe: error('throttled', 'RequestLimitExceeded') }),
      host,
    );
    expect(progress).toEqual({ done: false, why: 'RequestLimitExceeded from EC2' });
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
    expect((await runInvocation(grown, port, testHost())).done).toBe(false);
    expect(port.asked.filter((call) => call.startsWith('tunnel'))).toHaveLength(1);
  });

  test('not even where only its mark afterwards failed', async () => {
    let changed = false;
    const whole = connection();
    const port = connection({
      describe: whole.describe,
      modifyTunnel: async () => {
        changed = true;
      },
      tag: (id, tags) => (changed ? error('throttled', 'RequestLimitExceeded')() : whole.tag(id, tags)),
    });
    expect((await runInvocation(grown, port, testHost())).done).toBe(false);
    expect(port.asked.filter((call) => call.startsWith('tunnel'))).toHaveLength(1);
  });
});

describe('what does not pass ends at once', () => {
  test.each(['describe', 'tag', 'modifyTunnel'] as const)('%s', async (call) => {
    const port = connection({ [call]: error('permanent', 'UnauthorizedOperation') });
    const host = testHost();
    await expect(runInvocation(task, port, host)).rejects.toThrow(
      /^auckland-heart: EC2 refuses: UnauthorizedOperation: what EC2 says\. EC2 will not do this/,
    );
    expect(host.entries.at(-1)).toMatchObject({ outcome: 'failed' });
  });

  test('what is still not found after the grace', async () => {
    const old = { ...task, run: { ...RUN, startedAt: NOW - 6 * MINUTE } };
    const tags = runMark('run-1', NOW - 6 * MINUTE);
    const port = connection({ modifyTunnel: error('absent', 'InvalidCustomerGatewayID.NotFound') }, { tags });
    await expect(runInvocation(old, port, testHost())).rejects.toThrow(/InvalidCustomerGatewayID\.NotFound/);
  });

  test('a refusal of the planner, with its message unchanged', async () => {
    const host = testHost();
    const both = { ...task, desired: desired({ KeyGeneration: 2 }, { KeyGeneration: 2 }) };
    const port = connection();
    await expect(runInvocation(both, port, host)).rejects.toThrow(UpdateRefused);
    expect(host.entries).toMatchObject([{ outcome: 'failed', detail: expect.stringMatching(/both tunnel/) }]);
    expect(port.asked).toEqual(['describe']);
  });

  test('an error of our own, which the log does not repeat', async () => {
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

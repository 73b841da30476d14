import type { TunnelModification, VpnPort } from '../../../lib/custom-resources/vpn-tunnels/port';
import { runInvocation } from '../../../lib/custom-resources/vpn-tunnels/update';
import {
  claimTags,
  described,
  desired,
  fakeConnection,
  planInput,
  testHost,
  updateTask,
} from '../../support/builders/tunnel-plans';

const task = updateTask();
const withNewKey = updateTask(desired({ KeyGeneration: 2 }));

test('claims, waits until the claim is confirmed, makes the change, and leaves the rest to the next poll', async () => {
  const port = fakeConnection();
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
  const other = claimTags(planInput({}, task.desired, { invocation: 'another' }), 1);
  let written = false;
  const port = fakeConnection({
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
  const port = fakeConnection();
  await runInvocation({ ...task, desired: desired({}, {}, { CustomerGatewayId: 'cgw-02' }) }, port, testHost());
  expect(port.calls).toContain('gateway cgw-02');
});

test('a finished update has a report', async () => {
  const host = testHost();
  const progress = await runInvocation({ ...task, desired: desired() }, fakeConnection(), host);
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
  const base = fakeConnection({}, {});
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
  const port = fakeConnection({
    modifyTunnel: async (modification) => {
      sent.push(modification);
    },
  });
  await runInvocation(task, port, testHost());
  expect(sent[0]).not.toHaveProperty('preSharedKey');
});

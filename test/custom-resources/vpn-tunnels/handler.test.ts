import { createHandlers, siteOf } from '../../../lib/custom-resources/vpn-tunnels/handler';
import { Ec2Error } from '../../../lib/custom-resources/vpn-tunnels/port';
import {
  described,
  desired,
  KEYS_COUNTED,
  MINUTE,
  NOW,
  RUN,
  runMark,
  testHost,
  testPort,
  VPN,
} from '../../support/builders/tunnel-plans';

const event = {
  RequestId: 'run-1',
  StackId: 'arn:aws:cloudformation:ap-southeast-2:111122223333:stack/SiteStack-auckland-heart/0a1b',
  ResponseURL: 'https://example.invalid',
  ResourceProperties: { ServiceToken: 'arn:aws:lambda:x', ...desired() },
};
const update = {
  ...event,
  RequestType: 'Update',
  PhysicalResourceId: VPN,
  OldResourceProperties: event.ResourceProperties,
};
const untouchable = () => testPort({});

describe('onEvent', () => {
  test('Create: the connection is the physical resource, and the hour is counted from here', async () => {
    const { onEvent } = createHandlers(untouchable(), testHost());
    expect(await onEvent({ ...event, RequestType: 'Create' })).toEqual({
      PhysicalResourceId: VPN,
      StartedAt: new Date(NOW).toISOString(),
    });
  });

  test('Update of the same connection', async () => {
    const { onEvent } = createHandlers(untouchable(), testHost());
    expect(await onEvent(update)).toMatchObject({ PhysicalResourceId: VPN });
  });

  test('a changed VpnConnectionId is refused: a replacement was caught, without a call to EC2', async () => {
    const port = untouchable();
    const host = testHost();
    const { onEvent } = createHandlers(port, host);
    const replaced = { ...update, ResourceProperties: { ...event.ResourceProperties, VpnConnectionId: 'vpn-0ffff' } };
    await expect(onEvent(replaced)).rejects.toThrow(
      /^auckland-heart: VpnConnectionId would change from vpn-0a1b2c3d to vpn-0ffff: a replacement was caught\. Nothing was touched\./,
    );
    expect(port.asked).toEqual([]);
    expect(host.entries).toMatchObject([{ heartlab: 'tunnel-update', outcome: 'failed', site: 'auckland-heart' }]);
  });

  test('the rollback of such a refusal goes back to the connection that was there, and is not refused', async () => {
    const { onEvent } = createHandlers(untouchable(), testHost());
    const old = { ...event.ResourceProperties, VpnConnectionId: 'vpn-0ffff' };
    expect(await onEvent({ ...update, OldResourceProperties: old })).toMatchObject({ PhysicalResourceId: VPN });
  });

  test('invalid properties fail before any call to EC2', async () => {
    const port = untouchable();
    const { onEvent } = createHandlers(port, testHost());
    await expect(onEvent({ ...update, ResourceProperties: { ServiceToken: 'x' } })).rejects.toThrow(/can't be read/);
    expect(port.asked).toEqual([]);
  });

  test('Delete does nothing, whatever the properties', async () => {
    const port = untouchable();
    const { onEvent } = createHandlers(port, testHost());
    const gone = { ...event, RequestType: 'Delete', PhysicalResourceId: VPN, ResourceProperties: 'unreadable' };
    expect(await onEvent(gone)).toEqual({ PhysicalResourceId: VPN });
    expect(port.asked).toEqual([]);
  });
});

describe('isComplete', () => {
  const polled = { ...update, StartedAt: new Date(RUN.startedAt).toISOString() };

  test('done, with a report for the stack', async () => {
    const { isComplete } = createHandlers(testPort({ describe: async () => described() }), testHost());
    expect(await isComplete(polled)).toEqual({
      IsComplete: true,
      Data: { Report: expect.stringMatching(/^auckland-heart: both tunnels are as the site file says/) },
    });
  });

  test('not yet: nothing but that, the framework allows no data', async () => {
    const { isComplete } = createHandlers(
      testPort({ describe: async () => described({ state: 'modifying' }) }),
      testHost(),
    );
    expect(await isComplete(polled)).toEqual({ IsComplete: false });
  });

  test('the old properties give the generation of a key without a tag', async () => {
    const written: Record<string, string>[] = [];
    const uncounted = described();
    const port = testPort({
      describe: async () => ({
        ...uncounted,
        Tags: (uncounted.Tags ?? []).filter(({ Key }) => !Object.hasOwn(KEYS_COUNTED, Key ?? '')),
      }),
      tag: async (_, tags) => {
        written.push({ ...tags });
        throw new Ec2Error('permanent', 'Enough', '');
      },
    });
    const { isComplete } = createHandlers(port, testHost());
    const grown = { ServiceToken: 'x', ...desired({ KeyGeneration: 3 }) };
    const before = { ServiceToken: 'x', ...desired({ KeyGeneration: 2 }) };
    await expect(isComplete({ ...polled, ResourceProperties: grown, OldResourceProperties: before })).rejects.toThrow();
    expect(written).toEqual([{ 'heartlab:vpn-key/169.254.100.0/30': '2', 'heartlab:vpn-key/169.254.100.4/30': '1' }]);
  });

  test('fails with its reason, which CloudFormation shows', async () => {
    const { isComplete } = createHandlers(
      testPort({ describe: async () => described({ state: 'deleted' }) }),
      testHost(),
    );
    await expect(isComplete(polled)).rejects.toThrow(/^auckland-heart: the VPN connection vpn-0a1b2c3d is deleted/);
  });

  test('fails without knowing when the run began', async () => {
    const { isComplete } = createHandlers(untouchable(), testHost());
    await expect(isComplete(update)).rejects.toThrow(/StartedAt is missing/);
  });

  test('the hour is counted from the start of the run, not of the poll', async () => {
    const startedAt = new Date(NOW - 57 * MINUTE).toISOString();
    const tags = runMark('run-1', Date.parse(startedAt));
    const { isComplete } = createHandlers(
      testPort({ describe: async () => described({ state: 'modifying', tags }) }),
      testHost(),
    );
    await expect(isComplete({ ...polled, StartedAt: startedAt })).rejects.toThrow(
      /time is up \(56 minutes\): the connection is modifying/,
    );
  });

  test('Delete is complete', async () => {
    const { isComplete } = createHandlers(untouchable(), testHost());
    expect(await isComplete({ ...event, RequestType: 'Delete' })).toEqual({ IsComplete: true });
  });
});

test('the site is in the name of its stack', () => {
  expect(siteOf(event.StackId)).toBe('auckland-heart');
  expect(siteOf('other')).toBe('other');
});

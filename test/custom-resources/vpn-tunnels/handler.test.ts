import { createHandlers, siteOfStack } from '../../../lib/custom-resources/vpn-tunnels/handler';
import { Ec2Error } from '../../../lib/custom-resources/vpn-tunnels/port';
import {
  described,
  desired,
  KEY_TAGS,
  MINUTE,
  NOW,
  RUN,
  runTags,
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
/** Every call but that of tags fails. */
const portWithoutAnswers = () => testPort({});

describe('onEvent', () => {
  test('Create returns the connection as the physical resource, and the start of the run', async () => {
    const { onEvent } = createHandlers(portWithoutAnswers(), testHost());
    expect(await onEvent({ ...event, RequestType: 'Create' })).toEqual({
      PhysicalResourceId: VPN,
      StartedAt: new Date(NOW).toISOString(),
    });
  });

  test('Update of the same connection', async () => {
    const { onEvent } = createHandlers(portWithoutAnswers(), testHost());
    expect(await onEvent(update)).toMatchObject({ PhysicalResourceId: VPN });
  });

  test('a changed VpnConnectionId, which is a replacement, is refused without a call to EC2', async () => {
    const port = portWithoutAnswers();
    const host = testHost();
    const { onEvent } = createHandlers(port, host);
    const replaced = { ...update, ResourceProperties: { ...event.ResourceProperties, VpnConnectionId: 'vpn-0ffff' } };
    await expect(onEvent(replaced)).rejects.toThrow(
      /^auckland-heart: VpnConnectionId would change from vpn-0a1b2c3d to vpn-0ffff: the change would replace the connection\. Nothing was changed\./,
    );
    expect(port.calls).toEqual([]);
    expect(host.entries).toMatchObject([{ heartlab: 'tunnel-update', outcome: 'failed', site: 'auckland-heart' }]);
  });

  test('the rollback of that refusal, to the existing connection, is not refused', async () => {
    const { onEvent } = createHandlers(portWithoutAnswers(), testHost());
    const old = { ...event.ResourceProperties, VpnConnectionId: 'vpn-0ffff' };
    expect(await onEvent({ ...update, OldResourceProperties: old })).toMatchObject({ PhysicalResourceId: VPN });
  });

  test('invalid properties fail before any call to EC2', async () => {
    const port = portWithoutAnswers();
    const { onEvent } = createHandlers(port, testHost());
    await expect(onEvent({ ...update, ResourceProperties: { ServiceToken: 'x' } })).rejects.toThrow(
      /the properties are invalid/,
    );
    expect(port.calls).toEqual([]);
  });

  test('Delete does nothing, even with invalid properties', async () => {
    const port = portWithoutAnswers();
    const { onEvent } = createHandlers(port, testHost());
    const deletion = { ...event, RequestType: 'Delete', PhysicalResourceId: VPN, ResourceProperties: 'invalid' };
    expect(await onEvent(deletion)).toEqual({ PhysicalResourceId: VPN });
    expect(port.calls).toEqual([]);
  });
});

describe('isComplete', () => {
  const polled = { ...update, StartedAt: new Date(RUN.startedAt).toISOString() };

  test('done, with a report for the stack', async () => {
    const { isComplete } = createHandlers(testPort({ describe: async () => described() }), testHost());
    expect(await isComplete(polled)).toEqual({
      IsComplete: true,
      Data: { Report: expect.stringMatching(/^auckland-heart: both tunnels match the site file/) },
    });
  });

  test('not done: no data, which the framework would refuse', async () => {
    const { isComplete } = createHandlers(
      testPort({ describe: async () => described({ state: 'modifying' }) }),
      testHost(),
    );
    expect(await isComplete(polled)).toEqual({ IsComplete: false });
  });

  test('the generation of a key without a tag comes from the old properties', async () => {
    const written: Record<string, string>[] = [];
    const untagged = described();
    const port = testPort({
      describe: async () => ({
        ...untagged,
        Tags: (untagged.Tags ?? []).filter(({ Key }) => !Object.hasOwn(KEY_TAGS, Key ?? '')),
      }),
      tag: async (_, tags) => {
        written.push({ ...tags });
        throw new Ec2Error('permanent', 'StopHere', '');
      },
    });
    const { isComplete } = createHandlers(port, testHost());
    const withNewKey = { ServiceToken: 'x', ...desired({ KeyGeneration: 3 }) };
    const before = { ServiceToken: 'x', ...desired({ KeyGeneration: 2 }) };
    await expect(
      isComplete({ ...polled, ResourceProperties: withNewKey, OldResourceProperties: before }),
    ).rejects.toThrow();
    expect(written).toEqual([{ 'heartlab:vpn-key/169.254.100.0/30': '2', 'heartlab:vpn-key/169.254.100.4/30': '1' }]);
  });

  test('fails with the reason, which CloudFormation shows', async () => {
    const { isComplete } = createHandlers(
      testPort({ describe: async () => described({ state: 'deleted' }) }),
      testHost(),
    );
    await expect(isComplete(polled)).rejects.toThrow(/^auckland-heart: the VPN connection vpn-0a1b2c3d is deleted/);
  });

  test('fails if the start of the run is missing', async () => {
    const { isComplete } = createHandlers(portWithoutAnswers(), testHost());
    await expect(isComplete(update)).rejects.toThrow(/StartedAt is missing/);
  });

  test('the time limit begins with the run, not with the poll', async () => {
    const startedAt = new Date(NOW - 57 * MINUTE).toISOString();
    const tags = runTags('run-1', Date.parse(startedAt));
    const { isComplete } = createHandlers(
      testPort({ describe: async () => described({ state: 'modifying', tags }) }),
      testHost(),
    );
    await expect(isComplete({ ...polled, StartedAt: startedAt })).rejects.toThrow(
      /the limit of 56 minutes is reached: the connection is modifying/,
    );
  });

  test('Delete is complete', async () => {
    const { isComplete } = createHandlers(portWithoutAnswers(), testHost());
    expect(await isComplete({ ...event, RequestType: 'Delete' })).toEqual({ IsComplete: true });
  });
});

test('the site is read from the name of its stack', () => {
  expect(siteOfStack(event.StackId)).toBe('auckland-heart');
  expect(siteOfStack('other')).toBe('other');
});

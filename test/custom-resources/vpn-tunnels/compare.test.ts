import {
  changeOf,
  desiredOptions,
  differingOptions,
  liveOptions,
  optionsDigest,
} from '../../../lib/custom-resources/vpn-tunnels/compare';
import { describedTunnel, desiredTunnel, FIRST, LOGS } from '../../support/builders/tunnel-plans';

const differing = (live: Parameters<typeof describedTunnel>[1], wanted: Parameters<typeof desiredTunnel>[1] = {}) =>
  differingOptions(liveOptions(describedTunnel(FIRST, live)), desiredOptions(desiredTunnel(FIRST, wanted)));

test('the baseline as EC2 shows it is the baseline as we ask for it', () => expect(differing({})).toEqual([]));

test.each([
  ['IKEVersions', { IkeVersions: [{ Value: 'ikev1' }, { Value: 'ikev2' }] }],
  ['IKEVersions', { IkeVersions: undefined }],
  ['Phase1EncryptionAlgorithms', { Phase1EncryptionAlgorithms: [{ Value: 'AES256' }] }],
  ['Phase1IntegrityAlgorithms', { Phase1IntegrityAlgorithms: [{ Value: 'SHA1' }] }],
  ['Phase1DHGroupNumbers', { Phase1DHGroupNumbers: [{ Value: 2 }] }],
  ['Phase1LifetimeSeconds', { Phase1LifetimeSeconds: 900 }],
  ['Phase2EncryptionAlgorithms', { Phase2EncryptionAlgorithms: [{ Value: 'AES256' }] }],
  ['Phase2IntegrityAlgorithms', { Phase2IntegrityAlgorithms: [{ Value: 'SHA1' }] }],
  ['Phase2DHGroupNumbers', { Phase2DHGroupNumbers: [{ Value: 2 }] }],
  ['Phase2LifetimeSeconds', { Phase2LifetimeSeconds: 900 }],
  ['DPDTimeoutSeconds', { DpdTimeoutSeconds: 40 }],
  ['DPDTimeoutAction', { DpdTimeoutAction: undefined }],
  ['StartupAction', { StartupAction: 'add' }],
  ['EnableTunnelLifecycleControl', { EnableTunnelLifecycleControl: false }],
  ['LogOptions', { LogOptions: undefined }],
  [
    'LogOptions',
    {
      LogOptions: {
        CloudWatchLogOptions: { LogEnabled: true, LogGroupArn: 'arn:aws:logs:other', LogOutputFormat: 'json' },
      },
    },
  ],
  [
    'LogOptions',
    {
      LogOptions: {
        CloudWatchLogOptions: { LogEnabled: true, LogGroupArn: LOGS.tunnelLogGroupArn, LogOutputFormat: 'text' },
      },
    },
  ],
])('a difference in %s is seen, and only that', (field, live) => expect(differing(live)).toEqual([field]));

// VpnTunnelOptionsSpecification, "Default" of each: what is absent in DescribeVpnConnections.
test('an absent option is what AWS does when it was never set', () => {
  const wanted = {
    IKEVersions: [{ Value: 'ikev1' }, { Value: 'ikev2' }],
    DPDTimeoutAction: 'clear',
    StartupAction: 'add',
    EnableTunnelLifecycleControl: false,
  } as const;
  const never = {
    OutsideIpAddress: '203.0.113.20',
    TunnelInsideCidr: FIRST,
    LogOptions: describedTunnel(FIRST).LogOptions,
  };
  expect(differingOptions(liveOptions(never), desiredOptions(desiredTunnel(FIRST, wanted)))).toEqual([]);
});

test('other options of EC2 are no difference: rekey margin, replay window, key', () => {
  const extra = { RekeyMarginTimeSeconds: 271, ReplayWindowSize: 1024, RekeyFuzzPercentage: 100, PreSharedKey: '****' };
  expect(differing(extra)).toEqual([]);
});

test('a change names what differs and nothing else', () => {
  const wanted = desiredTunnel(FIRST, { DPDTimeoutSeconds: 45, StartupAction: 'add' });
  const live = liveOptions(describedTunnel(FIRST));
  const fields = differingOptions(live, desiredOptions(wanted));
  expect(changeOf(wanted, live, fields)).toEqual({ DPDTimeoutSeconds: 45, StartupAction: 'add' });
});

test('a BGP log that should not be is switched off by name; elsewhere BGP is not spoken of: a static connection knows none', () => {
  const wanted = desiredTunnel(FIRST);
  const bgp = { BgpLogEnabled: true, BgpLogGroupArn: 'arn:aws:logs:bgp', BgpLogOutputFormat: 'json' };
  const on = { CloudWatchLogOptions: { ...describedTunnel(FIRST).LogOptions?.CloudWatchLogOptions, ...bgp } };
  const withBgp = liveOptions(describedTunnel(FIRST, { LogOptions: on }));
  expect(changeOf(wanted, withBgp, differingOptions(withBgp, desiredOptions(wanted)))).toMatchObject({
    LogOptions: { CloudWatchLogOptions: { LogEnabled: true, BgpLogEnabled: false } },
  });
  const off = liveOptions(describedTunnel(FIRST, { LogOptions: undefined }));
  expect(JSON.stringify(changeOf(wanted, off, ['LogOptions']))).not.toMatch(/Bgp/);
});

test('DH groups are in the order of numbers, algorithms in that of letters', () => {
  const groups = [20, 14, 5, 2].map((Value) => ({ Value }));
  const encryption = ['AES256-GCM-16', 'AES256', 'AES128'].map((Value) => ({ Value }));
  expect(
    liveOptions(describedTunnel(FIRST, { Phase2DHGroupNumbers: groups, Phase2EncryptionAlgorithms: encryption })),
  ).toMatchObject({ Phase2DHGroupNumbers: '2 5 14 20', Phase2EncryptionAlgorithms: 'AES128 AES256 AES256-GCM-16' });
});

test('the digest depends on the options, and not on the order of a list', () => {
  const one = desiredOptions(desiredTunnel(FIRST));
  expect(optionsDigest(liveOptions(describedTunnel(FIRST)))).toBe(optionsDigest(one));
  expect(optionsDigest(desiredOptions(desiredTunnel(FIRST, { DPDTimeoutSeconds: 31 })))).not.toBe(optionsDigest(one));
});

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

test('the baseline in a response of EC2 equals the baseline of the site file', () => expect(differing({})).toEqual([]));

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
])('only the difference in %s is found', (field, live) => expect(differing(live)).toEqual([field]));

// "Default" of each option in VpnTunnelOptionsSpecification.
test('an absent option has the default of AWS', () => {
  const wanted = {
    IKEVersions: [{ Value: 'ikev1' }, { Value: 'ikev2' }],
    DPDTimeoutAction: 'clear',
    StartupAction: 'add',
    EnableTunnelLifecycleControl: false,
  } as const;
  const neverSet = {
    OutsideIpAddress: '203.0.113.20',
    TunnelInsideCidr: FIRST,
    LogOptions: describedTunnel(FIRST).LogOptions,
  };
  expect(differingOptions(liveOptions(neverSet), desiredOptions(desiredTunnel(FIRST, wanted)))).toEqual([]);
});

test('rekey margin, replay window and key are not compared', () => {
  const extra = { RekeyMarginTimeSeconds: 271, ReplayWindowSize: 1024, RekeyFuzzPercentage: 100, PreSharedKey: '****' };
  expect(differing(extra)).toEqual([]);
});

test('a change contains only the options that differ', () => {
  const wanted = desiredTunnel(FIRST, { DPDTimeoutSeconds: 45, StartupAction: 'add' });
  const live = liveOptions(describedTunnel(FIRST));
  const fields = differingOptions(live, desiredOptions(wanted));
  expect(changeOf(wanted, live, fields)).toEqual({ DPDTimeoutSeconds: 45, StartupAction: 'add' });
});

test('an unwanted BGP log is switched off; otherwise a change has no BGP option, which a static connection lacks', () => {
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

test('DH groups are sorted as numbers, algorithms as text', () => {
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

import type { TunnelOptions } from '../../lib/config/tunnels';
import type { DescribedTunnel } from '../../lib/custom-resources/vpn-tunnels/port';
import type { RealTunnel } from './hospital';

/** A tunnel as DescribeVpnConnections returns it: an option with AWS's default value may never have been set, and is omitted. */
export function describedTunnel(
  tunnel: RealTunnel,
  options: TunnelOptions,
  rekeyMargin: number | undefined,
): DescribedTunnel {
  const logs = options.LogOptions.CloudWatchLogOptions;
  const list = <T>(items: readonly { readonly Value: T }[]): { Value: T }[] => items.map(({ Value }) => ({ Value }));
  const unless = <T>(value: T, byDefault: T): T | undefined => (value === byDefault ? undefined : value);
  return {
    OutsideIpAddress: tunnel.outsideIpAddress,
    TunnelInsideCidr: tunnel.insideCidr,
    IkeVersions: list(options.IKEVersions).reverse(),
    Phase1EncryptionAlgorithms: list(options.Phase1EncryptionAlgorithms).reverse(),
    Phase1IntegrityAlgorithms: list(options.Phase1IntegrityAlgorithms),
    Phase1DHGroupNumbers: list(options.Phase1DHGroupNumbers),
    Phase1LifetimeSeconds: unless(options.Phase1LifetimeSeconds, 28800),
    Phase2EncryptionAlgorithms: list(options.Phase2EncryptionAlgorithms),
    Phase2IntegrityAlgorithms: list(options.Phase2IntegrityAlgorithms).reverse(),
    Phase2DHGroupNumbers: list(options.Phase2DHGroupNumbers),
    Phase2LifetimeSeconds: unless(options.Phase2LifetimeSeconds, 3600),
    DpdTimeoutSeconds: unless(options.DPDTimeoutSeconds, 30),
    DpdTimeoutAction: unless(options.DPDTimeoutAction, 'clear'),
    StartupAction: unless(options.StartupAction, 'add'),
    EnableTunnelLifecycleControl: unless(options.EnableTunnelLifecycleControl, false),
    RekeyMarginTimeSeconds: rekeyMargin,
    LogOptions: {
      CloudWatchLogOptions: {
        LogEnabled: logs.LogEnabled,
        LogGroupArn: `${logs.LogGroupArn}:*`,
        LogOutputFormat: logs.LogOutputFormat,
        ...(logs.BgpLogEnabled === true && {
          BgpLogEnabled: true,
          BgpLogGroupArn: logs.BgpLogGroupArn,
          BgpLogOutputFormat: 'json',
        }),
      },
    },
  };
}

import { createHash } from 'node:crypto';
import { compareAscending } from '../../config/ascending';
import type { TunnelOptions } from '../../config/tunnels';
import type { DescribedTunnel, TunnelChange } from './port';

/** The options of a tunnel that an update compares and changes. TunnelInsideCidr identifies the tunnel. */
type Field = Exclude<keyof TunnelOptions, 'TunnelInsideCidr'>;

/** Each option in one form, whether it comes from EC2 or from the site file, so that options can be compared as text. */
export type ComparableOptions = Readonly<Record<Field, string>>;

const ENCRYPTION = ['AES128', 'AES256', 'AES128-GCM-16', 'AES256-GCM-16'];
const INTEGRITY = ['SHA1', 'SHA2-256', 'SHA2-384', 'SHA2-512'];
const PHASE1_GROUPS = [2, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24];

/** The defaults of AWS. DescribeVpnConnections omits options that were never set (EC2 API, VpnTunnelOptionsSpecification). */
const DEFAULTS = {
  IKEVersions: ['ikev1', 'ikev2'],
  Phase1EncryptionAlgorithms: ENCRYPTION,
  Phase1IntegrityAlgorithms: INTEGRITY,
  Phase1DHGroupNumbers: PHASE1_GROUPS,
  Phase1LifetimeSeconds: 28800,
  Phase2EncryptionAlgorithms: ENCRYPTION,
  Phase2IntegrityAlgorithms: INTEGRITY,
  Phase2DHGroupNumbers: [2, 5, ...PHASE1_GROUPS.slice(1)],
  Phase2LifetimeSeconds: 3600,
  // CreateVpnConnection's default. ModifyVpnTunnelOptions documents 40, but the update always sets the option in that call.
  DPDTimeoutSeconds: 30,
  DPDTimeoutAction: 'clear',
  StartupAction: 'add',
  EnableTunnelLifecycleControl: false,
} as const;

type Listed = readonly { readonly Value?: string | number | undefined }[];

/** Sorts the values, so that their order does not matter. DH groups are sorted as numbers, because heartlab drift prints them. */
function list(items: Listed | undefined, otherwise: readonly (string | number)[]): string {
  const values = items === undefined || items.length === 0 ? otherwise : items.map((item) => item.Value ?? '');
  return [...values]
    .sort((one, other) => Number(one) - Number(other) || compareAscending(`${one}`, `${other}`))
    .join(' ');
}

/** `arn:…:log-group:name:*` and `arn:…:log-group:name` are the same group. */
const group = (arn: string | undefined): string => (arn ?? '').replace(/:\*$/, '');

interface Logs {
  readonly LogEnabled?: boolean | undefined;
  readonly LogGroupArn?: string | undefined;
  readonly LogOutputFormat?: string | undefined;
  readonly BgpLogEnabled?: boolean | undefined;
  readonly BgpLogGroupArn?: string | undefined;
  readonly BgpLogOutputFormat?: string | undefined;
}

/** The destinations of the logs. A log that is off has neither group nor format. */
function logs(options: Logs | undefined): string {
  const one = (on: boolean | undefined, arn: string | undefined, format: string | undefined): string =>
    on === true ? `${group(arn)} as ${format ?? 'json'}` : 'off';
  return [
    `tunnel ${one(options?.LogEnabled, options?.LogGroupArn, options?.LogOutputFormat)}`,
    `bgp ${one(options?.BgpLogEnabled, options?.BgpLogGroupArn, options?.BgpLogOutputFormat)}`,
  ].join(', ');
}

/** The options of a live tunnel. An absent option was never set and has AWS's default. */
export function liveOptions(tunnel: DescribedTunnel): ComparableOptions {
  return {
    IKEVersions: list(tunnel.IkeVersions, DEFAULTS.IKEVersions),
    Phase1EncryptionAlgorithms: list(tunnel.Phase1EncryptionAlgorithms, DEFAULTS.Phase1EncryptionAlgorithms),
    Phase1IntegrityAlgorithms: list(tunnel.Phase1IntegrityAlgorithms, DEFAULTS.Phase1IntegrityAlgorithms),
    Phase1DHGroupNumbers: list(tunnel.Phase1DHGroupNumbers, DEFAULTS.Phase1DHGroupNumbers),
    Phase1LifetimeSeconds: String(tunnel.Phase1LifetimeSeconds ?? DEFAULTS.Phase1LifetimeSeconds),
    Phase2EncryptionAlgorithms: list(tunnel.Phase2EncryptionAlgorithms, DEFAULTS.Phase2EncryptionAlgorithms),
    Phase2IntegrityAlgorithms: list(tunnel.Phase2IntegrityAlgorithms, DEFAULTS.Phase2IntegrityAlgorithms),
    Phase2DHGroupNumbers: list(tunnel.Phase2DHGroupNumbers, DEFAULTS.Phase2DHGroupNumbers),
    Phase2LifetimeSeconds: String(tunnel.Phase2LifetimeSeconds ?? DEFAULTS.Phase2LifetimeSeconds),
    DPDTimeoutSeconds: String(tunnel.DpdTimeoutSeconds ?? DEFAULTS.DPDTimeoutSeconds),
    DPDTimeoutAction: tunnel.DpdTimeoutAction ?? DEFAULTS.DPDTimeoutAction,
    StartupAction: tunnel.StartupAction ?? DEFAULTS.StartupAction,
    EnableTunnelLifecycleControl: String(tunnel.EnableTunnelLifecycleControl ?? DEFAULTS.EnableTunnelLifecycleControl),
    LogOptions: logs(tunnel.LogOptions?.CloudWatchLogOptions),
  };
}

/** The options that the site file requests. */
export function desiredOptions(tunnel: TunnelOptions): ComparableOptions {
  return {
    IKEVersions: list(tunnel.IKEVersions, []),
    Phase1EncryptionAlgorithms: list(tunnel.Phase1EncryptionAlgorithms, []),
    Phase1IntegrityAlgorithms: list(tunnel.Phase1IntegrityAlgorithms, []),
    Phase1DHGroupNumbers: list(tunnel.Phase1DHGroupNumbers, []),
    Phase1LifetimeSeconds: String(tunnel.Phase1LifetimeSeconds),
    Phase2EncryptionAlgorithms: list(tunnel.Phase2EncryptionAlgorithms, []),
    Phase2IntegrityAlgorithms: list(tunnel.Phase2IntegrityAlgorithms, []),
    Phase2DHGroupNumbers: list(tunnel.Phase2DHGroupNumbers, []),
    Phase2LifetimeSeconds: String(tunnel.Phase2LifetimeSeconds),
    DPDTimeoutSeconds: String(tunnel.DPDTimeoutSeconds),
    DPDTimeoutAction: tunnel.DPDTimeoutAction,
    StartupAction: tunnel.StartupAction,
    EnableTunnelLifecycleControl: String(tunnel.EnableTunnelLifecycleControl),
    LogOptions: logs(tunnel.LogOptions.CloudWatchLogOptions),
  };
}

const FIELDS: readonly Field[] = [
  'IKEVersions',
  'Phase1EncryptionAlgorithms',
  'Phase1IntegrityAlgorithms',
  'Phase1DHGroupNumbers',
  'Phase1LifetimeSeconds',
  'Phase2EncryptionAlgorithms',
  'Phase2IntegrityAlgorithms',
  'Phase2DHGroupNumbers',
  'Phase2LifetimeSeconds',
  'DPDTimeoutSeconds',
  'DPDTimeoutAction',
  'StartupAction',
  'EnableTunnelLifecycleControl',
  'LogOptions',
];

/** The options in which a live tunnel differs from the site file. If there are none, the tunnel must not be changed. */
export function differingOptions(live: ComparableOptions, desired: ComparableOptions): readonly Field[] {
  return FIELDS.filter((field) => live[field] !== desired[field]);
}

/** The change that sets only the given options. */
export function changeOf(desired: TunnelOptions, live: ComparableOptions, fields: readonly Field[]): TunnelChange {
  const all: Required<Omit<TunnelChange, 'RekeyMarginTimeSeconds'>> = {
    IKEVersions: desired.IKEVersions,
    Phase1EncryptionAlgorithms: desired.Phase1EncryptionAlgorithms,
    Phase1IntegrityAlgorithms: desired.Phase1IntegrityAlgorithms,
    Phase1DHGroupNumbers: desired.Phase1DHGroupNumbers,
    Phase1LifetimeSeconds: desired.Phase1LifetimeSeconds,
    Phase2EncryptionAlgorithms: desired.Phase2EncryptionAlgorithms,
    Phase2IntegrityAlgorithms: desired.Phase2IntegrityAlgorithms,
    Phase2DHGroupNumbers: desired.Phase2DHGroupNumbers,
    Phase2LifetimeSeconds: desired.Phase2LifetimeSeconds,
    DPDTimeoutSeconds: desired.DPDTimeoutSeconds,
    DPDTimeoutAction: desired.DPDTimeoutAction,
    StartupAction: desired.StartupAction,
    EnableTunnelLifecycleControl: desired.EnableTunnelLifecycleControl,
    LogOptions: logChange(desired, live),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => fields.some((field) => field === name)));
}

/** EC2 keeps options that a change does not set, so an unwanted BGP log must be switched off. A static connection does not have this option. */
function logChange(desired: TunnelOptions, live: ComparableOptions): TunnelOptions['LogOptions'] {
  const options = desired.LogOptions.CloudWatchLogOptions;
  const unwanted = options.BgpLogEnabled === undefined && !live.LogOptions.endsWith('bgp off');
  return { CloudWatchLogOptions: unwanted ? { ...options, BgpLogEnabled: false } : options };
}

/** A short digest that identifies a set of options. Options contain no secret. */
export function optionsDigest(options: ComparableOptions): string {
  return createHash('sha256')
    .update(FIELDS.map((field) => `${field}=${options[field]}`).join('\n'))
    .digest('hex')
    .slice(0, 12);
}

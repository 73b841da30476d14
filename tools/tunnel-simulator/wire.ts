import { EC2Client } from '@aws-sdk/client-ec2';
import type { TunnelOptions } from '../../lib/config/tunnels';
import { ec2Port } from '../../lib/custom-resources/vpn-tunnels/ec2-adapter';
import {
  type DescribedConnection,
  type DescribedTunnel,
  Ec2Error,
  type TunnelChange,
  type VpnPort,
} from '../../lib/custom-resources/vpn-tunnels/port';

/**
 * The real SDK client in front of a port. Requests are serialized, signed, parsed and answered in EC2's format (the Query
 * protocol; names from the service's model). Only the network is missing.
 */
export function overTheWire(port: VpnPort): VpnPort {
  const client = new EC2Client({
    region: 'ap-southeast-2',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    requestHandler: {
      handle: async (request: { readonly body?: unknown }) => ({
        response: await answerEc2(port, new URLSearchParams(String(request.body))),
      }),
    },
  });
  return ec2Port(client);
}

export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

const STATUS = { throttled: 503, unknown: 500, busy: 400, absent: 400, permanent: 400 } as const;

/** EC2's answer to a request. */
export async function answerEc2(port: VpnPort, request: URLSearchParams): Promise<WireResponse> {
  try {
    return respond(200, await act(port, request));
  } catch (error) {
    if (!(error instanceof Ec2Error)) throw error;
    // Without an answer, a socket reports this error.
    if (error.code === 'ECONNRESET') throw Object.assign(new Error(error.message), { code: error.code });
    const { code, message } = error;
    return respond(
      STATUS[error.kind],
      `<Response><Errors><Error>${element('Code', code)}${element('Message', message)}</Error></Errors><RequestID>r</RequestID></Response>`,
    );
  }
}

function respond(statusCode: number, body: string): WireResponse {
  return { statusCode, headers: { 'content-type': 'text/xml' }, body: new TextEncoder().encode(body) };
}

async function act(port: VpnPort, request: URLSearchParams): Promise<string> {
  const action = request.get('Action') ?? '';
  const id = request.get('VpnConnectionId') ?? '';
  switch (action) {
    case 'DescribeVpnConnections': {
      const found = await port.describe(request.get('VpnConnectionId.1') ?? '');
      if (found === undefined) throw new Ec2Error('absent', 'InvalidVpnConnectionID.NotFound', 'does not exist');
      return `<DescribeVpnConnectionsResponse><vpnConnectionSet><item>${connection(found)}</item></vpnConnectionSet></DescribeVpnConnectionsResponse>`;
    }
    case 'ModifyVpnConnection':
      await port.modifyGateway(id, request.get('CustomerGatewayId') ?? '');
      break;
    case 'ModifyVpnTunnelOptions': {
      const preSharedKey = request.get('TunnelOptions.PreSharedKey');
      if (preSharedKey !== null && request.get('PreSharedKeyStorage') !== 'SecretsManager') {
        throw new Ec2Error('permanent', 'InvalidParameterValue', 'the key must be stored in Secrets Manager');
      }
      await port.modifyTunnel({
        VpnConnectionId: id,
        VpnTunnelOutsideIpAddress: request.get('VpnTunnelOutsideIpAddress') ?? '',
        TunnelOptions: tunnelOptions(request),
        SkipTunnelReplacement: request.get('SkipTunnelReplacement') === 'true' ? true : undefined,
        preSharedKey: preSharedKey ?? undefined,
      });
      break;
    }
    case 'CreateTags': {
      const tags: Record<string, string> = {};
      for (let i = 1; request.has(`Tag.${i}.Key`); i += 1) {
        tags[request.get(`Tag.${i}.Key`) ?? ''] = request.get(`Tag.${i}.Value`) ?? '';
      }
      await port.tag(request.get('ResourceId.1') ?? '', tags);
      return '<CreateTagsResponse><return>true</return></CreateTagsResponse>';
    }
    default:
      throw new Ec2Error('permanent', 'InvalidAction', action);
  }
  return `<${action}Response><vpnConnection>${element('vpnConnectionId', id)}<state>modifying</state></vpnConnection></${action}Response>`;
}

/** Parses the options of a request. A parameter that EC2 doesn't have is an error. */
function tunnelOptions(request: URLSearchParams): TunnelChange {
  const text = (name: string): string | undefined => request.get(`TunnelOptions.${name}`) ?? undefined;
  const number = (name: string): number | undefined => {
    const value = text(name);
    return value === undefined ? undefined : Number(value);
  };
  const list = (name: string): { Value: string }[] | undefined => {
    const found: { Value: string }[] = [];
    for (let i = 1; text(`${name}.${i}.Value`) !== undefined; i += 1) {
      found.push({ Value: text(`${name}.${i}.Value`) ?? '' });
    }
    return found.length === 0 ? undefined : found;
  };
  const numbers = (name: string): { Value: number }[] | undefined =>
    list(name)?.map(({ Value }) => ({ Value: Number(Value) }));
  const lifecycle = text('EnableTunnelLifecycleControl');
  const all = {
    IKEVersions: list('IKEVersion'),
    Phase1EncryptionAlgorithms: list('Phase1EncryptionAlgorithm'),
    Phase1IntegrityAlgorithms: list('Phase1IntegrityAlgorithm'),
    Phase1DHGroupNumbers: numbers('Phase1DHGroupNumber'),
    Phase1LifetimeSeconds: number('Phase1LifetimeSeconds'),
    Phase2EncryptionAlgorithms: list('Phase2EncryptionAlgorithm'),
    Phase2IntegrityAlgorithms: list('Phase2IntegrityAlgorithm'),
    Phase2DHGroupNumbers: numbers('Phase2DHGroupNumber'),
    Phase2LifetimeSeconds: number('Phase2LifetimeSeconds'),
    DPDTimeoutSeconds: number('DPDTimeoutSeconds'),
    DPDTimeoutAction: oneOf(['clear', 'none', 'restart'] as const, text('DPDTimeoutAction')),
    StartupAction: oneOf(['add', 'start'] as const, text('StartupAction')),
    EnableTunnelLifecycleControl: lifecycle === undefined ? undefined : lifecycle === 'true',
    LogOptions: logOptions(text),
    RekeyMarginTimeSeconds: number('RekeyMarginTimeSeconds'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function logOptions(text: (name: string) => string | undefined): TunnelOptions['LogOptions'] | undefined {
  const prefix = 'LogOptions.CloudWatchLogOptions.';
  const group = text(`${prefix}LogGroupArn`);
  const bgpGroup = text(`${prefix}BgpLogGroupArn`);
  if (group === undefined) return undefined;
  return {
    CloudWatchLogOptions: {
      LogEnabled: text(`${prefix}LogEnabled`) === 'true',
      LogGroupArn: group,
      LogOutputFormat: 'json',
      ...(bgpGroup !== undefined && {
        BgpLogEnabled: text(`${prefix}BgpLogEnabled`) === 'true',
        BgpLogGroupArn: bgpGroup,
        BgpLogOutputFormat: 'json',
      }),
    },
  };
}

function oneOf<T extends string>(known: readonly T[], value: string | undefined): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Ec2Error('permanent', 'InvalidParameterValue', value);
  return found;
}

function element(name: string, value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  const text = String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${name}>${text}</${name}>`;
}

function set(name: string, items: readonly { readonly Value?: string | number | undefined }[] | undefined): string {
  if (items === undefined) return '';
  return `<${name}>${items.map(({ Value }) => `<item>${element('value', Value)}</item>`).join('')}</${name}>`;
}

function connection(found: DescribedConnection): string {
  const telemetry = (found.VgwTelemetry ?? []).map(
    (one) =>
      `<item>${element('outsideIpAddress', one.OutsideIpAddress)}${element('status', one.Status)}${element('lastStatusChange', one.LastStatusChange?.toISOString())}</item>`,
  );
  const tags = (found.Tags ?? []).map(
    ({ Key, Value }) => `<item>${element('key', Key)}${element('value', Value)}</item>`,
  );
  return [
    element('vpnConnectionId', found.VpnConnectionId),
    element('state', found.State),
    element('customerGatewayId', found.CustomerGatewayId),
    element('customerGatewayConfiguration', '<pre_shared_key>a secret</pre_shared_key>'),
    `<vgwTelemetry>${telemetry.join('')}</vgwTelemetry>`,
    `<tagSet>${tags.join('')}</tagSet>`,
    `<options><tunnelOptionSet>${found.TunnelOptions.map((one) => `<item>${tunnel(one)}</item>`).join('')}</tunnelOptionSet></options>`,
  ].join('');
}

function tunnel(one: DescribedTunnel): string {
  const logs = one.LogOptions?.CloudWatchLogOptions;
  return [
    element('outsideIpAddress', one.OutsideIpAddress),
    element('tunnelInsideCidr', one.TunnelInsideCidr),
    element('preSharedKey', 'REDACTED'),
    set('ikeVersionSet', one.IkeVersions),
    set('phase1EncryptionAlgorithmSet', one.Phase1EncryptionAlgorithms),
    set('phase1IntegrityAlgorithmSet', one.Phase1IntegrityAlgorithms),
    set('phase1DHGroupNumberSet', one.Phase1DHGroupNumbers),
    element('phase1LifetimeSeconds', one.Phase1LifetimeSeconds),
    set('phase2EncryptionAlgorithmSet', one.Phase2EncryptionAlgorithms),
    set('phase2IntegrityAlgorithmSet', one.Phase2IntegrityAlgorithms),
    set('phase2DHGroupNumberSet', one.Phase2DHGroupNumbers),
    element('phase2LifetimeSeconds', one.Phase2LifetimeSeconds),
    element('dpdTimeoutSeconds', one.DpdTimeoutSeconds),
    element('dpdTimeoutAction', one.DpdTimeoutAction),
    element('startupAction', one.StartupAction),
    element('rekeyMarginTimeSeconds', one.RekeyMarginTimeSeconds),
    element('enableTunnelLifecycleControl', one.EnableTunnelLifecycleControl),
    '<logOptions><cloudWatchLogOptions>',
    element('logEnabled', logs?.LogEnabled),
    element('logGroupArn', logs?.LogGroupArn),
    element('logOutputFormat', logs?.LogOutputFormat),
    element('bgpLogEnabled', logs?.BgpLogEnabled),
    element('bgpLogGroupArn', logs?.BgpLogGroupArn),
    element('bgpLogOutputFormat', logs?.BgpLogOutputFormat),
    '</cloudWatchLogOptions></logOptions>',
  ].join('');
}

import {
  CreateTagsCommand,
  DescribeVpnConnectionsCommand,
  type EC2Client,
  EC2ServiceException,
  ModifyVpnConnectionCommand,
  ModifyVpnTunnelOptionsCommand,
  type ModifyVpnTunnelOptionsSpecification,
} from '@aws-sdk/client-ec2';
import { type DescribedTunnel, Ec2Error, type TunnelChange, type VpnPort } from './port';
import { errorKind } from './retry';

/**
 * Implements the port with the AWS SDK. Create the client with `maxAttempts: 1`: whether a call may be repeated depends on the
 * claim behind it, which the SDK does not know (update.ts).
 */
export function ec2Port(client: EC2Client): VpnPort {
  return {
    async describe(vpnConnectionId) {
      try {
        const { VpnConnections } = await client.send(
          new DescribeVpnConnectionsCommand({ VpnConnectionIds: [vpnConnectionId] }),
        );
        const [connection] = VpnConnections ?? [];
        if (connection === undefined) return undefined;
        const { VpnConnectionId, State, CustomerGatewayId, VgwTelemetry, Tags, Options } = connection;
        return {
          VpnConnectionId,
          State,
          CustomerGatewayId,
          VgwTelemetry,
          Tags,
          TunnelOptions: (Options?.TunnelOptions ?? []).map(withoutKey),
        };
      } catch (error) {
        const ec2Error = asEc2Error(error, undefined);
        if (ec2Error.kind === 'absent') return undefined;
        throw ec2Error;
      }
    },
    async modifyGateway(vpnConnectionId, customerGatewayId) {
      await callEc2(() =>
        client.send(
          new ModifyVpnConnectionCommand({ VpnConnectionId: vpnConnectionId, CustomerGatewayId: customerGatewayId }),
        ),
      );
    },
    async modifyTunnel({ preSharedKey, TunnelOptions, ...rest }) {
      const options = specification(TunnelOptions);
      const command = new ModifyVpnTunnelOptionsCommand(
        preSharedKey === undefined
          ? { ...rest, TunnelOptions: options }
          : {
              ...rest,
              TunnelOptions: { ...options, PreSharedKey: preSharedKey },
              PreSharedKeyStorage: 'SecretsManager',
            },
      );
      await callEc2(() => client.send(command), preSharedKey);
    },
    async tag(vpnConnectionId, tags) {
      const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await callEc2(() => client.send(new CreateTagsCommand({ Resources: [vpnConnectionId], Tags: list })));
    },
  };
}

function withoutKey({
  PreSharedKey: _,
  ...tunnel
}: DescribedTunnel & { readonly PreSharedKey?: unknown }): DescribedTunnel {
  return tunnel;
}

/** The SDK's types require mutable lists. */
function specification(change: TunnelChange): ModifyVpnTunnelOptionsSpecification {
  return {
    ...change,
    IKEVersions: mutable(change.IKEVersions),
    Phase1EncryptionAlgorithms: mutable(change.Phase1EncryptionAlgorithms),
    Phase1IntegrityAlgorithms: mutable(change.Phase1IntegrityAlgorithms),
    Phase1DHGroupNumbers: mutable(change.Phase1DHGroupNumbers),
    Phase2EncryptionAlgorithms: mutable(change.Phase2EncryptionAlgorithms),
    Phase2IntegrityAlgorithms: mutable(change.Phase2IntegrityAlgorithms),
    Phase2DHGroupNumbers: mutable(change.Phase2DHGroupNumbers),
  };
}

function mutable<T>(list: readonly T[] | undefined): T[] | undefined {
  return list === undefined ? undefined : [...list];
}

async function callEc2(call: () => Promise<unknown>, secret?: string): Promise<void> {
  try {
    await call();
  } catch (error) {
    throw asEc2Error(error, secret);
  }
}

/** Converts an error of the SDK. EC2's message on a call with a key could repeat the key, so it is omitted. */
function asEc2Error(error: unknown, secret: string | undefined): Ec2Error {
  if (!(error instanceof Error)) return new Ec2Error('unknown', 'Unknown', 'the SDK did not throw an Error');
  const status = error instanceof EC2ServiceException ? error.$metadata.httpStatusCode : undefined;
  const cause = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const code = error instanceof EC2ServiceException ? error.name : cause;
  const message = secret === undefined ? error.message : 'the message is omitted, because the call contained a new key';
  return new Ec2Error(errorKind(code, status), code, message);
}

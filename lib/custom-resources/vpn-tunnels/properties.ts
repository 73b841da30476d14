import * as z from 'zod';
import type { VpnTunnelsProperties } from '../../config/tunnels';
import { VPN_TUNNEL_REMEDIES } from './messages';

/**
 * The properties of Custom::HeartLabVpnTunnels as its handler receives them: CloudFormation sends numbers and booleans to a
 * custom resource as strings.
 */

const whole = z
  .union([z.number().int().nonnegative(), z.string().regex(/^\d{1,9}$/, 'is not a whole number')])
  .transform(Number);
const flag = z.union([z.boolean(), z.enum(['true', 'false'])]).transform((value) => value === true || value === 'true');
const word = z.string().regex(/^[A-Za-z0-9.-]{1,40}$/, 'is not a valid name of EC2');
const words = z.array(z.strictObject({ Value: word })).min(1);
const wholes = z.array(z.strictObject({ Value: whole })).min(1);
const arn = z.string().regex(/^arn:[^\s]+$/, 'is not an ARN');

/** One tunnel of the desired state. */
export const tunnelProperties = z.strictObject({
  TunnelInsideCidr: z.string().regex(/^169\.254\.\d{1,3}\.\d{1,3}\/30$/, 'is not a /30 of 169.254.0.0/16'),
  IKEVersions: words,
  Phase1EncryptionAlgorithms: words,
  Phase1IntegrityAlgorithms: words,
  Phase1DHGroupNumbers: wholes,
  Phase1LifetimeSeconds: whole,
  Phase2EncryptionAlgorithms: words,
  Phase2IntegrityAlgorithms: words,
  Phase2DHGroupNumbers: wholes,
  Phase2LifetimeSeconds: whole,
  DPDTimeoutSeconds: whole,
  DPDTimeoutAction: z.enum(['clear', 'none', 'restart']),
  StartupAction: z.enum(['add', 'start']),
  EnableTunnelLifecycleControl: flag,
  LogOptions: z.strictObject({
    CloudWatchLogOptions: z.strictObject({
      LogEnabled: flag,
      LogGroupArn: arn,
      LogOutputFormat: z.literal('json'),
      BgpLogEnabled: flag.optional(),
      BgpLogGroupArn: arn.optional(),
      BgpLogOutputFormat: z.literal('json').optional(),
    }),
  }),
  KeyGeneration: whole,
});

const properties = z.strictObject({
  // Used only by CloudFormation.
  ServiceToken: z.string(),
  ServiceTimeout: z.union([z.string(), z.number()]).optional(),
  VpnConnectionId: z.string().regex(/^vpn-[0-9a-z]+$/, 'is not the id of a VPN connection'),
  CustomerGatewayId: z.string().regex(/^cgw-[0-9a-z]+$/, 'is not the id of a customer gateway'),
  AcceptOutage: flag,
  Tunnels: z.tuple([tunnelProperties, tunnelProperties]),
});

/** Throws one error with every problem. The properties contain no secret, but the error repeats no value anyway. */
export function parseProperties(site: string, data: unknown): VpnTunnelsProperties {
  const parsed = properties.safeParse(data);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the properties'}: ${message}`,
    );
    throw new Error(`${site}: the properties are invalid: ${problems.join('; ')}. ${VPN_TUNNEL_REMEDIES.properties}.`);
  }
  const { VpnConnectionId, CustomerGatewayId, AcceptOutage, Tunnels } = parsed.data;
  return { VpnConnectionId, CustomerGatewayId, AcceptOutage, Tunnels };
}

const previous = z.object({
  Tunnels: z.array(z.object({ TunnelInsideCidr: z.string(), KeyGeneration: whole })),
});

/** The key generations in the old properties, by inside CIDR. Empty if they can't be parsed: a rollback from them must not fail. */
export function previousKeys(data: unknown): ReadonlyMap<string, number> {
  const parsed = previous.safeParse(data);
  if (!parsed.success) return new Map();
  return new Map(parsed.data.Tunnels.map(({ TunnelInsideCidr, KeyGeneration }) => [TunnelInsideCidr, KeyGeneration]));
}

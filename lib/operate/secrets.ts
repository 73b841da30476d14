import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { HandoverFacts } from '../handover/facts';
import type { SecretReference } from '../handover/live-site';
import type { SiteSecrets, TunnelKeys } from '../handover/secrets-file';
import type { AwsClients } from './aws/clients';
import { AwsFailure, askAws } from './aws/failure';
import { tunnelKeys } from './tunnel-keys';

/**
 * The secrets of a site, from Secrets Manager. Only an encrypted file may contain them, never an error or a log.
 *
 * @throws AwsFailure
 */
export async function readSecrets(clients: AwsClients, facts: HandoverFacts): Promise<SiteSecrets> {
  const [tunnels, virtualInterfaces, stowPassword] = await Promise.all([
    readTunnelKeys(clients, facts),
    Promise.all(
      facts.directConnect.map(async ({ name, keyReference }) => ({
        name,
        key: await secretValue(clients, keyReference, `the BGP key of ${name}`),
      })),
    ),
    facts.stowAuth === 'basic'
      ? secretValue(clients, facts.stowPasswordReference, 'the STOW-RS password')
      : Promise.resolve(undefined),
  ]);
  return { tunnels, virtualInterfaces, stowPassword };
}

/** One secret for the whole connection, as EC2 names it. If EC2 names two, each belongs to its tunnel. */
async function readTunnelKeys(clients: AwsClients, { vpn }: HandoverFacts): Promise<TunnelKeys | undefined> {
  if (vpn === undefined) return undefined;
  const [one, two] = vpn.tunnels;
  const what = 'the pre-shared keys';
  if (one.keyReference === two.keyReference) {
    const text = await secretValue(clients, one.keyReference, what);
    return tunnelKeys(text, [one.outsideAddress, two.outsideAddress]);
  }
  const [first, second] = await Promise.all([
    secretValue(clients, one.keyReference, what),
    secretValue(clients, two.keyReference, what),
  ]);
  return { kind: 'each', keys: [first, second] };
}

async function secretValue(clients: AwsClients, reference: SecretReference | undefined, what: string): Promise<string> {
  if (reference === undefined)
    throw new AwsFailure(
      'unexpected',
      `AWS returns no secret in use for ${what} (heartlab status gives the reason), so the pack can't contain it: run the command without --secrets`,
    );
  const { SecretString } = await askAws('secretsmanager:GetSecretValue', clients.place, async () => {
    try {
      return await clients.secretsManager.send(new GetSecretValueCommand({ SecretId: reference }));
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException')
        throw new AwsFailure('not-deployed', `there is no secret ${reference} for ${what} in ${clients.place.region}`);
      throw error;
    }
  });
  if (SecretString === undefined || SecretString.trim() === '')
    throw new AwsFailure('unexpected', `the secret ${reference} for ${what} has no text`);
  return SecretString;
}

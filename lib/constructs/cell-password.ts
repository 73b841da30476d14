import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Site } from '../site/model';
import { STOW_PASSWORD_LENGTH, stowPasswordSecret } from '../site/stow-password';
import { acknowledge } from './acknowledge';

/**
 * The password of a `basic` site, made by Secrets Manager; undefined for an `mtls` site. Raising `passwordGeneration` makes another
 * secret; when the tasks have been replaced the old password is refused, and the hospital's PACS needs the new one.
 */
export function stowPassword(scope: Construct, site: Site, keyArn: string): CfnSecret | undefined {
  const name = stowPasswordSecret(site);
  if (name === undefined) return undefined;
  const id = `StowPasswordG${site.dicom.stow.passwordGeneration ?? 1}`;
  const secret = new CfnSecret(scope, id, {
    name,
    description: 'The STOW-RS password of this site (user name: the site)',
    kmsKeyId: keyArn,
    generateSecretString: { passwordLength: STOW_PASSWORD_LENGTH, excludePunctuation: true },
  });
  secret.overrideLogicalId(id);
  const reason =
    'A password that changed by itself would cut the hospital off until its PACS is given the new one: passwordGeneration rotates it, in a window that both sides know.';
  acknowledge(secret, {
    'AwsSolutions::AwsSolutions-SMG4': reason,
    'HIPAA.Security::HIPAA.Security-SecretsManagerRotationEnabled': reason,
    'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled': reason,
  });
  return secret;
}

import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { STOW_PASSWORD_LENGTH } from '../ingest/environment-size';
import type { IngestSite } from '../ingest/sites';
import { SITE_TAG } from '../site/metadata';
import { stowPasswordSecretName } from '../site/stow-password';
import { acknowledge } from './acknowledge';

export interface IngestPasswordsProps {
  readonly sites: readonly IngestSite[];
  readonly key: IKey;
}

/**
 * The password of each `basic` site, made by Secrets Manager. Raising `passwordGeneration` makes another secret; when the tasks
 * have been replaced the old password is refused, and the hospital's PACS needs the new one.
 */
export class IngestPasswords extends Construct {
  /** By site, the ARN of its secret. */
  readonly arns: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, { sites, key }: IngestPasswordsProps) {
    super(scope, id);
    this.arns = new Map(
      sites
        .filter(({ auth }) => auth === 'basic')
        .map(({ site, passwordGeneration = 1 }) => {
          const name = stowPasswordSecretName(site, passwordGeneration);
          const logicalId = `StowPassword${site.replaceAll('-', 'Dash')}G${passwordGeneration}`;
          const secret = new CfnSecret(this, logicalId, {
            name,
            description: 'The STOW-RS password of this site (user name: the site)',
            kmsKeyId: key.keyArn,
            generateSecretString: { passwordLength: STOW_PASSWORD_LENGTH, excludePunctuation: true },
            tags: [{ key: SITE_TAG, value: site }],
          });
          secret.overrideLogicalId(logicalId);
          const reason =
            'A password that changed by itself would cut the hospital off until its PACS is given the new one: passwordGeneration rotates it, in a window that both sides know.';
          acknowledge(secret, {
            'AwsSolutions::AwsSolutions-SMG4': reason,
            'HIPAA.Security::HIPAA.Security-SecretsManagerRotationEnabled': reason,
            'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled': reason,
          });
          return [site, secret.ref] as const;
        }),
    );
  }
}

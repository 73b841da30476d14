import { CfnResource } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import {
  CELL_DATABASE_CONNECTIONS,
  CELL_DATABASE_TYPE,
  cellDatabaseName,
  cellDatabaseSecretName,
} from '../../config/cell-database';
import { byDesign } from '../../config/design-decisions';
import { acknowledgeFindings } from '../common/acknowledge';
import { overrideLogicalIdOf, retainOnReplacement } from '../common/logical-ids';
import { EXCLUDED_CHARACTERS } from '../ingest/ingest-database';

export interface CellDatabaseProps {
  /** The site's name. */
  readonly site: string;
  /** The service token of the environment's `CellDatabaseProvider`. */
  readonly serviceToken: string;
  /** Encrypts the login: the key of the ingest's secrets. */
  readonly key: IKey;
}

/**
 * A cell's database in the ingest's PostgreSQL, and a login that can use only this database. Deleting the stack disables the login;
 * the database and its studies are retained.
 */
export class CellDatabase extends Construct {
  /** `username` and `password`. */
  readonly secret: ISecret;
  /** The name of the database, and of the role that owns it. */
  readonly name: string;
  /** Resources that use the database must depend on it. */
  readonly resource: CfnResource;

  constructor(scope: Construct, id: string, { site, serviceToken, key }: CellDatabaseProps) {
    super(scope, id);
    this.name = cellDatabaseName(site);
    const secret = new Secret(this, 'Login', {
      secretName: cellDatabaseSecretName(site),
      description: `The login of ${this.name} in PostgreSQL`,
      encryptionKey: key,
      // Never change these: that would generate another password, which PostgreSQL would not get.
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: this.name }),
        generateStringKey: 'password',
        excludeCharacters: EXCLUDED_CHARACTERS,
        passwordLength: 40,
      },
    });
    retainOnReplacement(overrideLogicalIdOf(secret, CfnSecret, 'DatabaseLogin'));
    this.secret = secret;
    const rotation = byDesign(
      'no-automatic-rotation',
      'The tasks read the password when they start. After an automatic rotation their next connection would fail. No person has the password, and only the tasks can reach the port.',
    );
    acknowledgeFindings(secret, {
      'AwsSolutions::AwsSolutions-SMG4': rotation,
      'HIPAA.Security::HIPAA.Security-SecretsManagerRotationEnabled': rotation,
      'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled': rotation,
    });

    this.resource = new CfnResource(this, 'Database', {
      type: CELL_DATABASE_TYPE,
      properties: {
        ServiceToken: serviceToken,
        // Longer than two runs of the function (ten minutes each): the second is for a response that CloudFormation does not get.
        ServiceTimeout: 1500,
        Site: site,
        SecretArn: secret.secretArn,
        ConnectionLimit: CELL_DATABASE_CONNECTIONS,
      },
    });
    this.resource.overrideLogicalId('Database');
    // Its Delete disables the login and must run when the stack is deleted. Only a replacement retains the old resource.
    retainOnReplacement(this.resource);
  }
}

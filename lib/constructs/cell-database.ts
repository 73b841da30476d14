import { CfnResource } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import {
  CELL_DATABASE_CONNECTIONS,
  CELL_DATABASE_TYPE,
  cellDatabaseName,
  cellDatabaseSecretName,
} from '../site/cell-database';
import { acknowledge } from './acknowledge';
import { EXCLUDED } from './ingest-database';
import { keepOnReplacement } from './keep';
import { pinned } from './pinned';

export interface CellDatabaseProps {
  /** The site's name. */
  readonly site: string;
  /** The service token of the environment's `CellDatabaseProvider`. */
  readonly serviceToken: string;
  /** The KMS key that encrypts the login: the one of the ingest's secrets. */
  readonly keyArn: string;
}

/**
 * A cell's database in the ingest's PostgreSQL, and the login that can use it alone. When the stack goes, the login goes, and the
 * database stays with its studies.
 */
export class CellDatabase extends Construct {
  /** `username` and `password`. */
  readonly secret: ISecret;
  /** The name of the database, and of the role that owns it. */
  readonly name: string;
  /** What uses the database comes after it. */
  readonly resource: CfnResource;

  constructor(scope: Construct, id: string, { site, serviceToken, keyArn }: CellDatabaseProps) {
    super(scope, id);
    this.name = cellDatabaseName(site);
    const secret = new Secret(this, 'Login', {
      secretName: cellDatabaseSecretName(site),
      description: `The login of ${this.name} in PostgreSQL`,
      encryptionKey: Key.fromKeyArn(this, 'Key', keyArn),
      // A change of these would make another password, and nothing would tell PostgreSQL: they stay as they are.
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: this.name }),
        generateStringKey: 'password',
        excludeCharacters: EXCLUDED,
        passwordLength: 40,
      },
    });
    keepOnReplacement(pinned(secret, CfnSecret, 'DatabaseLogin'));
    this.secret = secret;
    const rotation =
      'The tasks read the password when they start: one that changed by itself would keep them from the database at their next connection. No person has it, and only the tasks reach the port.';
    acknowledge(secret, {
      'AwsSolutions::AwsSolutions-SMG4': rotation,
      'HIPAA.Security::HIPAA.Security-SecretsManagerRotationEnabled': rotation,
      'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled': rotation,
    });

    this.resource = new CfnResource(this, 'Database', {
      type: CELL_DATABASE_TYPE,
      properties: {
        ServiceToken: serviceToken,
        // Longer than a run of the function (ten minutes), and another one should CloudFormation not take the answer.
        ServiceTimeout: 1500,
        Site: site,
        SecretArn: secret.secretArn,
        ConnectionLimit: CELL_DATABASE_CONNECTIONS,
      },
    });
    this.resource.overrideLogicalId('Database');
    // Its Delete takes the login away, and must come when the stack goes: only a replacement keeps what there is.
    keepOnReplacement(this.resource);
  }
}

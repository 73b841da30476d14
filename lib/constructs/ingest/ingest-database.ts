import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType, type ISubnet, type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  CaCertificate,
  CfnDBInstance,
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  ParameterGroup,
  PostgresEngineVersion,
  StorageType,
} from 'aws-cdk-lib/aws-rds';
import { CfnSecret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { DATABASE_CONNECTIONS } from '../../config/capacity/cell-capacity';
import { byDesign } from '../../config/design-decisions';
import { DATABASE_PORT } from '../../ingest-containers/containers';
import { acknowledgeFindings } from '../common/acknowledge';
import { overrideLogicalIdOf } from '../common/logical-ids';

/** The logs of PostgreSQL that go to CloudWatch. */
const LOGS = ['postgresql', 'upgrade'];

/** Initial storage in GiB, and the maximum of its automatic growth. */
const STORAGE = { initial: 100, maximum: 1000 };

export interface IngestDatabaseProps {
  /** The environment's name. */
  readonly environment: string;
  readonly vpc: IVpc;
  /** In at least two zones: the standby is in another zone than the primary. */
  readonly subnets: readonly ISubnet[];
  /** Encrypts the database, its backups and its credentials. */
  readonly key: IKey;
  /** Encrypts the log: the platform's key. */
  readonly logKey: IKey;
}

/**
 * The index of the studies: PostgreSQL in two zones, encrypted, with backups of five weeks. Without it no study in S3 can be found,
 * so it is protected as well as the studies.
 */
export class IngestDatabase extends Construct {
  readonly instance: DatabaseInstance;
  /** The generated user and password. */
  readonly credentials: ISecret;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { environment, vpc, subnets, key, logKey }: IngestDatabaseProps) {
    super(scope, id);
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'The index of the studies',
      allowAllOutbound: false,
    });
    // With a fixed name, this stack can create the log group first. RDS would create one without encryption that never expires.
    const instanceIdentifier = `heartlab-${environment}-ingest`;
    const logs = LOGS.map(
      (log) =>
        new LogGroup(this, `Log-${log}`, {
          logGroupName: `/aws/rds/instance/${instanceIdentifier}/${log}`,
          encryptionKey: logKey,
          retention: RetentionDays.ONE_YEAR,
          removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        }),
    );
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
    this.instance = new DatabaseInstance(this, 'Instance', {
      engine,
      instanceIdentifier,
      parameterGroup: new ParameterGroup(this, 'Parameters', {
        engine,
        description: 'TLS only; connections for so many cells as check counts',
        parameters: { 'rds.force_ssl': '1', max_connections: `${DATABASE_CONNECTIONS}` },
      }),
      instanceType: InstanceType.of(InstanceClass.M7G, InstanceSize.LARGE),
      vpc,
      vpcSubnets: { subnets: [...subnets] },
      securityGroups: [this.securityGroup],
      port: DATABASE_PORT,
      multiAz: true,
      // A change would replace the instance. No cell uses this database.
      databaseName: 'orthanc',
      credentials: Credentials.fromGeneratedSecret('orthanc', {
        encryptionKey: key,
        excludeCharacters: EXCLUDED_CHARACTERS,
      }),
      storageType: StorageType.GP3,
      allocatedStorage: STORAGE.initial,
      maxAllocatedStorage: STORAGE.maximum,
      storageEncrypted: true,
      storageEncryptionKey: key,
      caCertificate: CaCertificate.RDS_CA_RSA2048_G1,
      backupRetention: Duration.days(35),
      copyTagsToSnapshot: true,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      autoMinorVersionUpgrade: true,
      iamAuthentication: true,
      monitoringInterval: Duration.minutes(1),
      enablePerformanceInsights: true,
      performanceInsightEncryptionKey: key,
      cloudwatchLogsExports: [...LOGS],
    });
    overrideLogicalIdOf(this.instance, CfnDBInstance, 'Database');
    this.instance.node.addDependency(...logs);
    const { secret } = this.instance;
    if (secret === undefined) throw new Error('the database has no generated credentials');
    this.credentials = secret;
    // The database is retained, and can't be used without them.
    overrideLogicalIdOf(this.instance.node.findChild('Secret'), CfnSecret, 'DatabaseCredentials').applyRemovalPolicy(
      RemovalPolicy.RETAIN,
    );
    this.acknowledgeFindings();
  }

  private acknowledgeFindings(): void {
    const backup = byDesign(
      'database-backup',
      'RDS itself backs it up, and can restore any second of the last five weeks. A plan of AWS Backup would create the same backups again.',
    );
    acknowledgeFindings(this.instance, {
      'HIPAA.Security::HIPAA.Security-RDSInBackupPlan': backup,
      'NIST.800.53.R5::NIST.800.53.R5-RDSInBackupPlan': backup,
    });
    acknowledgeFindings(this.instance.node.findChild('MonitoringRole'), {
      'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]':
        byDesign(
          'managed-policy',
          'RDS uses this role only to write its metrics. The policy is the one that AWS provides for this purpose.',
        ),
    });
    const rotation = byDesign(
      'no-automatic-rotation',
      'No person has the password. Only the function that creates the databases of cells reads it, and only that function and the tasks can reach the port.',
    );
    acknowledgeFindings(this.instance.node.findChild('Secret'), {
      'AwsSolutions::AwsSolutions-SMG4': rotation,
      'HIPAA.Security::HIPAA.Security-SecretsManagerRotationEnabled': rotation,
      'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled': rotation,
    });
  }
}

/** Orthanc inserts the password into its JSON without escaping. The other characters break connection strings. */
export const EXCLUDED_CHARACTERS = ' %+~`#$&*()|[]{}:;<>?!\'/@"\\^=,';

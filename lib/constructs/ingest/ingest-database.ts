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
import { DATABASE_PORT } from '../../ingest-containers/containers';
import { acknowledgeFindings } from '../common/acknowledge';
import { overrideLogicalIdOf } from '../common/logical-ids';

/** What PostgreSQL logs to CloudWatch. */
const LOGS = ['postgresql', 'upgrade'];

/** GiB that the database begins with, and up to which it grows by itself. */
const STORAGE = { first: 100, most: 1000 };

export interface IngestDatabaseProps {
  /** The environment's name. */
  readonly environment: string;
  readonly vpc: IVpc;
  /** In two zones at least: the standby is in another than the primary. */
  readonly subnets: readonly ISubnet[];
  /** Encrypts the database, its backups and its credentials. */
  readonly key: IKey;
  /** Encrypts its log: the platform's. */
  readonly logKey: IKey;
}

/**
 * The index of the studies: PostgreSQL in two zones, encrypted, backed up for five weeks. An instance in S3 that is missing here
 * can't be found, so that it is kept as carefully as the studies.
 */
export class IngestDatabase extends Construct {
  readonly instance: DatabaseInstance;
  /** User and password, generated. */
  readonly credentials: ISecret;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { environment, vpc, subnets, key, logKey }: IngestDatabaseProps) {
    super(scope, id);
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'The index of the studies',
      allowAllOutbound: false,
    });
    // A fixed name: its log group is known before it, and is ours. RDS would make one that keeps everything for ever, in the clear.
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
      // Another name would be another instance. No cell uses it.
      databaseName: 'orthanc',
      credentials: Credentials.fromGeneratedSecret('orthanc', {
        encryptionKey: key,
        excludeCharacters: EXCLUDED_CHARACTERS,
      }),
      storageType: StorageType.GP3,
      allocatedStorage: STORAGE.first,
      maxAllocatedStorage: STORAGE.most,
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
    // Without them the database that is kept can't be entered.
    overrideLogicalIdOf(this.instance.node.findChild('Secret'), CfnSecret, 'DatabaseCredentials').applyRemovalPolicy(
      RemovalPolicy.RETAIN,
    );
    this.acknowledgeFindings();
  }

  private acknowledgeFindings(): void {
    const backup =
      'RDS backs it up itself, to any second of the last five weeks; a plan of AWS Backup would be the same backups under another name.';
    acknowledgeFindings(this.instance, {
      'HIPAA.Security::HIPAA.Security-RDSInBackupPlan': backup,
      'NIST.800.53.R5::NIST.800.53.R5-RDSInBackupPlan': backup,
    });
    acknowledgeFindings(this.instance.node.findChild('MonitoringRole'), {
      'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]':
        'RDS writes its metrics with it, and with nothing else: the policy is AWS’s own for that.',
    });
    const rotation =
      'The server reads its password when it starts: one that changed by itself would keep it from the database at its next reconnection. No person has it, and only the tasks reach the port.';
    acknowledgeFindings(this.instance.node.findChild('Secret'), {
      'AwsSolutions::AwsSolutions-SMG4': rotation,
      'HIPAA.Security::HIPAA.Security-SecretsManagerRotationEnabled': rotation,
      'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled': rotation,
    });
  }
}

/** Orthanc pastes the password into its JSON as it is; the rest is what connection strings trip over. */
export const EXCLUDED_CHARACTERS = ' %+~`#$&*()|[]{}:;<>?!\'/@"\\^=,';

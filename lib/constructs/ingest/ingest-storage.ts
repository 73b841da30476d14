import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import { acknowledgeFindings } from '../common/acknowledge';
import { overrideLogicalIdOf } from '../common/logical-ids';
import { accessLogStatements } from './access-log-statements';

/** The logical id of the bucket with the studies. A change would create another, empty bucket. */
const STUDIES_ID = 'Studies';

export interface IngestStorageProps {
  /** The environment's name. */
  readonly environment: string;
  /** The account of the load balancers that write logs. */
  readonly account: string;
  readonly region: string;
}

/** The buckets for studies and for the logs of load balancers. Both are retained when the stack is deleted. */
export class IngestStorage extends Construct {
  /** Encrypts studies, index and passwords. It is retained when the stack is deleted, because they can't be read without it. */
  readonly key: Key;
  readonly studies: Bucket;
  readonly accessLogs: Bucket;

  constructor(scope: Construct, id: string, { environment, account, region }: IngestStorageProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: `HeartLab ${environment}: studies, their index, STOW passwords`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const common = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.accessLogs = new Bucket(this, 'AccessLogs', {
      ...common,
      // Load balancers can't write with a KMS key of ours (Elastic Load Balancing, "Access logs": only SSE-S3).
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [
        { expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(30) },
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
    });
    for (const statement of accessLogStatements(this.accessLogs, account, region))
      this.accessLogs.addToResourcePolicy(statement);
    this.studies = new Bucket(this, 'Studies', {
      ...common,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      // One KMS call for many objects.
      bucketKeyEnabled: true,
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: 'studies/',
      // No rule expires a study or a noncurrent version of one.
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    });
    overrideLogicalIdOf(this.studies, CfnBucket, STUDIES_ID);
    overrideLogicalIdOf(this.key, CfnKey, 'Key');
    const replication = byDesign(
      'one-region',
      'S3 stores every version in three zones or more. A second Region would move patients’ data out of the Region that the hospitals agreed to.',
    );
    for (const bucket of [this.studies, this.accessLogs])
      acknowledgeFindings(bucket, {
        'HIPAA.Security::HIPAA.Security-S3BucketReplicationEnabled': replication,
        'NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled': replication,
      });
    const noKey = byDesign(
      'access-log-encryption',
      'Elastic Load Balancing can write its logs only to a bucket that is encrypted with S3’s own key.',
    );
    acknowledgeFindings(this.accessLogs, {
      'HIPAA.Security::HIPAA.Security-S3DefaultEncryptionKMS': noKey,
      'NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS': noKey,
    });
  }
}

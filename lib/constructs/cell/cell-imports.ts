import { Fn } from 'aws-cdk-lib';
import type { Environment } from '../../config/model';
import { ingestNames } from '../../config/naming/ingest-names';
import { platformNames } from '../platform/platform-names';

/** The exports of its environment's platform and ingest that a cell imports. */
export interface CellImports {
  readonly vpcId: string;
  readonly balancerSubnetIds: readonly string[];
  readonly taskSubnetIds: readonly string[];
  /** The security group with access to the database and to AWS services. */
  readonly accessGroupId: string;
  readonly clusterName: string;
  readonly studiesBucketName: string;
  readonly accessLogBucketName: string;
  /** Encrypts studies and secrets. */
  readonly keyArn: string;
  readonly trustStoreArn: string;
  readonly databaseHost: string;
  readonly databaseProviderArn: string;
  /** Encrypts logs: the platform's. */
  readonly logKeyArn: string;
  readonly topicArn: string;
}

export function cellImports({ name, alarmTopicArn, availabilityZones }: Environment): CellImports {
  const ingest = ingestNames(name);
  const platform = platformNames(name);
  const inZones = (of: (zone: number) => string) => availabilityZones.map((_, zone) => Fn.importValue(of(zone)));
  return {
    vpcId: Fn.importValue(ingest.vpcId),
    balancerSubnetIds: inZones(ingest.balancerSubnetId),
    taskSubnetIds: inZones(ingest.taskSubnetId),
    accessGroupId: Fn.importValue(ingest.cellAccessGroupId),
    clusterName: Fn.importValue(ingest.clusterName),
    studiesBucketName: Fn.importValue(ingest.studiesBucketName),
    accessLogBucketName: Fn.importValue(ingest.accessLogBucketName),
    keyArn: Fn.importValue(ingest.keyArn),
    trustStoreArn: Fn.importValue(ingest.trustStoreArn),
    databaseHost: Fn.importValue(ingest.databaseHost),
    databaseProviderArn: Fn.importValue(ingest.cellDatabaseProviderArn),
    logKeyArn: Fn.importValue(platform.keyArn),
    topicArn: alarmTopicArn ?? Fn.importValue(platform.alarmTopicArn),
  };
}

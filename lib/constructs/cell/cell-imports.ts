import { Fn } from 'aws-cdk-lib';
import type { Environment } from '../../config/model';
import { ingestNames } from '../../config/naming/ingest-names';
import { platformNames } from '../platform/platform-names';

export type CellImports = ReturnType<typeof cellImports>;

/** The exports of its environment's platform and ingest that a cell imports. */
export function cellImports({ name, alarmTopicArn, availabilityZones }: Environment) {
  const ingest = ingestNames(name);
  const platform = platformNames(name);
  const inZones = (of: (zone: number) => string) => availabilityZones.map((_, zone) => Fn.importValue(of(zone)));
  return {
    vpcId: Fn.importValue(ingest.vpcId),
    balancerSubnetIds: inZones(ingest.balancerSubnetId),
    taskSubnetIds: inZones(ingest.taskSubnetId),
    /** The security group with access to the database and to AWS services. */
    accessGroupId: Fn.importValue(ingest.cellAccessGroupId),
    clusterName: Fn.importValue(ingest.clusterName),
    studiesBucketName: Fn.importValue(ingest.studiesBucketName),
    accessLogBucketName: Fn.importValue(ingest.accessLogBucketName),
    /** Encrypts studies and secrets. */
    keyArn: Fn.importValue(ingest.keyArn),
    trustStoreArn: Fn.importValue(ingest.trustStoreArn),
    databaseHost: Fn.importValue(ingest.databaseHost),
    databaseProviderArn: Fn.importValue(ingest.cellDatabaseProviderArn),
    /** Encrypts logs: the platform's. */
    logKeyArn: Fn.importValue(platform.keyArn),
    topicArn: alarmTopicArn ?? Fn.importValue(platform.alarmTopicArn),
  };
}

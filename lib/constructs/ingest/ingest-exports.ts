import { CfnOutput } from 'aws-cdk-lib';
import type { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Cluster } from 'aws-cdk-lib/aws-ecs';
import type { ITrustStore } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { ingestNames } from '../../config/naming/ingest-names';
import type { CellDatabaseProvider } from './cell-database-provider';
import type { IngestDatabase } from './ingest-database';
import type { IngestNetwork } from './ingest-network';
import type { IngestStorage } from './ingest-storage';

/** The resources of an ingest that its cells and sites use. */
interface Exported {
  readonly network: IngestNetwork;
  readonly storage: IngestStorage;
  readonly database: IngestDatabase;
  readonly access: SecurityGroup;
  readonly provider: CellDatabaseProvider;
  readonly trustStore: ITrustStore;
  readonly cluster: Cluster;
}

/** Adds all exports, with fixed names, because CloudFormation refuses to change or remove one in use. */
export function addIngestExports(stack: Construct, environment: string, exported: Exported): void {
  const names = ingestNames(environment);
  const { network, storage } = exported;
  const add = (id: string, exportName: string, value: string): void => {
    new CfnOutput(stack, id, { exportName, value });
  };
  add('VpcId', names.vpcId, network.cfnVpc.ref);
  const { endpoints, balancers, tasks } = network.subnets;
  for (const [kind, subnets, nameOf] of [
    ['Endpoint', endpoints, names.endpointSubnetId],
    ['Balancer', balancers, names.balancerSubnetId],
    ['Task', tasks, names.taskSubnetId],
  ] as const)
    subnets.forEach(({ subnetId }, zone) => {
      add(`${kind}Subnet${zone + 1}Id`, nameOf(zone), subnetId);
    });
  add('CellAccessGroupId', names.cellAccessGroupId, exported.access.securityGroupId);
  add('ClusterName', names.clusterName, exported.cluster.clusterName);
  add('StudiesBucketName', names.studiesBucketName, storage.studies.bucketName);
  add('AccessLogBucketName', names.accessLogBucketName, storage.accessLogs.bucketName);
  add('KeyArn', names.keyArn, storage.key.keyArn);
  add('TrustStoreArn', names.trustStoreArn, exported.trustStore.trustStoreArn);
  add('DatabaseHost', names.databaseHost, exported.database.instance.instanceEndpoint.hostname);
  add('CellDatabaseProviderArn', names.cellDatabaseProviderArn, exported.provider.serviceToken);
  add('DeliveryZoneId', names.deliveryZoneId, network.deliveryZone.hostedZoneId);
}

import { CfnOutput, Fn, Stack, Tags } from 'aws-cdk-lib';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Environment } from '../../config/model';
import { ENVIRONMENT_TAG, INGEST_OUTPUTS } from '../../config/naming/stack-contract';
import { DATABASE_PORT } from '../../ingest-containers/containers';
import { platformNames } from '../platform/platform-names';
import { CellDatabaseProvider } from './cell-database-provider';
import { cellServiceStatements } from './cell-service-statements';
import { IngestAlarms } from './ingest-alarms';
import { IngestDatabase } from './ingest-database';
import { addIngestExports } from './ingest-exports';
import { IngestNetwork } from './ingest-network';
import { IngestStorage } from './ingest-storage';
import { IngestTrustStore } from './ingest-trust-store';

/** The environment of the stack, and the files that it names. */
export interface IngestStackProps {
  /** The environment, with `ingest.managed`. Its PlatformStack must be deployed first. */
  readonly environment: Environment;
  /** The folder that the paths of `ingest.managed` are relative to. */
  readonly folder: string;
}

/**
 * The resources that the cells of an environment share: network, endpoints of AWS services, cluster, PostgreSQL, bucket, trust
 * store, keys. Its template does not depend on the sites, and its exports are fixed and always present.
 *
 * @throws Error when the environment has no `ingest.managed`.
 */
export class IngestStack extends Stack {
  constructor(scope: Construct, id: string, { environment, folder }: IngestStackProps) {
    const { managed } = environment.ingest;
    if (managed === undefined) throw new Error(`environment ${environment.name} has no ingest.managed`);
    const { name, account, region } = environment;
    super(scope, id, {
      env: { account, region },
      description: `HeartLab connectivity: what the ingest cells of ${name} share`,
      terminationProtection: true,
    });
    Tags.of(this).add(ENVIRONMENT_TAG, name);

    const names = platformNames(name);
    const logKey = Key.fromKeyArn(this, 'LogKey', Fn.importValue(names.keyArn));
    const topicArn = environment.alarmTopicArn ?? Fn.importValue(names.alarmTopicArn);
    const alarmTopic = Topic.fromTopicArn(this, 'AlarmTopic', topicArn);
    const network = new IngestNetwork(this, 'Network', { environment, cidr: managed.cidr, logKey });
    const storage = new IngestStorage(this, 'Storage', { environment: name, account, region });
    const database = new IngestDatabase(this, 'Database', {
      environment: name,
      vpc: network.vpc,
      subnets: network.subnets.tasks,
      key: storage.key,
      logKey,
    });
    const access = this.addCellAccess(network, database);
    const provider = new CellDatabaseProvider(this, 'CellDatabases', {
      environment: name,
      vpc: network.vpc,
      subnets: network.subnets.tasks,
      securityGroup: access,
      masterSecret: database.credentials,
      databaseHost: database.instance.instanceEndpoint.hostname,
      databasePort: DATABASE_PORT,
      key: storage.key,
      logKey,
      alarmTopic,
    });
    network.limitServices([...cellServiceStatements(this, managed, storage.studies), ...provider.statements]);
    const { trustStore } = new IngestTrustStore(this, 'TrustStore', { folder, ...managed });
    const cluster = new Cluster(this, 'Cluster', {
      clusterName: `heartlab-${name}-ingest`,
      vpc: network.vpc,
      containerInsightsV2: ContainerInsights.ENHANCED,
    });
    new IngestAlarms(this, 'Alarms', { environment: name, database, topic: alarmTopic });
    addIngestExports(this, name, { network, storage, database, access, provider, trustStore, cluster });
    new CfnOutput(this, INGEST_OUTPUTS.accessLogs, { value: storage.accessLogs.bucketName });
  }

  /** The security group of the tasks of all cells, for access to the database and to AWS services. No rule is specific to a hospital. */
  private addCellAccess(network: IngestNetwork, database: IngestDatabase): SecurityGroup {
    const group = new SecurityGroup(this, 'CellAccess', {
      vpc: network.vpc,
      description: 'Tasks of cells: the way to the database and to AWS services',
      allowAllOutbound: false,
    });
    group.connections.allowTo(database.securityGroup, Port.tcp(DATABASE_PORT), 'The index, over TLS');
    network.allowServices(group);
    return group;
  }
}

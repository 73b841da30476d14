import { CfnOutput, Fn, Stack, Tags } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

import type { IngestSite } from '../ingest/sites';
import { IDLE_SECONDS } from '../site/door';
import { ingestSubnets } from '../site/ingest-addressing';
import { ingestNames } from '../site/ingest-names';
import { ENVIRONMENT_TAG, INGEST_OUTPUTS } from '../site/metadata';
import type { Environment, ManagedIngest } from '../site/model';
import { IngestAlarms } from './ingest-alarms';
import { IngestDatabase } from './ingest-database';
import { IngestDoor } from './ingest-door';
import { IngestNetwork } from './ingest-network';
import { IngestPasswords } from './ingest-passwords';
import { IngestService } from './ingest-service';
import { IngestStorage } from './ingest-storage';
import { IngestTask } from './ingest-task';
import { IngestTrustStore } from './ingest-trust-store';
import { platformNames } from './platform-names';

export interface IngestStackProps {
  /** The environment, with `ingest.managed`. Its PlatformStack has to be deployed first. */
  readonly environment: Environment;
  /** All sites of the environment (`ingestSites`), whichever of them are being deployed: a site that is missing is refused. */
  readonly sites: readonly IngestSite[];
  /** The folder that the paths of `ingest.managed` are relative to. */
  readonly folder: string;
}

/**
 * Where the studies of an environment arrive: two doors (client certificate, or user and password), the gate and the DICOMweb server
 * behind them, and what they are kept in. It knows nothing of the sites' stacks; its exports are fixed and always there.
 *
 * @throws Error when the environment has no `ingest.managed`.
 */
export class IngestStack extends Stack {
  readonly doors: Readonly<Record<'mtls' | 'basic', IngestDoor>>;
  readonly service: IngestService;

  constructor(scope: Construct, id: string, { environment, sites, folder }: IngestStackProps) {
    const { managed } = environment.ingest;
    if (managed === undefined) throw new Error(`environment ${environment.name} has no ingest.managed`);
    super(scope, id, {
      env: { account: environment.account, region: environment.region },
      description: `HeartLab connectivity: where the studies of ${environment.name} arrive`,
      terminationProtection: true,
    });
    Tags.of(this).add(ENVIRONMENT_TAG, environment.name);

    const names = platformNames(environment.name);
    const logKey = Key.fromKeyArn(this, 'LogKey', Fn.importValue(names.keyArn));
    const network = new IngestNetwork(this, 'Network', { environment, cidr: managed.cidr, logKey });
    const storage = new IngestStorage(this, 'Storage', { environment: environment.name });
    const database = new IngestDatabase(this, 'Database', {
      environment: environment.name,
      vpc: network.vpc,
      subnets: network.subnets.tasks,
      key: storage.key,
      logKey,
    });
    const passwords = new IngestPasswords(this, 'Passwords', { sites, key: storage.key });
    const task = new IngestTask(this, 'Task', {
      ...{ environment, managed, sites, database, logKey },
      ...{ passwords: passwords.arns, studies: storage.studies, key: storage.key },
    });
    network.limitServices(task.statements);
    this.doors = this.addDoors(environment, managed, folder, network, storage);
    const doors = [this.doors.mtls, this.doors.basic];
    const taskGroup = this.addTaskGroup(network, managed);
    this.service = new IngestService(this, 'Service', {
      ...{ environment: environment.name, network, task, doors, database },
      securityGroup: taskGroup,
    });
    new IngestAlarms(this, 'Alarms', {
      environment: environment.name,
      ...{ doors, task, database, service: this.service },
      topicArn: environment.alarmTopicArn ?? Fn.importValue(names.alarmTopicArn),
    });
    this.addExports(environment.name, network, taskGroup);
    new CfnOutput(this, INGEST_OUTPUTS.gateLogGroup, { value: task.gateLog.logGroupName });
    new CfnOutput(this, INGEST_OUTPUTS.accessLogs, { value: storage.accessLogs.bucketName });
  }

  private addDoors(
    environment: Environment,
    managed: ManagedIngest,
    folder: string,
    network: IngestNetwork,
    { accessLogs }: IngestStorage,
  ): Readonly<Record<'mtls' | 'basic', IngestDoor>> {
    const { trustStore } = new IngestTrustStore(this, 'TrustStore', { folder, ...managed });
    const common = {
      environment: environment.name,
      vpc: network.vpc,
      subnets: network.subnets.doors,
      certificateArn: managed.certificateArn,
      idleSeconds: IDLE_SECONDS,
      accessLogs,
    };
    return {
      mtls: new IngestDoor(this, 'Mtls', { ...common, auth: 'mtls', trustStore }),
      basic: new IngestDoor(this, 'Basic', { ...common, auth: 'basic', trustStore: undefined }),
    };
  }

  /**
   * Gate and server. They send results to the hospitals too: each site's delivery endpoint lets in its own ports, from this group alone.
   */
  private addTaskGroup(network: IngestNetwork, { cidr }: ManagedIngest): SecurityGroup {
    const group = new SecurityGroup(this, 'TaskGroup', {
      vpc: network.vpc,
      description: 'Gate and DICOMweb server',
      allowAllOutbound: false,
    });
    network.subnets.endpoints.forEach((_, slot) => {
      group.addEgressRule(
        Peer.ipv4(ingestSubnets(cidr, slot).endpoints),
        Port.tcpRange(1, 65535),
        'Delivery endpoints of the sites, whose own groups name the ports',
      );
    });
    return group;
  }

  private addExports(environment: string, network: IngestNetwork, deliverySource: SecurityGroup): void {
    const names = ingestNames(environment);
    const add = (id: string, exportName: string, value: string): void => {
      new CfnOutput(this, id, { exportName, value });
    };
    add('MtlsServiceName', names.service.mtls, this.doors.mtls.service.vpcEndpointServiceName);
    add('BasicServiceName', names.service.basic, this.doors.basic.service.vpcEndpointServiceName);
    add('VpcId', names.vpcId, network.cfnVpc.ref);
    network.subnets.endpoints.forEach(({ subnetId }, zone) => {
      add(`EndpointSubnet${zone + 1}Id`, names.endpointSubnetId(zone), subnetId);
    });
    add('DeliverySourceGroupId', names.deliverySourceGroupId, deliverySource.securityGroupId);
    add('DeliveryZoneId', names.deliveryZoneId, network.deliveryZone.hostedZoneId);
  }
}

import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Port, type SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  AvailabilityZoneRebalancing,
  Cluster,
  ContainerInsights,
  FargatePlatformVersion,
  FargateService,
} from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { GATE, SERVER } from '../ingest/containers';
import type { IngestDatabase } from './ingest-database';
import type { IngestDoor } from './ingest-door';
import type { IngestNetwork } from './ingest-network';
import type { IngestTask } from './ingest-task';

/** Two, in two zones: either may go. */
const TASKS = 2;

export interface IngestServiceProps {
  /** The environment's name. */
  readonly environment: string;
  readonly network: IngestNetwork;
  readonly task: IngestTask;
  readonly doors: readonly IngestDoor[];
  readonly database: IngestDatabase;
  /** The tasks' own. */
  readonly securityGroup: SecurityGroup;
}

/**
 * Two tasks behind both doors. A deploy starts new ones first, and takes an old one away only when its uploads have ended or
 * their time is over; a deploy whose tasks don't get well is rolled back.
 */
export class IngestService extends Construct {
  readonly service: FargateService;
  readonly cluster: Cluster;

  constructor(scope: Construct, id: string, props: IngestServiceProps) {
    super(scope, id);
    const { network, task, securityGroup, database } = props;
    this.cluster = new Cluster(this, 'Cluster', {
      clusterName: `heartlab-${props.environment}-ingest`,
      vpc: network.vpc,
      containerInsightsV2: ContainerInsights.ENHANCED,
    });
    this.service = new FargateService(this, 'Service', {
      cluster: this.cluster,
      taskDefinition: task.definition,
      desiredCount: TASKS,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.ENABLED,
      platformVersion: FargatePlatformVersion.VERSION1_4,
      healthCheckGracePeriod: Duration.minutes(5),
      vpcSubnets: { subnets: [...network.subnets.tasks] },
      securityGroups: [securityGroup],
      assignPublicIp: false,
      enableExecuteCommand: false,
    });
    // CloudFormation knows of no tie between a service and what its roles may do: without this one it makes both at once, and the
    // tasks that fail meanwhile count as a failed deploy.
    this.service.node.addDependency(...task.policies);
    for (const door of props.doors) this.addDoor(door, securityGroup);
    securityGroup.connections.allowTo(database.securityGroup, Port.tcp(SERVER.database.port), 'The index, over TLS');
    network.allowServices(securityGroup);
    // Nor of what a task needs to pull its images and to write its log: nothing else leads out of the VPC.
    this.service.node.addDependency(...network.serviceEndpoints, network.serviceEndpointGroup);
  }

  /** How much of their temporary storage the fullest task uses, in percent. */
  metricTemporaryStorage(period: Duration): MathExpression {
    const { cluster, service } = this;
    const of = (metricName: string): Metric =>
      new Metric({
        namespace: 'ECS/ContainerInsights',
        metricName,
        dimensionsMap: { ClusterName: cluster.clusterName, ServiceName: service.serviceName },
        statistic: 'Maximum',
        period,
      });
    return new MathExpression({
      expression: '100 * used / reserved',
      usingMetrics: { used: of('EphemeralStorageUtilized'), reserved: of('EphemeralStorageReserved') },
      period,
      label: 'percent of the temporary storage',
    });
  }

  private addDoor(door: IngestDoor, tasks: SecurityGroup): void {
    const target = (containerName: string, containerPort: number) =>
      this.service.loadBalancerTarget({ containerName, containerPort });
    // This lets the ALB reach the port; for an NLB it has to be said.
    door.stowTargets.addTarget(target(GATE.name, GATE.ports[door.auth]));
    door.dimseTargets.addTarget(target(SERVER.name, SERVER.dicomPort));
    door.nlbGroup.connections.allowTo(
      tasks,
      Port.tcp(SERVER.dicomPort),
      `DIMSE of the ${door.auth} door, and its health check`,
    );
  }
}

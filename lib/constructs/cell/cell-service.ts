import { CfnService } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { CELL_TASKS } from '../../config/capacity/cell-capacity';
import type { Site } from '../../config/model';
import { cellServiceName } from '../../config/naming/cell-names';
import { GATE_CONTAINER } from '../../ingest-containers/containers';
import type { CellDatabase } from './cell-database';
import type { CellEntrance } from './cell-entrance';
import type { CellGroups } from './cell-groups';
import type { CellImports } from './cell-imports';
import type { CellTask } from './cell-task';
import type { StowPath } from './stow-path';

export interface CellServiceProps {
  readonly site: Site;
  readonly imports: CellImports;
  readonly groups: CellGroups;
  readonly task: CellTask;
  readonly database: CellDatabase;
  readonly entrance: CellEntrance;
  readonly stow: StowPath;
}

/**
 * Two tasks in two zones; one is enough. A deploy starts new tasks first, and stops an old one only when its uploads have ended or
 * the deregistration delay is over. A deploy whose tasks don't become healthy is rolled back.
 */
export class CellService extends Construct {
  constructor(scope: Construct, id: string, props: CellServiceProps) {
    super(scope, id);
    const { site, imports, groups, task, database, entrance, stow } = props;
    const target = (containerPort: number, targetGroupArn: string) => ({
      containerName: GATE_CONTAINER.name,
      containerPort,
      targetGroupArn,
    });
    const service = new CfnService(this, 'Service', {
      serviceName: cellServiceName(site.site),
      cluster: imports.clusterName,
      taskDefinition: task.definition.ref,
      launchType: 'FARGATE',
      platformVersion: '1.4.0',
      desiredCount: CELL_TASKS,
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      availabilityZoneRebalancing: 'ENABLED',
      healthCheckGracePeriodSeconds: 300,
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: 'SERVICE',
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...imports.taskSubnetIds],
          securityGroups: [imports.accessGroupId, groups.tasks.attrGroupId],
          assignPublicIp: 'DISABLED',
        },
      },
      loadBalancers: [
        target(GATE_CONTAINER.httpsPort, stow.targets.ref),
        ...(entrance.dimseTargets === undefined ? [] : [target(GATE_CONTAINER.dimsePort, entrance.dimseTargets.ref)]),
      ],
    });
    service.overrideLogicalId('Service');
    // CloudFormation does not derive these dependencies. Without them, tasks could fail early and cause the deploy to fail.
    for (const required of [...task.policies, database.resource, ...stow.attachments, ...entrance.dimseListeners])
      service.node.addDependency(required);
  }
}

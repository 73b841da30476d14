import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Environment, Site } from '../../config/model';
import { cellAccessLogPrefix, cellNames } from '../../config/naming/cell-names';
import { CELL_METADATA_KEY, CELL_OUTPUTS, ENVIRONMENT_TAG, SITE_TAG } from '../../config/naming/stack-contract';
import { BasicStowPath } from './basic-stow-path';
import { CellAlarms } from './cell-alarms';
import { CellDatabase } from './cell-database';
import { CellEntrance } from './cell-entrance';
import { CellGroups } from './cell-groups';
import { cellImports } from './cell-imports';
import { CellService } from './cell-service';
import { CellTask } from './cell-task';
import { MtlsStowPath } from './mtls-stow-path';
import type { StowPath } from './stow-path';

/** The hospital of the cell, and its environment. */
export interface CellStackProps {
  /** The hospital. Its name is fixed for life. */
  readonly site: Site;
  /** The environment that `site.environment` names, with `ingest.managed`. Its IngestStack must be deployed first. */
  readonly environment: Environment;
}

/**
 * The ingest cell of one hospital: it receives and stores the hospital's studies, isolated from those of other hospitals. It
 * imports shared resources from the ingest by name; its site's stack imports two of its exports.
 *
 * @throws Error when the environment has no `ingest.managed`.
 */
export class CellStack extends Stack {
  /** The hospital. */
  readonly site: Site;

  constructor(scope: Construct, id: string, { site, environment }: CellStackProps) {
    const { managed } = environment.ingest;
    if (managed === undefined) throw new Error(`environment ${environment.name} has no ingest.managed`);
    super(scope, id, {
      env: { account: environment.account, region: environment.region },
      description: `HeartLab connectivity: the ingest cell of ${site.name}`,
      // Deleting the stack deletes the hospital's endpoint service.
      terminationProtection: true,
    });
    this.site = site;
    this.templateOptions.metadata = { [CELL_METADATA_KEY]: { site: site.site, auth: site.dicom.stow.auth } };
    Tags.of(this).add(ENVIRONMENT_TAG, environment.name);
    Tags.of(this).add(SITE_TAG, site.site);

    const imports = cellImports(environment);
    const groups = new CellGroups(this, 'Groups', { site, environment, managed, imports });
    const database = new CellDatabase(this, 'CellDatabase', {
      site: site.site,
      serviceToken: imports.databaseProviderArn,
      key: Key.fromKeyArn(this, 'Key', imports.keyArn),
    });
    const task = new CellTask(this, 'Task', { site, managed, imports, database });
    const entrance = new CellEntrance(this, 'Entrance', { site, managed, imports, groups });
    const stowProps = { site, managed, imports, groups, nlb: entrance.nlb };
    const stow: StowPath =
      site.dicom.stow.auth === 'mtls'
        ? new MtlsStowPath(this, 'Mtls', stowProps)
        : new BasicStowPath(this, 'Basic', stowProps);
    new CellService(this, 'Service', { site, imports, groups, task, database, entrance, stow });
    const topic = Topic.fromTopicArn(this, 'AlarmTopic', imports.topicArn);
    new CellAlarms(this, 'Alarms', { site, imports, stow, entrance, topic });

    const names = cellNames(site.site);
    const add = (name: string, value: string, exportName?: string): void => {
      new CfnOutput(this, name, { value, exportName });
    };
    add(CELL_OUTPUTS.serviceName, entrance.serviceName, names.service);
    add('TaskGroupId', groups.tasks.attrGroupId, names.taskGroupId);
    add(CELL_OUTPUTS.gateLogGroup, task.gateLogGroupName);
    add(CELL_OUTPUTS.serverLogGroup, task.serverLogGroupName);
    add(CELL_OUTPUTS.accessLogs, imports.accessLogBucketName);
    add(CELL_OUTPUTS.accessLogPrefix, cellAccessLogPrefix(site.site, site.dicom.stow.auth === 'mtls' ? 'alb' : 'nlb'));
  }
}

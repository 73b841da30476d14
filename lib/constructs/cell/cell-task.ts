import { createHash } from 'node:crypto';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnTaskDefinition, type CfnTaskDefinitionProps } from 'aws-cdk-lib/aws-ecs';
import type { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { GATE_VARIABLES } from '../../../services/gate/settings';
import { byDesign } from '../../config/design-decisions';
import type { ManagedIngest, Site } from '../../config/model';
import { type CellContainer, cellLogGroupName } from '../../config/naming/cell-names';
import { GATE_CONTAINER, SERVER_CONTAINER } from '../../ingest-containers/containers';
import { gateSettings } from '../../ingest-containers/gate-settings';
import { s3Storage, serverConfiguration, serverStart } from '../../ingest-containers/server';
import { acknowledgeFindings } from '../common/acknowledge';
import type { CellDatabase } from './cell-database';
import type { CellImports } from './cell-imports';
import { stowPassword } from './cell-password';
import { CellRoles } from './cell-roles';

/** GiB of the task's encrypted disk: the gate spools objects there. */
const DISK = 50;

export interface CellTaskProps {
  readonly site: Site;
  readonly managed: ManagedIngest;
  readonly imports: CellImports;
  readonly database: CellDatabase;
}

/**
 * One task: the gate, which the hospital reaches, and the DICOMweb server, which listens on loopback only. The logical id of the
 * definition contains a hash of its content, so a change is a create and a later delete of definitions, never a replacement.
 */
export class CellTask extends Construct {
  readonly definition: CfnTaskDefinition;
  /** The policies of its roles. They must exist before any task starts. */
  readonly policies: readonly ManagedPolicy[];
  readonly gateLogGroupName: string;
  readonly serverLogGroupName: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CellTaskProps,
  ) {
    super(scope, id);
    const { site, managed, imports, database } = props;
    const logs = { gate: this.addLog('gate'), server: this.addLog('server') };
    this.gateLogGroupName = logs.gate.ref;
    this.serverLogGroupName = logs.server.ref;
    const password = stowPassword(this, site, imports.keyArn);
    const roles = new CellRoles(this, 'Roles', {
      site,
      managed,
      imports,
      logGroupArns: [logs.gate.attrArn, logs.server.attrArn],
      secretArns: [database.secret.secretArn, ...(password === undefined ? [] : [password.ref])],
    });
    this.policies = roles.policies;
    const content: CfnTaskDefinitionProps = {
      family: `heartlab-${site.site}`,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: `${managed.task.vcpus * 1024}`,
      memory: `${managed.task.memoryGiB * 1024}`,
      ephemeralStorage: { sizeInGiB: DISK },
      runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
      executionRoleArn: roles.execution.roleArn,
      taskRoleArn: roles.task.roleArn,
      volumes: [{ name: GATE_CONTAINER.name }, { name: SERVER_CONTAINER.name }],
      containerDefinitions: [this.server(logs.server), this.gate(logs.gate, password?.ref)],
    };
    const hash = createHash('sha256')
      .update(JSON.stringify(Stack.of(this).resolve(content)))
      .digest('hex')
      .slice(0, 16);
    this.definition = new CfnTaskDefinition(this, 'Definition', content);
    this.definition.overrideLogicalId(`TaskDefinition${hash}`);
    acknowledgeFindings(this.definition, {
      'CloudFormation-Validate::E1029': byDesign(
        'task-settings',
        'Orthanc itself replaces these names by the values of environment variables. CloudFormation must not substitute them.',
      ),
      'AwsSolutions::AwsSolutions-ECS2': byDesign(
        'task-settings',
        'The values are settings without secrets, the database’s host name and the bucket’s name. All secrets come from Secrets Manager.',
      ),
    });
  }

  private server(log: CfnLogGroup): CfnTaskDefinition.ContainerDefinitionProperty {
    const { site, managed, imports } = this.props;
    const { variables } = SERVER_CONTAINER;
    return {
      ...this.common(SERVER_CONTAINER.name, SERVER_CONTAINER.folder, log),
      image: managed.server,
      entryPoint: ['sh', '-c', serverStart()],
      environment: [
        {
          name: variables.configuration,
          value: serverConfiguration({ site, storage: s3Storage(site.site, Stack.of(this).region) }),
        },
        { name: variables.databaseHost, value: imports.databaseHost },
        { name: variables.studiesBucket, value: imports.studiesBucketName },
      ],
      secrets: this.databaseSecrets(),
    };
  }

  private gate(log: CfnLogGroup, passwordArn: string | undefined): CfnTaskDefinition.ContainerDefinitionProperty {
    const { site, managed, imports } = this.props;
    return {
      ...this.common(GATE_CONTAINER.name, GATE_CONTAINER.folder, log),
      image: managed.gate,
      environment: [
        { name: GATE_VARIABLES.settings, value: JSON.stringify(gateSettings(site, managed)) },
        { name: GATE_VARIABLES.databaseHost, value: imports.databaseHost },
      ],
      secrets: [
        ...this.databaseSecrets(),
        ...(passwordArn === undefined ? [] : [{ name: GATE_VARIABLES.stowPassword, valueFrom: passwordArn }]),
      ],
      portMappings: [
        GATE_CONTAINER.httpsPort,
        ...(site.dicom.dimse === undefined ? [] : [GATE_CONTAINER.dimsePort]),
      ].map((containerPort) => ({ containerPort, protocol: 'tcp' })),
      // ECS stops the gate first, so the server runs until the last upload has ended.
      dependsOn: [{ containerName: SERVER_CONTAINER.name, condition: 'START' }],
    };
  }

  /** The login of the cell's database. The secret is JSON with both values; ECS passes each value by its key. */
  private databaseSecrets(): CfnTaskDefinition.SecretProperty[] {
    const { secretArn } = this.props.database.secret;
    return [
      { name: GATE_VARIABLES.databaseUser, valueFrom: `${secretArn}:username::` },
      { name: GATE_VARIABLES.databasePassword, valueFrom: `${secretArn}:password::` },
    ];
  }

  private common(name: CellContainer, folder: string, log: CfnLogGroup) {
    return {
      name,
      essential: true,
      workingDirectory: folder,
      // Volumes of Fargate belong to root; without capabilities root has no special rights.
      user: '0',
      readonlyRootFilesystem: true,
      linuxParameters: { capabilities: { drop: ['ALL'] }, initProcessEnabled: true },
      mountPoints: [{ sourceVolume: name, containerPath: folder, readOnly: false }],
      ulimits: [{ name: 'nofile', softLimit: 65536, hardLimit: 65536 }],
      // The longest time that Fargate gives a container to finish.
      stopTimeout: 120,
      logConfiguration: {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': log.ref,
          'awslogs-region': Stack.of(this).region,
          'awslogs-stream-prefix': 'task',
          // A failure to write the log must not delay a study.
          mode: 'non-blocking',
          'max-buffer-size': '25m',
        },
      },
    };
  }

  private addLog(container: CellContainer): CfnLogGroup {
    const { site, imports } = this.props;
    const id = container === 'gate' ? 'GateLog' : 'ServerLog';
    const log = new CfnLogGroup(this, id, {
      logGroupName: cellLogGroupName(site.site, container),
      kmsKeyId: imports.logKeyArn,
      retentionInDays: RetentionDays.ONE_YEAR,
    });
    log.overrideLogicalId(id);
    log.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return log;
  }
}

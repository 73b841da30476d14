import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import {
  AwsLogDriverMode,
  Capability,
  type ContainerDefinitionOptions,
  ContainerDependencyCondition,
  CpuArchitecture,
  EnvironmentFile,
  FargateTaskDefinition,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
  Secret,
  UlimitName,
} from 'aws-cdk-lib/aws-ecs';
import type { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { type ISecret, Secret as StoredSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { GATE, gateContainer, SERVER, serverContainer } from '../ingest/containers';
import { tooLargeEnvironments } from '../ingest/environment-size';
import { passwordVariable } from '../ingest/gate-start';
import type { IngestSite } from '../ingest/sites';
import type { Environment, ManagedIngest } from '../site/model';
import { acknowledge } from './acknowledge';
import { imageByDigest } from './container-image';
import { environmentFileAsset } from './environment-file';
import { FleetError } from './fleet-error';
import type { IngestDatabase } from './ingest-database';
import { IngestRoles } from './ingest-roles';

export interface IngestTaskProps {
  readonly environment: Environment;
  readonly managed: ManagedIngest;
  readonly sites: readonly IngestSite[];
  /** By `basic` site, the ARN of its password. */
  readonly passwords: ReadonlyMap<string, string>;
  readonly studies: Bucket;
  readonly database: IngestDatabase;
  /** Encrypts studies and passwords. */
  readonly key: IKey;
  /** Encrypts the logs: the platform's. */
  readonly logKey: IKey;
}

/**
 * One task: the gate, which hospitals reach, and the DICOMweb server, which listens for HTTP on loopback only. What they are to do is
 * an environment file each, from `lib/ingest`; a change of it is a new task definition, and the tasks are replaced one by one.
 */
export class IngestTask extends Construct {
  readonly definition: FargateTaskDefinition;
  readonly gateLog: LogGroup;
  readonly serverLog: LogGroup;
  /** What its roles may do: before any task is started. */
  readonly policies: readonly ManagedPolicy[];
  /** The same, as statements. */
  readonly statements: readonly PolicyStatement[];

  constructor(scope: Construct, id: string, props: IngestTaskProps) {
    super(scope, id);
    const { environment, managed, sites, database, studies } = props;
    this.gateLog = this.addLog('gate', props);
    this.serverLog = this.addLog('server', props);

    const options = { sites, reads: managed.reads, region: environment.region };
    const [forGate, forServer] = [gateContainer(options), serverContainer(options)];
    assertFits(options, environment.name);
    const gateFile = environmentFileAsset(this, 'GateConfiguration', forGate.environmentFile);
    const serverFile = environmentFileAsset(this, 'ServerConfiguration', forServer.environmentFile);
    const roles = new IngestRoles(this, 'Roles', {
      ...{ environment, managed, studies, database, key: props.key },
      hasPasswords: props.passwords.size > 0,
      logGroups: [this.gateLog, this.serverLog],
      assets: gateFile.bucket,
    });
    this.policies = roles.policies;
    this.statements = roles.statements;
    this.definition = new FargateTaskDefinition(this, 'Definition', {
      family: `heartlab-${environment.name}-ingest`,
      cpu: 4096,
      memoryLimitMiB: 16384,
      ephemeralStorageGiB: 50,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.X86_64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      // What they may do is said in one place: a grant for each password would be a policy longer than IAM takes.
      executionRole: roles.execution.withoutPolicyUpdates(),
      taskRole: roles.task.withoutPolicyUpdates(),
    });
    acknowledge(this.definition, {
      'AwsSolutions::AwsSolutions-ECS2':
        'The two values are the database’s host name and the bucket’s name, which only a deploy knows. Everything secret comes from Secrets Manager.',
    });
    const server = this.definition.addContainer(SERVER.name, {
      ...this.common(SERVER.folder, this.serverLog),
      image: imageByDigest(this, 'ServerImage', managed.server),
      entryPoint: [...forServer.entryPoint],
      environmentFiles: [EnvironmentFile.fromBucket(serverFile.bucket, serverFile.s3ObjectKey)],
      environment: {
        [SERVER.variables.databaseHost]: database.instance.instanceEndpoint.hostname,
        [SERVER.variables.studiesBucket]: studies.bucketName,
      },
      secrets: {
        [SERVER.variables.databaseUser]: Secret.fromSecretsManager(database.credentials, 'username'),
        [SERVER.variables.databasePassword]: Secret.fromSecretsManager(database.credentials, 'password'),
      },
      portMappings: [{ containerPort: SERVER.dicomPort }],
    });
    const gate = this.definition.addContainer(GATE.name, {
      ...this.common(GATE.folder, this.gateLog),
      image: imageByDigest(this, 'GateImage', managed.gate),
      entryPoint: [...forGate.entryPoint],
      environmentFiles: [EnvironmentFile.fromBucket(gateFile.bucket, gateFile.s3ObjectKey)],
      secrets: Object.fromEntries(
        [...props.passwords].map(([site, arn]) => [
          passwordVariable(site),
          Secret.fromSecretsManager(this.stored(site, arn)),
        ]),
      ),
      portMappings: [{ containerPort: GATE.ports.mtls }, { containerPort: GATE.ports.basic }],
    });
    gate.addContainerDependencies({ container: server, condition: ContainerDependencyCondition.START });
    for (const container of [server, gate]) {
      this.definition.addVolume({ name: container.containerName });
      container.addMountPoints({
        sourceVolume: container.containerName,
        containerPath: container === gate ? GATE.folder : SERVER.folder,
        readOnly: false,
      });
      container.addUlimits({ name: UlimitName.NOFILE, softLimit: 65536, hardLimit: 65536 });
    }
  }

  private common(
    folder: string,
    logGroup: LogGroup,
  ): Pick<
    ContainerDefinitionOptions,
    'workingDirectory' | 'logging' | 'linuxParameters' | 'readonlyRootFilesystem' | 'stopTimeout' | 'user'
  > {
    const linuxParameters = new LinuxParameters(this, `${logGroup.node.id}Linux`, { initProcessEnabled: true });
    linuxParameters.dropCapabilities(Capability.ALL);
    return {
      workingDirectory: folder,
      // Volumes of Fargate belong to root; without capabilities root is a user like others.
      user: '0',
      readonlyRootFilesystem: true,
      linuxParameters,
      // The longest that Fargate gives a task to end what it has begun.
      stopTimeout: Duration.seconds(120),
      logging: LogDriver.awsLogs({
        logGroup,
        streamPrefix: 'task',
        // A log that can't be written must not hold up a study.
        mode: AwsLogDriverMode.NON_BLOCKING,
        maxBufferSize: Size.mebibytes(25),
      }),
    };
  }

  private stored(site: string, arn: string): ISecret {
    return StoredSecret.fromSecretCompleteArn(this, `PasswordOf-${site}`, arn);
  }

  private addLog(name: 'gate' | 'server', { environment, logKey }: IngestTaskProps): LogGroup {
    return new LogGroup(this, name === 'gate' ? 'GateLog' : 'ServerLog', {
      logGroupName: `/heartlab/ingest/${environment.name}/${name}`,
      encryptionKey: logKey,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}

/** Nothing is deployed that Fargate couldn't start: the update would fail after a quarter of an hour, and no hospital could be added. */
function assertFits(options: Parameters<typeof tooLargeEnvironments>[0], environment: string): void {
  const tooLarge = tooLargeEnvironments(options);
  if (tooLarge.length > 0)
    throw new FleetError(tooLarge.map(({ wrong, write }) => `environment ${environment}: ${wrong}; ${write}`));
}

import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Environment, ManagedIngest } from '../site/model';
import { acknowledge } from './acknowledge';
import { repositoryArn } from './container-image';
import type { IngestDatabase } from './ingest-database';
import { STUDIES_ID } from './ingest-storage';

export interface IngestRolesProps {
  readonly environment: Environment;
  readonly managed: ManagedIngest;
  readonly studies: IBucket;
  readonly database: IngestDatabase;
  /** Encrypts studies, credentials and passwords. */
  readonly key: IKey;
  /** Whether there is a `basic` site. */
  readonly hasPasswords: boolean;
  readonly logGroups: readonly ILogGroup[];
  /** Where the environment files are. */
  readonly assets: IBucket;
}

interface Policy {
  readonly policy: ManagedPolicy;
  readonly statements: readonly PolicyStatement[];
}

/** What starts a task, and what a task may do: keep studies and read them, nothing else. */
export class IngestRoles extends Construct {
  readonly execution: Role;
  readonly task: Role;
  /** What the roles may do. A task that is started before them can't be. */
  readonly policies: readonly ManagedPolicy[];
  /** The same, as statements: nothing else has to pass through the endpoints of AWS services. */
  readonly statements: readonly PolicyStatement[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: IngestRolesProps,
  ) {
    super(scope, id);
    this.execution = this.addRole('ExecutionRole', 'Starts the tasks of the ingest');
    this.task = this.addRole('TaskRole', 'Keeps studies and reads them');
    const both = [this.addExecutionPolicy(), this.addTaskPolicy()];
    this.policies = both.map(({ policy }) => policy);
    this.statements = both.flatMap(({ statements }) => statements);
  }

  private addRole(id: string, description: string): Role {
    return new Role(this, id, {
      description,
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.props.environment.account } },
      }),
    });
  }

  private addExecutionPolicy(): Policy {
    const { managed, database, key, hasPasswords, logGroups, assets } = this.props;
    const environmentFiles = assets.arnForObjects('*.env');
    const passwords = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret:heartlab/*/stow-password-*',
    });
    const may = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources });
    const statements = [
      may(['ecr:GetAuthorizationToken'], ['*']),
      may(
        ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        [...new Set([managed.gate, managed.server].map((image) => repositoryArn(this, image)))],
      ),
      may(
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        logGroups.map(({ logGroupArn }) => logGroupArn),
      ),
      may(['s3:GetObject'], [environmentFiles]),
      may(['s3:GetBucketLocation'], [assets.bucketArn]),
      may(['secretsmanager:GetSecretValue'], [database.credentials.secretArn, ...(hasPasswords ? [passwords] : [])]),
      may(['kms:Decrypt'], [key.keyArn]),
    ];
    const policy = new ManagedPolicy(this, 'ExecutionPolicy', {
      description: 'Pull the two images, read configuration and passwords, write the two logs',
      roles: [this.execution],
      statements,
    });
    acknowledge(policy, {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]': 'ECR takes no resource for GetAuthorizationToken.',
      [`AwsSolutions::AwsSolutions-IAM5[Resource::${environmentFiles}]`]:
        'A file is named by its content. Were the two of today named, a deploy would take the files of the running tasks from them: one that dies while it lasts, or after it was rolled back, could not be started again.',
      ...(hasPasswords
        ? {
            [`AwsSolutions::AwsSolutions-IAM5[Resource::${passwords}]`]:
              'The names of three hundred passwords would be longer than IAM takes. Only passwords of the door bear such names.',
          }
        : {}),
    });
    return { policy, statements };
  }

  private addTaskPolicy(): Policy {
    const { studies, key } = this.props;
    const objects = studies.arnForObjects('*');
    const statements = [
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [studies.bucketArn] }),
      // DeleteObject hides an instance behind a marker: the bucket keeps every version.
      new PolicyStatement({ actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], resources: [objects] }),
      new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
    ];
    const policy = new ManagedPolicy(this, 'TaskPolicy', {
      description: 'Keep studies and read them',
      roles: [this.task],
      statements,
    });
    acknowledge(policy, {
      [`AwsSolutions::AwsSolutions-IAM5[Resource::<${STUDIES_ID}.Arn>/*]`]:
        'The server keeps every study in this bucket, which holds nothing else.',
    });
    return { policy, statements };
  }
}

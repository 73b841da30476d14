import { Aws, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import type { ManagedIngest, Site } from '../../config/model';
import { studiesPrefix } from '../../config/naming/cell-names';
import { ingestNames } from '../../config/naming/ingest-names';
import { acknowledgeFindings } from '../common/acknowledge';
import { imagePullStatements } from '../common/image-pull';
import type { CellImports } from './cell-imports';

export interface CellRolesProps {
  readonly site: Site;
  readonly managed: ManagedIngest;
  readonly imports: CellImports;
  /** The ARNs of the cell's log groups, as log streams need them. */
  readonly logGroupArns: readonly string[];
  /** The ARNs of the cell's secrets. */
  readonly secretArns: readonly string[];
}

/**
 * The role that starts the tasks of a cell, and the role of the tasks. They can access only the hospital's own prefix of the
 * bucket, and its own secrets and logs. Because the prefix ends in a slash, `alpha` has no access to `alpha-2`.
 */
export class CellRoles extends Construct {
  readonly execution: Role;
  readonly task: Role;
  /** Tasks can't start before these policies exist. */
  readonly policies: readonly ManagedPolicy[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CellRolesProps,
  ) {
    super(scope, id);
    const { site } = props.site;
    this.execution = this.addRole('ExecutionRole', `Starts the tasks of the ingest cell of ${site}`);
    this.task = this.addRole('TaskRole', `Keeps the studies of ${site} and reads them`);
    this.policies = [this.addExecutionPolicy(), this.addTaskPolicy()];
  }

  private addRole(id: string, description: string): Role {
    return new Role(this, id, {
      description,
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
  }

  private via(service: string): Readonly<Record<string, string>> {
    return { 'kms:ViaService': `${service}.${Stack.of(this).region}.amazonaws.com` };
  }

  private addExecutionPolicy(): ManagedPolicy {
    const { managed, imports, logGroupArns, secretArns } = this.props;
    const policy = new ManagedPolicy(this, 'ExecutionPolicy', {
      description: 'Pull the two images, read the secrets of the cell, write its two logs',
      roles: [this.execution],
      statements: [
        ...imagePullStatements(this, managed),
        new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [...logGroupArns] }),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [...secretArns] }),
        new PolicyStatement({
          actions: ['kms:Decrypt'],
          resources: [imports.keyArn],
          // Secrets Manager names the secret in the encryption context (its guide, "Secret encryption and decryption").
          conditions: {
            StringEquals: { ...this.via('secretsmanager'), 'kms:EncryptionContext:SecretARN': [...secretArns] },
          },
        }),
      ],
    });
    acknowledgeFindings(policy, {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]': byDesign(
        'permissions-without-resource',
        'ECR supports no resource for GetAuthorizationToken.',
      ),
    });
    return policy;
  }

  private addTaskPolicy(): ManagedPolicy {
    const { site, imports } = this.props;
    const prefix = studiesPrefix(site.site);
    const bucket = `arn:${Aws.PARTITION}:s3:::${imports.studiesBucketName}`;
    const policy = new ManagedPolicy(this, 'TaskPolicy', {
      description: 'Keep studies of one site and read them',
      roles: [this.task],
      statements: [
        new PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: [bucket],
          conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
        }),
        // DeleteObject only adds a delete marker: the bucket retains every version.
        new PolicyStatement({
          actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
          resources: [`${bucket}/${prefix}*`],
        }),
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [imports.keyArn],
          conditions: { StringEquals: this.via('s3') },
        }),
      ],
    });
    acknowledgeFindings(policy, {
      [`AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${ingestNames(site.environment).studiesBucketName}/${prefix}*]`]:
        byDesign(
          'permissions-below-prefix',
          'The server stores every study of the site below this prefix, which contains nothing else.',
        ),
    });
    return policy;
  }
}

import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { ManagedIngest } from '../../config/model';
import { CELL_LOG_PREFIX } from '../../config/naming/cell-names';
import { imagePullStatements } from '../common/image-pull';

/**
 * The calls of all cells' tasks to AWS services, with name patterns as resources: for the endpoint policies, which must not contain
 * names of hospitals. The roles of a cell (`CellRoles`) restrict this to its own resources.
 */
export function cellServiceStatements(
  scope: Construct,
  managed: ManagedIngest,
  studies: IBucket,
): readonly PolicyStatement[] {
  const arn = (service: string, resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources });
  return [
    ...imagePullStatements(scope, managed),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [arn('logs', 'log-group', `${CELL_LOG_PREFIX}*`)]),
    allow(['secretsmanager:GetSecretValue'], [arn('secretsmanager', 'secret', 'heartlab/*')]),
    allow(['s3:ListBucket'], [studies.bucketArn]),
    allow(['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], [studies.arnForObjects('*')]),
  ];
}

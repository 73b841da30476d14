import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Environment } from '../../config/model';

/**
 * The policy of an endpoint of an AWS service: the calls of the tasks of all cells, only by principals of this account. It names no
 * cell, so that it does not change with the fleet; the roles of the cells are more restrictive. A compromised task can't send
 * studies out with credentials of another account, nor to a bucket, log group or repository of one.
 *
 * Each of these services supports endpoint policies: ECR on both endpoints (Amazon ECR user guide, "Amazon ECR interface VPC
 * endpoints"; GetAuthorizationToken supports no resource), Logs, Secrets Manager and S3 (their guides, "VPC endpoints").
 *
 * Endpoints of endpoint services (a site's STOW endpoint, its delivery endpoint) have none: "When you create a VPC endpoint for an
 * endpoint service other than an AWS service, we allow full access to the endpoint" (AWS PrivateLink guide, "Control access to VPC
 * endpoints using endpoint policies"). Their security groups restrict who may use them.
 */
export function endpointStatements(
  service: 'ecr' | 'logs' | 's3' | 'secretsmanager',
  { account, region }: Environment,
  allowed: readonly PolicyStatement[],
): readonly PolicyStatement[] {
  const own = { 'aws:PrincipalAccount': account };
  const statements = allowed
    .filter(({ actions }) => actions.some((action) => action.startsWith(`${service}:`)))
    .map((statement) =>
      statement.copy({
        principals: [new AnyPrincipal()],
        actions: statement.actions.filter((action) => action.startsWith(`${service}:`)),
        // A bucket's ARN contains no account, and a deleted bucket can be created again in another account.
        conditions: { StringEquals: service === 's3' ? { ...own, 'aws:ResourceAccount': account } : own },
      }),
    );
  return service === 's3' ? [...statements, imageLayers(region)] : statements;
}

/** ECR stores the layers of images in a bucket of AWS. Tasks read them by URLs that ECR signs, not as a principal of this account. */
const imageLayers = (region: string): PolicyStatement =>
  new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['s3:GetObject'],
    resources: [`arn:aws:s3:::prod-${region}-starport-layer-bucket/*`],
  });

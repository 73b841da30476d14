import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Environment } from '../../config/model';

/**
 * What may pass through an endpoint of an AWS service: what the tasks of any cell do, by principals of this account alone. The roles of
 * the cells say more exactly what each may do: these policies know no cell, so that they never change with the fleet. A task that was taken over can't carry studies out with credentials of another account, nor to a bucket, log group or repository of one.
 *
 * Each of these services takes endpoint policies: ECR on both of its endpoints (Amazon ECR user guide, "Amazon ECR interface VPC
 * endpoints"; GetAuthorizationToken knows no resource), Logs, Secrets Manager and S3 (their guides, "VPC endpoints").
 *
 * Endpoints of endpoint services (a site's STOW endpoint, its delivery endpoint) have none: "When you create a VPC endpoint for an
 * endpoint service other than an AWS service, we allow full access to the endpoint" (AWS PrivateLink guide, "Control access to VPC
 * endpoints using endpoint policies"). Their security groups say who may use them.
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
        // The ARN of a bucket names no account, and a bucket that is deleted can be made again in another.
        conditions: { StringEquals: service === 's3' ? { ...own, 'aws:ResourceAccount': account } : own },
      }),
    );
  return service === 's3' ? [...statements, imageLayers(region)] : statements;
}

/** The layers of images, which ECR keeps in a bucket of AWS and hands out by URLs that it has signed itself, as no principal of ours. */
const imageLayers = (region: string): PolicyStatement =>
  new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['s3:GetObject'],
    resources: [`arn:aws:s3:::prod-${region}-starport-layer-bucket/*`],
  });

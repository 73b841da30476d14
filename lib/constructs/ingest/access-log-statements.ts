import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CELL_ACCESS_LOGS } from '../../config/naming/cell-names';

/**
 * Lets the load balancers of all cells of this account write their logs, each below the prefix of its site. A cell's stack can't
 * change the policy of an imported bucket, and the ingest must not depend on cells.
 *
 * Sources: Elastic Load Balancing, "Enable access logs for your Application Load Balancer" and "Enable connection logs" (the service
 * principal for every Region); "Enable access logs for your Network Load Balancer" (log delivery, with both conditions).
 */
export function accessLogStatements(bucket: IBucket, account: string, region: string): readonly PolicyStatement[] {
  const objects = bucket.arnForObjects(`${CELL_ACCESS_LOGS}*/AWSLogs/${account}/*`);
  const delivery = new ServicePrincipal('delivery.logs.amazonaws.com');
  const fromThisAccount = {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:aws:logs:${region}:${account}:*` },
  };
  return [
    new PolicyStatement({
      sid: 'ApplicationLoadBalancers',
      principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      actions: ['s3:PutObject'],
      // Elastic Load Balancing puts the account into the object's key.
      resources: [objects],
    }),
    new PolicyStatement({
      sid: 'NetworkLoadBalancers',
      principals: [delivery],
      actions: ['s3:PutObject'],
      resources: [objects],
      conditions: {
        ...fromThisAccount,
        StringEquals: { ...fromThisAccount.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    }),
    new PolicyStatement({
      sid: 'NetworkLoadBalancersAsk',
      principals: [delivery],
      actions: ['s3:GetBucketAcl'],
      resources: [bucket.bucketArn],
      conditions: fromThisAccount,
    }),
  ];
}

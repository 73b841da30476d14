import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import { SITE_TAG } from '../../config/naming/stack-contract';
import { CODE_FOLDER } from '../../project/paths';
import { acknowledgeFindings } from '../common/acknowledge';
import { BundledFunction } from '../common/bundled-function';

export interface DefaultSecurityGroupProviderProps {
  /** The environment's name, part of the function's name. */
  readonly environment: string;
  /** Encrypts the function's log. */
  readonly key: IKey;
}

/**
 * The provider of `Custom::HeartLabDefaultSecurityGroup`, which empties the default security groups of an environment's site
 * VPCs. CloudFormation has no resource for that. The function can only revoke rules, and only of groups without a site tag.
 *
 * IAM has no condition for the tags of a group's VPC: for the two Revoke calls it has the group's tags and the VPC's ARN
 * (Service Authorization Reference), and AWS's default groups have no tags. So the handler reads the VPC's tag first.
 */
export class DefaultSecurityGroupProvider extends Construct {
  readonly serviceToken: string;

  constructor(scope: Construct, id: string, { environment, key }: DefaultSecurityGroupProviderProps) {
    super(scope, id);
    const groups = Stack.of(this).formatArn({ service: 'ec2', resource: 'security-group', resourceName: '*' });
    const provider = new BundledFunction(this, 'Handler', {
      functionName: `heartlab-${environment}-default-security-group`,
      description: 'Takes every rule out of the default security groups of site VPCs',
      entry: join(CODE_FOLDER, 'lib/custom-resources/default-security-group/handler'),
      timeout: Duration.minutes(1),
      key,
      statements: [
        new PolicyStatement({ actions: ['ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs'], resources: ['*'] }),
        new PolicyStatement({
          actions: ['ec2:RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress'],
          resources: [groups],
          // CloudFormation tags every group that it creates for a site, so these are excluded. AWS's default groups have no tags.
          conditions: { Null: { [`aws:ResourceTag/${SITE_TAG}`]: 'true' } },
        }),
      ],
    });
    acknowledgeFindings(provider.policy, {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]': byDesign(
        'permissions-without-resource',
        'EC2 supports no resource for DescribeSecurityGroups and DescribeVpcs.',
      ),
      [`AwsSolutions::AwsSolutions-IAM5[Resource::${groups}]`]: byDesign(
        'permissions-for-every-site',
        'One provider serves every site. The platform must not contain the sites’ VPCs, because its template would then change with the fleet. The function can only revoke rules, and only of groups without a site tag. The handler refuses a group whose VPC has no HeartLab tag.',
      ),
    });
    this.serviceToken = provider.lambda.functionArn;
  }
}

import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { SITE_TAG } from '../../config/naming/stack-contract';
import { acknowledgeFindings } from '../common/acknowledge';
import { BundledFunction } from '../common/bundled-function';

export interface DefaultSecurityGroupProviderProps {
  /** The environment's name; part of the function's. */
  readonly environment: string;
  /** Encrypts the function's log. */
  readonly key: IKey;
}

/**
 * Empties the default security groups of the VPCs of an environment's sites, for which CloudFormation has no resource: the
 * service token of their `Custom::HeartLabDefaultSecurityGroup`. It can take rules away, from groups that bear no site's tag; it can never add one.
 *
 * IAM can't tell whose VPC a group is in: for the two Revoke calls EC2 knows the tags of the group and the ARN of its VPC, not the
 * VPC's tags (Service Authorization Reference), and AWS's default groups have none. The handler reads the VPC's tag first.
 */
export class DefaultSecurityGroupProvider extends Construct {
  readonly serviceToken: string;

  constructor(scope: Construct, id: string, { environment, key }: DefaultSecurityGroupProviderProps) {
    super(scope, id);
    const groups = Stack.of(this).formatArn({ service: 'ec2', resource: 'security-group', resourceName: '*' });
    const provider = new BundledFunction(this, 'Handler', {
      functionName: `heartlab-${environment}-default-security-group`,
      description: 'Takes every rule out of the default security groups of site VPCs',
      entry: join(__dirname, '../../custom-resources/default-security-group/handler'),
      timeout: Duration.minutes(1),
      key,
      statements: [
        new PolicyStatement({ actions: ['ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs'], resources: ['*'] }),
        new PolicyStatement({
          actions: ['ec2:RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress'],
          resources: [groups],
          // What CloudFormation makes for a site is tagged, its DICOM security groups too: out of reach. AWS's default groups are not.
          conditions: { Null: { [`aws:ResourceTag/${SITE_TAG}`]: 'true' } },
        }),
      ],
    });
    acknowledgeFindings(provider.policy, {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]':
        'EC2 takes no resource for DescribeSecurityGroups and DescribeVpcs.',
      [`AwsSolutions::AwsSolutions-IAM5[Resource::${groups}]`]:
        'One provider serves every site, whose VPCs the platform must not know: its template would change with the fleet. It can only revoke, and only where no site tag is; the handler refuses a group whose VPC bears no tag of HeartLab.',
    });
    this.serviceToken = provider.lambda.functionArn;
  }
}

import { CfnResource } from 'aws-cdk-lib';
import type { CfnVPC } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { acknowledgeFindings } from '../common/acknowledge';

/**
 * AWS makes every VPC with a security group that lets its members talk; nothing uses it, so it must allow nothing.
 *
 * @param providerArn the platform's function that empties it
 */
export function emptyDefaultSecurityGroup(scope: Construct, vpc: CfnVPC, providerArn: string): void {
  new CfnResource(scope, 'DefaultSecurityGroup', {
    type: 'Custom::HeartLabDefaultSecurityGroup',
    properties: { ServiceToken: providerArn, ServiceTimeout: 300, GroupId: vpc.attrDefaultSecurityGroup },
  }).overrideLogicalId('DefaultSecurityGroup');
  const reason =
    "Custom::HeartLabDefaultSecurityGroup empties it, by one function an environment; these rules know only the CDK's own, a function a site.";
  acknowledgeFindings(vpc, {
    'HIPAA.Security::HIPAA.Security-VPCDefaultSecurityGroupClosed': reason,
    'NIST.800.53.R5::NIST.800.53.R5-VPCDefaultSecurityGroupClosed': reason,
  });
}

import { CfnResource } from 'aws-cdk-lib';
import type { CfnSecurityGroup, CfnVPC } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import { NO_EGRESS_RULE as RULE } from '../../config/security-rules';
import { acknowledgeFindings } from './acknowledge';

/** A security group whose only egress rule is this one allows no outgoing traffic. */
export const NO_EGRESS: readonly CfnSecurityGroup.EgressProperty[] = [
  { cidrIp: RULE.cidr, ipProtocol: RULE.protocol, description: RULE.description },
];

/**
 * Empties the default security group of a VPC. AWS creates it with rules that allow traffic between its members. No resource uses
 * it, so it must allow nothing.
 *
 * @param providerArn the platform's function that empties it
 */
export function emptyDefaultSecurityGroup(scope: Construct, vpc: CfnVPC, providerArn: string): void {
  new CfnResource(scope, 'DefaultSecurityGroup', {
    type: 'Custom::HeartLabDefaultSecurityGroup',
    properties: { ServiceToken: providerArn, ServiceTimeout: 300, GroupId: vpc.attrDefaultSecurityGroup },
  }).overrideLogicalId('DefaultSecurityGroup');
  const reason = byDesign(
    'default-security-group',
    "Custom::HeartLabDefaultSecurityGroup empties it, with one function for each environment. These rules recognize only the CDK's own custom resource, which needs a function for each site.",
  );
  acknowledgeFindings(vpc, {
    'HIPAA.Security::HIPAA.Security-VPCDefaultSecurityGroupClosed': reason,
    'NIST.800.53.R5::NIST.800.53.R5-VPCDefaultSecurityGroupClosed': reason,
  });
}

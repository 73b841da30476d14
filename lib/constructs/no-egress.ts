import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';

/**
 * EC2 gives a new group a rule that lets everything out, and CloudFormation takes that away only for another rule: this one,
 * to the host itself, is what AWS documents for "no egress". An empty list would leave it.
 */
export const NO_EGRESS: readonly CfnSecurityGroup.EgressProperty[] = [
  { cidrIp: '127.0.0.1/32', ipProtocol: '-1', description: 'No egress - stands in for the allow-all default' },
];

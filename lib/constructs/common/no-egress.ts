import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { NO_EGRESS_RULE as RULE } from '../../config/security-rules';

/** Nothing may leave a group with this rule alone. */
export const NO_EGRESS: readonly CfnSecurityGroup.EgressProperty[] = [
  { cidrIp: RULE.cidr, ipProtocol: RULE.protocol, description: RULE.description },
];

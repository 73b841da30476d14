import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import { SITE_TAG } from '../../config/naming/stack-contract';
import { TAG_PREFIX } from '../../custom-resources/vpn-tunnels/state-tags';
import { acknowledgeFindings } from '../common/acknowledge';
import type { BundledFunction } from '../common/bundled-function';

/** The service that stores pre-shared keys in Secrets Manager, and its role in the account. */
const VPN_SERVICE = 's2svpn.amazonaws.com';
const VPN_SERVICE_ROLE = 'AWSServiceRoleForVPCS2SVPN';

/** The permissions of isComplete: the four calls of lib/custom-resources/vpn-tunnels/ec2-adapter.ts, and those that EC2 requires of the caller for two options. */
export function ec2Statements(scope: IConstruct): PolicyStatement[] {
  const ofASite = { [`aws:ResourceTag/${SITE_TAG}`]: 'false' };
  return [
    new PolicyStatement({ actions: ['ec2:DescribeVpnConnections'], resources: ['*'] }),
    new PolicyStatement({
      actions: ['ec2:ModifyVpnTunnelOptions'],
      resources: [ec2Arn(scope, 'vpn-connection')],
      conditions: { Null: ofASite },
    }),
    new PolicyStatement({
      actions: ['ec2:ModifyVpnConnection'],
      resources: [ec2Arn(scope, 'vpn-connection'), ec2Arn(scope, 'customer-gateway')],
      conditions: { Null: ofASite },
    }),
    new PolicyStatement({
      actions: ['ec2:CreateTags'],
      resources: [ec2Arn(scope, 'vpn-connection')],
      conditions: {
        Null: { ...ofASite, 'aws:TagKeys': 'false' },
        'ForAllValues:StringLike': { 'aws:TagKeys': `${TAG_PREFIX}*` },
      },
    }),
    // LogOptions: the permissions that EC2 requires of the caller (Site-to-Site VPN user guide, "IAM requirements to publish to CloudWatch Logs").
    new PolicyStatement({
      actions: [
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
      ],
      resources: ['*'],
    }),
    // PreSharedKeyStorage: the service's own role creates and writes the secret (AWSVPCS2SVpnServiceRolePolicy); we never do.
    new PolicyStatement({
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [
        Stack.of(scope).formatArn({
          service: 'iam',
          region: '',
          resource: 'role',
          resourceName: `aws-service-role/${VPN_SERVICE}/${VPN_SERVICE_ROLE}`,
        }),
      ],
      conditions: { StringEquals: { 'iam:AWSServiceName': VPN_SERVICE } },
    }),
  ];
}

function ec2Arn(scope: IConstruct, resource: string): string {
  return Stack.of(scope).formatArn({ service: 'ec2', resource, resourceName: '*' });
}

/** Acknowledges the findings on these statements. */
export function acknowledgeEc2({ policy }: BundledFunction): void {
  const everySite = byDesign(
    'permissions-for-every-site',
    'One provider serves every site. The platform must not contain the sites’ connections, because its template would then change with the fleet. The function can change only resources with the tag of a site.',
  );
  acknowledgeFindings(policy, {
    'AwsSolutions::AwsSolutions-IAM5[Resource::*]': byDesign(
      'permissions-without-resource',
      'EC2 supports no resource for DescribeVpnConnections, and CloudWatch Logs supports none for log deliveries. AWS documents exactly these permissions for a caller that enables the log of a tunnel.',
    ),
    [`AwsSolutions::AwsSolutions-IAM5[Resource::${ec2Arn(policy, 'vpn-connection')}]`]: everySite,
    [`AwsSolutions::AwsSolutions-IAM5[Resource::${ec2Arn(policy, 'customer-gateway')}]`]: everySite,
  });
}

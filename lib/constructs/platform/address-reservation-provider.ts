import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import { ENVIRONMENT_TAG, SITE_TAG } from '../../config/naming/stack-contract';
import { CODE_FOLDER } from '../../project/paths';
import { acknowledgeFindings } from '../common/acknowledge';
import { BundledFunction } from '../common/bundled-function';

export interface AddressReservationProviderProps {
  /** The environment's name: part of the function's name, and the tag of the subnets in which it may reserve. */
  readonly environment: string;
  /** Encrypts the function's log. */
  readonly key: IKey;
}

/**
 * The provider of `Custom::HeartLabAddressReservation`, which reserves the delivery addresses of an environment's sites.
 *
 * IAM limits it as far as it can (Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2"). The
 * function reserves only in subnets with the tags of a site of this environment, and tags only what it creates.
 * DeleteSubnetCidrReservation supports neither resources nor tags, so the handler reads the tag before it deletes.
 */
export class AddressReservationProvider extends Construct {
  readonly serviceToken: string;

  constructor(scope: Construct, id: string, { environment, key }: AddressReservationProviderProps) {
    super(scope, id);
    const arn = (resource: string) => Stack.of(this).formatArn({ service: 'ec2', resource, resourceName: '*' });
    const subnets = arn('subnet');
    const reservations = arn('subnet-cidr-reservation');
    const provider = new BundledFunction(this, 'Handler', {
      functionName: `heartlab-${environment}-address-reservation`,
      description: 'Reserves the delivery addresses in the subnets of sites',
      entry: join(CODE_FOLDER, 'lib/custom-resources/address-reservation/handler'),
      timeout: Duration.minutes(2),
      key,
      statements: [
        new PolicyStatement({
          // None of these actions supports a resource.
          actions: [
            'ec2:DeleteSubnetCidrReservation',
            'ec2:DescribeNetworkInterfaces',
            'ec2:DescribeSubnets',
            'ec2:GetSubnetCidrReservations',
            'elasticloadbalancing:DescribeTags',
          ],
          resources: ['*'],
        }),
        new PolicyStatement({
          actions: ['ec2:CreateSubnetCidrReservation'],
          resources: [subnets],
          conditions: {
            StringEquals: { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: environment },
            Null: { [`aws:ResourceTag/${SITE_TAG}`]: 'false' },
          },
        }),
        new PolicyStatement({
          actions: ['ec2:CreateTags'],
          resources: [reservations],
          conditions: {
            StringEquals: {
              'ec2:CreateAction': 'CreateSubnetCidrReservation',
              [`aws:RequestTag/${ENVIRONMENT_TAG}`]: environment,
            },
            'ForAllValues:StringEquals': { 'aws:TagKeys': [ENVIRONMENT_TAG, SITE_TAG] },
            Null: { [`aws:RequestTag/${SITE_TAG}`]: 'false' },
          },
        }),
      ],
    });
    const everySite =
      'One provider serves every site. The platform must not contain the sites’ subnets, because its template would then change with the fleet.';
    acknowledgeFindings(provider.policy, {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]': byDesign(
        'permissions-without-resource',
        'EC2 supports no resource for these Describe and Get calls nor for DeleteSubnetCidrReservation, and Elastic Load Balancing supports none for DescribeTags. The handler deletes only a reservation with the tag of its own site.',
      ),
      [`AwsSolutions::AwsSolutions-IAM5[Resource::${subnets}]`]: byDesign(
        'permissions-for-every-site',
        `${everySite} The function can reserve only in subnets with the tags of a site of its environment.`,
      ),
      [`AwsSolutions::AwsSolutions-IAM5[Resource::${reservations}]`]: byDesign(
        'permissions-for-every-site',
        `${everySite} The function can tag a reservation only while it creates it, and only with these two tags.`,
      ),
    });
    this.serviceToken = provider.lambda.functionArn;
  }
}

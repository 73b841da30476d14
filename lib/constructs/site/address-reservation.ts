import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface AddressReservationProps {
  /** The ARN of the platform's function that reserves the address. */
  readonly providerArn: string;
  readonly subnetId: string;
  /** Without a prefix: `100.64.0.14`. */
  readonly address: string;
}

/**
 * Reserves an address of a subnet for a resource that requests it explicitly. Resources that get any free address must depend on
 * it. It has no properties but subnet and address, so that no other change can replace it.
 */
export function addressReservation(scope: Construct, id: string, props: AddressReservationProps): CfnResource {
  const reservation = new CfnResource(scope, id, {
    type: 'Custom::HeartLabAddressReservation',
    properties: {
      ServiceToken: props.providerArn,
      // Longer than two runs of the function: the second is for a response that CloudFormation does not get.
      ServiceTimeout: 600,
      SubnetId: props.subnetId,
      Address: props.address,
    },
  });
  reservation.overrideLogicalId(id);
  return reservation;
}

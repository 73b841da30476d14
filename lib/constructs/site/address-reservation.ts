import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface AddressReservationProps {
  /** The ARN of the platform's function that reserves it. */
  readonly providerArn: string;
  readonly subnetId: string;
  /** Without a prefix: `100.64.0.14`. */
  readonly address: string;
}

/**
 * Keeps an address of a subnet for whoever asks for it by name: what takes any address comes after it. Subnet and address are all that it
 * says, so that no other wording can ever replace it.
 */
export function addressReservation(scope: Construct, id: string, props: AddressReservationProps): CfnResource {
  const reservation = new CfnResource(scope, id, {
    type: 'Custom::HeartLabAddressReservation',
    properties: {
      ServiceToken: props.providerArn,
      // Longer than a run of the function, and another one should CloudFormation not take its answer.
      ServiceTimeout: 600,
      SubnetId: props.subnetId,
      Address: props.address,
    },
  });
  reservation.overrideLogicalId(id);
  return reservation;
}

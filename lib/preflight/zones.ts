import { type AvailabilityZone, DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2';
import type { AwsClients } from '../operate/aws/clients';
import { askAws } from '../operate/aws/failure';

/**
 * The zones of the Region, by their names in this account.
 *
 * @throws AwsFailure
 */
export async function zonesOf(clients: AwsClients): Promise<readonly AvailabilityZone[]> {
  const { AvailabilityZones } = await askAws('ec2:DescribeAvailabilityZones', clients.place, () =>
    // Lists all zones, because a call with the name of a zone that does not exist fails.
    clients.ec2.send(new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true })),
  );
  return AvailabilityZones ?? [];
}

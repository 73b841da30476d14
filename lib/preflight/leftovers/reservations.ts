import { GetSubnetCidrReservationsCommand, type SubnetCidrReservation } from '@aws-sdk/client-ec2';
import { blockContains, parseBlock } from '../../config/addressing/ipv4';
import { SITE_TAG, siteStackName } from '../../config/naming/stack-contract';
import { atMost } from '../../operate/at-most';
import { askAws } from '../../operate/aws/failure';
import { allPages } from '../../operate/aws/pages';
import { referencedId } from '../../template/references';
import { type CheckFinding, failFinding } from '../check';
import type { AddedResource, DeployTarget } from '../target';

const AT_ONCE = 4;

/**
 * Reservations in the site's live subnets that include an address which the deploy must reserve. A reservation of only that
 * address is taken over if it belongs to the site or has no owner.
 *
 * @throws AwsFailure
 */
export async function reservationsInTheWay(target: DeployTarget): Promise<readonly CheckFinding[]> {
  const added = await target.added('Custom::HeartLabAddressReservation');
  const found = await atMost(AT_ONCE, added, async (planned) => {
    const { Address, SubnetId } = planned.properties;
    const live = await target.liveStack(planned.stack);
    const subnetId = live?.resources.find(
      ({ LogicalResourceId }) => LogicalResourceId === referencedId(SubnetId),
    )?.PhysicalResourceId;
    const block = typeof Address === 'string' ? parseBlock(`${Address}/32`) : undefined;
    if (subnetId === undefined || block === undefined) return [];
    const reservations = await reservationsOf(target, subnetId);
    return reservations
      .filter(({ Cidr = '' }) => {
        const reserved = parseBlock(Cidr);
        return reserved !== undefined && blockContains(reserved, block.first);
      })
      .filter((one) => !isTakenOver(one, block.text, planned))
      .map((one) => inTheWay(one, String(Address), planned, subnetId));
  });
  return found.flat();
}

async function reservationsOf({ clients: { ec2, place } }: DeployTarget, SubnetId: string) {
  return allPages((NextToken) =>
    askAws('ec2:GetSubnetCidrReservations', place, async () => {
      const answer = await ec2.send(new GetSubnetCidrReservationsCommand({ SubnetId, NextToken }));
      return { items: answer.SubnetIpv4CidrReservations, next: answer.NextToken };
    }),
  );
}

function isTakenOver(
  { Cidr, ReservationType, Tags = [] }: SubnetCidrReservation,
  address: string,
  { stack }: AddedResource,
) {
  const tag = Tags.find(({ Key }) => Key === SITE_TAG)?.Value;
  return Cidr === address && ReservationType === 'explicit' && (tag === undefined || siteStackName(tag) === stack);
}

function inTheWay(
  one: SubnetCidrReservation,
  address: string,
  { stack }: AddedResource,
  subnetId: string,
): CheckFinding {
  const { SubnetCidrReservationId: id, Cidr, ReservationType, Description } = one;
  return failFinding(
    `${subnetId}: reservation ${id} (${Cidr}, ${ReservationType}${Description ? `, "${Description}"` : ''}) holds ${address}, which ${stack} reserves for results`,
    `if nothing uses it: aws ec2 delete-subnet-cidr-reservation --subnet-cidr-reservation-id ${id}`,
  );
}

import type { Tag } from '@aws-sdk/client-ec2';
import { ENVIRONMENT_TAG, SITE_TAG } from '../../config/naming/stack-contract';
import {
  createReservation,
  deleteReservation,
  loadBalancerTags,
  networkInterfacesOf,
  type ReservationClients,
  reservationsOf,
  subnetTags,
} from './calls';
import {
  existingReservation,
  ownReservation,
  ReservationRefused,
  tagOf,
  type WantedReservation,
} from './find-reservation';
import { describeInterface, holderOf, loadBalancerOf } from './holder';
import { codeOf, ResultPending, type RetryClock, retryWhileTemporary } from './retry';

/** An address of a subnet, from the properties of the custom resource. */
export type ReservationPlace = Pick<WantedReservation, 'subnet' | 'address'>;

/** Reserves the address. Returns when EC2 lists the reservation. */
export async function reserveAddress(
  clients: ReservationClients,
  clock: RetryClock,
  place: ReservationPlace,
): Promise<WantedReservation> {
  const tags = await siteTags(clients, clock, place.subnet);
  const wanted = { ...place, site: tagOf(tags, SITE_TAG) ?? '' };
  const isListed = async () => existingReservation(await reservationsOf(clients, wanted.subnet), wanted) !== undefined;
  let created = false;
  await retryWhileTemporary(clock, async () => {
    if (await isListed()) return;
    if (!created) {
      // The call has no client token. The list shows its result; if EC2 did not respond, the next attempt lists first.
      try {
        await createReservation(clients, wanted, tags);
        created = true;
      } catch (error) {
        // Another caller was faster: EC2 refuses overlapping reservations, and may list that one only later.
        if (!isOverlap(error)) throw error;
      }
      if (await isListed()) return;
    }
    throw new ResultPending(
      `EC2 ${created ? 'created the reservation' : 'returned that another reservation overlaps the address'}, but does not list it. Deploy again`,
    );
  });
  return wanted;
}

/** EC2's message: `Reservation CIDR 192.0.2.160/28 has overlap with existing reserved CIDR block` (hashicorp/terraform-provider-aws#45304). */
const isOverlap = (error: unknown): boolean =>
  codeOf(error) === 'InvalidParameterValue' && error instanceof Error && /overlap/i.test(error.message);

/** The tags that identify the site of the subnet. The reservation gets the same tags. */
async function siteTags(clients: ReservationClients, clock: RetryClock, subnet: string): Promise<readonly Tag[]> {
  return retryWhileTemporary(clock, async () => {
    const tags = await subnetTags(clients, subnet);
    if (tags === undefined)
      throw new ResultPending(
        `EC2 does not find the subnet ${subnet}. Check that the stack created it in this account and Region`,
      );
    const required = [ENVIRONMENT_TAG, SITE_TAG].map((Key) => ({ Key, Value: tagOf(tags, Key) }));
    const missing = required.filter(({ Value }) => Value === undefined).map(({ Key }) => Key);
    if (missing.length === 0) return required;
    throw new ResultPending(
      `The subnet ${subnet} has no tag ${missing.join(' and no tag ')}, so its site is unknown. Give it the tags of its VPC, then deploy again`,
    );
  });
}

/**
 * Refuses an address that is in use by anything but the site's delivery load balancer. A reservation does not free an address.
 *
 * @param stackId contains account and Region
 * @throws ReservationRefused with the network interface that has the address
 */
export async function refuseIfInUse(
  clients: ReservationClients,
  clock: RetryClock,
  wanted: WantedReservation,
  stackId: string,
): Promise<void> {
  const { subnet, address, site } = wanted;
  const interfaces = await retryWhileTemporary(clock, () => networkInterfacesOf(clients, subnet));
  const holder = holderOf(interfaces, address);
  if (holder === undefined) return;
  const loadBalancer = loadBalancerOf(holder, stackId);
  if (loadBalancer !== undefined) {
    const tags = await retryWhileTemporary(clock, () => loadBalancerTags(clients, loadBalancer));
    if (tagOf(tags, SITE_TAG) === site) return;
  }
  throw new ReservationRefused(
    `The network interface ${describeInterface(holder)} uses the address, and a reservation does not free it. Only the delivery load balancer of ${site} may use it: delete that interface, or the resource that it belongs to, then deploy again`,
  );
}

/** Deletes the reservation if it has the site's tag. A reservation without the tag is not ours. */
export async function releaseAddress(
  clients: ReservationClients,
  clock: RetryClock,
  { subnet, address }: ReservationPlace,
): Promise<void> {
  await retryWhileTemporary(clock, async () => {
    const site = tagOf(await subnetTags(clients, subnet), SITE_TAG);
    if (site === undefined) return;
    const found = ownReservation(await reservationsOf(clients, subnet), { subnet, address, site });
    if (found !== undefined) await deleteReservation(clients, found.SubnetCidrReservationId);
  });
}

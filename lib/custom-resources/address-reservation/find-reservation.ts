import type { SubnetCidrReservation, Tag } from '@aws-sdk/client-ec2';
import { blocksOverlap, cidrBlock, parseInterfaceAddress } from '../../config/addressing/ipv4';
import { SITE_TAG } from '../../config/naming/stack-contract';

/** Finds the reservation of an address among those of its subnet. Pure. */

/** An address in a subnet of a site. */
export interface WantedReservation {
  readonly subnet: string;
  /** Without a prefix: `100.64.0.14`. */
  readonly address: string;
  /** The site of the subnet. */
  readonly site: string;
}

/** A failure that no retry can resolve. The message contains what was found, and what to do. */
export class ReservationRefused extends Error {}

export const tagOf = (tags: readonly Tag[] | undefined, key: string): string | undefined =>
  tags?.find(({ Key }) => Key === key)?.Value;

const covers = ({ Cidr = '' }: SubnetCidrReservation, address: string): boolean => {
  const block = parseInterfaceAddress(Cidr)?.block;
  return block !== undefined && blocksOverlap(block, cidrBlock(`${address}/32`));
};

const isExact = ({ Cidr, ReservationType }: SubnetCidrReservation, address: string): boolean =>
  Cidr === `${address}/32` && ReservationType === 'explicit';

/**
 * The explicit reservation of exactly this address, with the tag of this site or of none; undefined if no reservation contains the
 * address.
 *
 * @throws ReservationRefused if another reservation contains the address
 */
export function existingReservation(
  reservations: readonly SubnetCidrReservation[],
  wanted: WantedReservation,
): SubnetCidrReservation | undefined {
  const { address, site } = wanted;
  const covering = reservations.filter((reservation) => covers(reservation, address));
  for (const reservation of covering) {
    const owner = tagOf(reservation.Tags, SITE_TAG);
    if (!isExact(reservation, address))
      throw new ReservationRefused(conflictText(reservation, wanted, `covers ${address}`));
    if (owner !== undefined && owner !== site)
      throw new ReservationRefused(
        conflictText(reservation, wanted, `has the tag ${SITE_TAG} of another site, ${owner}`),
      );
  }
  return covering[0];
}

/** The reservation of this address with this site's tag. */
export const ownReservation = (
  reservations: readonly SubnetCidrReservation[],
  { address, site }: WantedReservation,
): SubnetCidrReservation | undefined =>
  reservations.find((one) => isExact(one, address) && tagOf(one.Tags, SITE_TAG) === site);

function conflictText(
  reservation: SubnetCidrReservation,
  { subnet, site }: WantedReservation,
  conflict: string,
): string {
  const { SubnetCidrReservationId: id, Cidr, ReservationType } = reservation;
  return `Subnet ${subnet} of ${site} has the reservation ${id} (${Cidr}, ${ReservationType}), which ${conflict}. Find out who created it. If it is not needed, delete it (aws ec2 delete-subnet-cidr-reservation --subnet-cidr-reservation-id ${id}), then deploy again`;
}

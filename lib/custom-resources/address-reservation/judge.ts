import type { SubnetCidrReservation, Tag } from '@aws-sdk/client-ec2';
import { blocksOverlap, cidrBlock, parseInterfaceAddress } from '../../config/addressing/ipv4';
import { SITE_TAG } from '../../config/naming/stack-contract';

/** Checks the reservations of a subnet for one address. Pure. */

/** An address in a subnet of a site. */
export interface WantedReservation {
  readonly subnet: string;
  /** Without a prefix: `100.64.0.14`. */
  readonly address: string;
  /** The site of the subnet. */
  readonly site: string;
}

/** A failure that no retry can resolve. The message has what was found and what to do. */
export class ReservationRefused extends Error {}

export const tagOf = (tags: readonly Tag[] | undefined, key: string): string | undefined =>
  tags?.find(({ Key }) => Key === key)?.Value;

const touches = ({ Cidr = '' }: SubnetCidrReservation, address: string): boolean => {
  const found = parseInterfaceAddress(Cidr)?.block;
  return found !== undefined && blocksOverlap(found, cidrBlock(`${address}/32`));
};

const isExact = ({ Cidr, ReservationType }: SubnetCidrReservation, address: string): boolean =>
  Cidr === `${address}/32` && ReservationType === 'explicit';

/**
 * The explicit reservation of exactly this address, with the tag of this site or of none; undefined if no reservation contains the
 * address.
 *
 * @throws ReservationRefused if another reservation contains the address
 */
export function reservationsKeeping(
  reservations: readonly SubnetCidrReservation[],
  wanted: WantedReservation,
): SubnetCidrReservation | undefined {
  const { address, site } = wanted;
  const touching = reservations.filter((reservation) => touches(reservation, address));
  for (const reservation of touching) {
    const owner = tagOf(reservation.Tags, SITE_TAG);
    if (!isExact(reservation, address))
      throw new ReservationRefused(inTheWay(reservation, wanted, `and covers ${address}`));
    if (owner !== undefined && owner !== site)
      throw new ReservationRefused(
        inTheWay(reservation, wanted, `and bears the tag ${SITE_TAG} of another site, ${owner}`),
      );
  }
  return touching[0];
}

/** The reservation of this address with this site's tag. */
export const ownReservation = (
  reservations: readonly SubnetCidrReservation[],
  { address, site }: WantedReservation,
): SubnetCidrReservation | undefined =>
  reservations.find((one) => isExact(one, address) && tagOf(one.Tags, SITE_TAG) === site);

function inTheWay(reservation: SubnetCidrReservation, { subnet, site }: WantedReservation, why: string): string {
  const { SubnetCidrReservationId: id, Cidr, ReservationType } = reservation;
  return `The reservation ${id} (${Cidr}, ${ReservationType}) is in subnet ${subnet} of ${site} ${why}. See who made it. If nobody needs it, delete it (aws ec2 delete-subnet-cidr-reservation --subnet-cidr-reservation-id ${id}), then deploy again`;
}

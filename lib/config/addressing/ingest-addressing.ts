import { addressText, cidrBlock } from './ipv4';

/**
 * The layout of a managed ingest's VPC: four equal slots, one for each availability zone, in the order of the environment's
 * zones. The fourth stays free. Half of a slot is for tasks and database, a quarter for the load balancers of cells, a quarter
 * for interface endpoints. All slots exist from the start: appending a zone later never changes other addresses.
 */

export const INGEST_ZONE_SLOTS = 3;

/** Prefix lengths of an ingest. A /16 is the largest VPC; a /21 would have room for few more cells than one database. */
export const LARGEST_INGEST = 16;
export const SMALLEST_INGEST = 20;

/** The CIDR blocks of the subnets of a slot. For slot 1 of 10.255.0.0/20: 10.255.4.0/23, 10.255.6.0/24 and 10.255.7.0/24. */
export function ingestSubnets(cidr: string, slot: number) {
  const { first, prefix } = ingestBlock(cidr);
  if (!Number.isInteger(slot) || slot < 0 || slot >= INGEST_ZONE_SLOTS)
    throw new RangeError(`an ingest VPC has the slots 0 to ${INGEST_ZONE_SLOTS - 1}, got ${slot}`);
  const size = 2 ** (32 - prefix) / 4;
  const start = first + slot * size;
  return {
    tasks: `${addressText(start)}/${prefix + 3}`,
    balancers: `${addressText(start + size / 2)}/${prefix + 4}`,
    endpoints: `${addressText(start + (size / 4) * 3)}/${prefix + 4}`,
  };
}

/**
 * The block of an ingest, with a valid prefix length.
 *
 * @throws RangeError for another prefix length
 */
export function ingestBlock(cidr: string) {
  const found = cidrBlock(cidr);
  if (found.prefix < LARGEST_INGEST || found.prefix > SMALLEST_INGEST)
    throw new RangeError(`an ingest VPC is /${LARGEST_INGEST} to /${SMALLEST_INGEST}, got ${cidr}`);
  return found;
}

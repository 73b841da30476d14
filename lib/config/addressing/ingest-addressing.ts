import { addressText, cidrBlock } from './ipv4';

/**
 * How the VPC of a managed ingest is cut: four equal slots, one an availability zone, in the order of the environment's zones; the
 * fourth stays free. Of each slot half is for tasks and database, a quarter for the load balancers of cells, a quarter for interface
 * endpoints. Slots exist from day one, so that a zone appended later never moves another's addresses.
 */

export const INGEST_ZONE_SLOTS = 3;

/** Prefix lengths that an ingest may have. A /16 is the largest VPC; a /21 would hold hardly more cells than one database does. */
export const LARGEST_INGEST = 16;
export const SMALLEST_INGEST = 20;

/** CIDR blocks of one zone's subnets. */
export interface IngestSubnets {
  readonly tasks: string;
  readonly balancers: string;
  readonly endpoints: string;
}

/** The subnets of a slot: of slot 1 of 10.255.0.0/20 10.255.4.0/23, 10.255.6.0/24 and 10.255.7.0/24. */
export function ingestSubnets(cidr: string, slot: number): IngestSubnets {
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

/** The block of an ingest, which can be cut so. */
export function ingestBlock(cidr: string) {
  const found = cidrBlock(cidr);
  if (found.prefix < LARGEST_INGEST || found.prefix > SMALLEST_INGEST)
    throw new RangeError(`an ingest VPC is /${LARGEST_INGEST} to /${SMALLEST_INGEST}, got ${cidr}`);
  return found;
}

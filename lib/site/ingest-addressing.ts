import { addressText, block } from './ipv4';

/**
 * How the VPC of a managed ingest is cut: four equal slots, one an availability zone, in the order of the environment's zones; the
 * fourth stays free. Of each slot half is for interface endpoints, a quarter for the doors (the load balancers), a quarter for tasks
 * and database. Slots exist from day one, so that a zone appended later never moves another's addresses.
 */

export const INGEST_ZONE_SLOTS = 3;

/** Prefix lengths that can be cut so: in a /24 a door's subnet would be a /28, too small for four load balancers. */
export const LARGEST_INGEST = 16;
export const SMALLEST_INGEST = 22;

/** Interface endpoints that the ingest has for itself, in every zone: AWS's services. */
export const OWN_ENDPOINTS = 8;

/** Of every subnet AWS keeps the first four addresses and the last. */
export const KEPT_BY_AWS = 5;

/** CIDR blocks of one zone's subnets. */
export interface IngestSubnets {
  readonly endpoints: string;
  readonly doors: string;
  readonly tasks: string;
}

/** The subnets of a slot: of slot 1 of 10.255.0.0/22 10.255.1.0/25, 10.255.1.128/26 and 10.255.1.192/26. */
export function ingestSubnets(cidr: string, slot: number): IngestSubnets {
  const { first, prefix } = ingestBlock(cidr);
  if (!Number.isInteger(slot) || slot < 0 || slot >= INGEST_ZONE_SLOTS)
    throw new RangeError(`an ingest VPC has the slots 0 to ${INGEST_ZONE_SLOTS - 1}, got ${slot}`);
  const size = 2 ** (32 - prefix) / 4;
  const start = first + slot * size;
  return {
    endpoints: `${addressText(start)}/${prefix + 3}`,
    doors: `${addressText(start + size / 2)}/${prefix + 4}`,
    tasks: `${addressText(start + (size / 4) * 3)}/${prefix + 4}`,
  };
}

/** How many interface endpoints the ingest's VPC has addresses for, in each zone: 123 in a /22. */
export function endpointCapacity(cidr: string): number {
  return capacityOf(ingestBlock(cidr).prefix);
}

/** The longest prefix with addresses for so many endpoints a zone; undefined if none has. */
export function prefixForEndpoints(needed: number): number | undefined {
  for (let prefix = SMALLEST_INGEST; prefix >= LARGEST_INGEST; prefix--)
    if (capacityOf(prefix) >= needed) return prefix;
  return undefined;
}

const capacityOf = (prefix: number): number => 2 ** (32 - prefix - 3) - KEPT_BY_AWS;

function ingestBlock(cidr: string) {
  const found = block(cidr);
  if (found.prefix < LARGEST_INGEST || found.prefix > SMALLEST_INGEST)
    throw new RangeError(`an ingest VPC is /${LARGEST_INGEST} to /${SMALLEST_INGEST}, got ${cidr}`);
  return found;
}

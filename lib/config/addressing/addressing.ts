import { addressText, cidrBlock } from './ipv4';

/** The layout of a site VPC's /26: /28 slots, one for each availability zone, in the order of the environment's zones. */

/** The slots of every site VPC: appending a zone later never changes other addresses. A fourth /28 stays free. */
const ZONE_SLOTS = 3;

const SLOT_SIZE = 16;

/** The offset of the last usable address of a /28 (AWS reserves the first four and the last). */
const LAST_USABLE = 14;

function slotStart(cloudCidr: string, slot: number): number {
  if (!Number.isInteger(slot) || slot < 0 || slot >= ZONE_SLOTS) {
    throw new RangeError(`a site VPC has the slots 0 to ${ZONE_SLOTS - 1}, got ${slot}`);
  }
  return cidrBlock(cloudCidr).first + slot * SLOT_SIZE;
}

/** The /28 of a slot: `100.64.0.16/28` for slot 1 of 100.64.0.0/26. */
export function subnetCidr(cloudCidr: string, slot: number): string {
  return `${addressText(slotStart(cloudCidr, slot))}/28`;
}

/**
 * The fixed address from which results reach the hospital's PACS in a slot, if the site ever delivers: the last usable one (.14
 * of the first /28). It is reserved from the start, before anything else can take it, so that the hospital's firewall rules never
 * change.
 */
export function deliveryAddress(cloudCidr: string, slot: number): string {
  return addressText(slotStart(cloudCidr, slot) + LAST_USABLE);
}

import ipaddr from 'ipaddr.js';
import { parseInterfaceAddress } from '../config/addressing/ipv4';
import { compareAscending } from '../config/ascending';
import { VPC_TYPE } from './hospital-vpcs';
import { type TemplateValue, textOf, valueAt } from './json';
import { attributeOf } from './references';
import type { TemplateView } from './view';

/** A range of addresses of either family. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { ipv4: 32, ipv6: 128 } as const;
export type AddressFamily = keyof typeof BITS;

/** All addresses of a family. */
export const allAddresses = (family: AddressFamily): AddressRange => ({
  first: 0n,
  last: (1n << BigInt(BITS[family])) - 1n,
});

/** The addresses of a CIDR block; host bits are ignored, as in EC2. Undefined if the text is not a CIDR block. */
export function rangeOf(cidr: string, family: AddressFamily): AddressRange | undefined {
  if (family === 'ipv4') {
    const block = parseInterfaceAddress(cidr)?.block;
    return block === undefined ? undefined : { first: BigInt(block.first), last: BigInt(block.last) };
  }
  if (!ipaddr.isValidCIDR(cidr)) return undefined;
  const [address, prefix] = ipaddr.parseCIDR(cidr);
  if (address.kind() !== family) return undefined;
  const value = address.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const size = 1n << BigInt(BITS[family] - prefix);
  const first = value - (value % size);
  return { first, last: first + size - 1n };
}

/** True if the ranges together contain every address of `whole`. */
export function rangesCover(ranges: readonly AddressRange[], whole: AddressRange): boolean {
  // Most groups permit far fewer addresses, so that they need no sorting.
  if (ranges.reduce((sum, { first, last }) => sum + last - first + 1n, 0n) <= whole.last - whole.first) return false;
  let next = whole.first;
  for (const { first, last } of [...ranges].sort((a, b) => compareAscending(a.first, b.first))) {
    if (first > next) return false;
    if (last >= next) next = last + 1n;
    if (next > whole.last) return true;
  }
  return next > whole.last;
}

/** The text of a CIDR: a literal, or the block of a VPC of this template. */
export function cidrText(view: TemplateView, value: TemplateValue): string | undefined {
  const attribute = attributeOf(value);
  if (attribute?.name !== 'CidrBlock') return textOf(value);
  const vpc = view.resource(attribute.id);
  return vpc?.type === VPC_TYPE ? textOf(valueAt(vpc.properties, 'CidrBlock')) : undefined;
}

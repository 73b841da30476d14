import { addressText, cidrBlock } from '../config/addressing/ipv4';

/** Blocks in the syntax of devices that don't accept prefix lengths: `10.20.0.0 255.255.252.0`. */

export const prefixOf = (cidr: string): number => cidrBlock(cidr).prefix;
export const networkOf = (cidr: string): string => addressText(cidrBlock(cidr).first);
export const maskOf = (cidr: string): string => addressText(2 ** 32 - 2 ** (32 - prefixOf(cidr)));
export const withMask = (cidr: string): string => `${networkOf(cidr)} ${maskOf(cidr)}`;
export const withWildcard = (cidr: string): string =>
  `${networkOf(cidr)} ${addressText(2 ** (32 - prefixOf(cidr)) - 1)}`;
/** The two blocks of half the size. */
export function halvesOf(cidr: string): readonly [string, string] {
  const { first, prefix } = cidrBlock(cidr);
  const half = (start: number): string => `${addressText(start)}/${prefix + 1}`;
  return [half(first), half(first + 2 ** (31 - prefix))];
}

import { blocksOverlap, type CidrBlock, cidrBlock, isWithin, LINK_LOCAL, parseInterfaceAddress } from './ipv4';

/** Blocks that AWS reserves (VpnTunnelOptionsSpecification, TunnelInsideCidr). */
const RESERVED = [0, 1, 2, 3, 4, 5]
  .map((third) => `169.254.${third}.0/30`)
  .concat('169.254.169.252/30')
  .map(cidrBlock);

/** The problem of a tunnel's inside CIDR; undefined if it is valid. */
export function insideCidrProblem(
  text: string,
  parsed: CidrBlock | undefined,
): { readonly wrong: string; readonly write?: string } | undefined {
  if (parsed === undefined) {
    const loose = parseInterfaceAddress(text);
    return loose === undefined
      ? { wrong: 'is not an IPv4 CIDR block' }
      : { wrong: 'has bits set beyond its prefix', write: `write ${loose.block.text}` };
  }
  if (parsed.prefix !== 30 || !isWithin(parsed, LINK_LOCAL)) return { wrong: 'is not a /30 in 169.254.0.0/16' };
  if (RESERVED.some((reserved) => blocksOverlap(parsed, reserved))) {
    return { wrong: 'is reserved by AWS', write: 'write another /30 of 169.254.0.0/16, such as 169.254.100.0/30' };
  }
  return undefined;
}

import ipaddr from 'ipaddr.js';

/** An IPv4 CIDR block as numbers, so that comparing thousands of them is cheap. ipaddr.js does the parsing. */
export interface CidrBlock {
  readonly text: string;
  /** First address, as an unsigned 32-bit number. */
  readonly first: number;
  /** Last address, as an unsigned 32-bit number. */
  readonly last: number;
  readonly prefix: number;
}

const toNumber = (address: ipaddr.IPv4): number => address.octets.reduce((sum, octet) => sum * 256 + octet, 0);

/** `10.0.0.1` for 167772161. */
export function addressText(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** The address as a number; undefined unless it is four decimal parts without leading zeros. */
export function parseAddress(text: string): number | undefined {
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? toNumber(ipaddr.IPv4.parse(text)) : undefined;
}

/** A prefix length without leading zeros. */
const PREFIX = /\/(?:0|[1-9]\d?)$/;

interface InterfaceAddress {
  readonly address: number;
  readonly block: CidrBlock;
}

/** A cache, because every rule parses the same texts: a fleet of a thousand sites has thousands of them. */
const parsed = new Map<string, InterfaceAddress | undefined>();

/** An address with a prefix length, host bits allowed: `169.254.200.1/30`. */
export function parseInterfaceAddress(text: string): InterfaceAddress | undefined {
  if (!parsed.has(text)) parsed.set(text, interfaceAddress(text));
  return parsed.get(text);
}

function interfaceAddress(text: string): InterfaceAddress | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || !PREFIX.test(text)) return undefined;
  const [parsedAddress, prefix] = ipaddr.IPv4.parseCIDR(text);
  const address = toNumber(parsedAddress);
  const size = 2 ** (32 - prefix);
  const first = address - (address % size);
  return { address, block: { text: `${addressText(first)}/${prefix}`, first, last: first + size - 1, prefix } };
}

/** The block of a CIDR text; undefined if the text is invalid, or if bits beyond the prefix are set. */
export function parseBlock(text: string): CidrBlock | undefined {
  const found = parseInterfaceAddress(text);
  return found !== undefined && found.address === found.block.first ? found.block : undefined;
}

/** The block of a valid text: for constants and for values that the loader has checked. */
export function cidrBlock(text: string): CidrBlock {
  const found = parseBlock(text);
  if (found === undefined) throw new RangeError(`not an IPv4 CIDR block with its host bits zero: ${text}`);
  return found;
}

export const blocksOverlap = (a: CidrBlock, b: CidrBlock): boolean => a.first <= b.last && b.first <= a.last;
export const isWithin = (inner: CidrBlock, outer: CidrBlock): boolean =>
  outer.first <= inner.first && inner.last <= outer.last;
export const blockContains = (outer: CidrBlock, address: number): boolean =>
  outer.first <= address && address <= outer.last;

/** RFC 3927: the addresses inside the tunnels, and often those of Direct Connect peers. */
export const LINK_LOCAL = cidrBlock('169.254.0.0/16');

/** Ranges that a VPC, subnet or hospital network can't use (RFC 6890, RFC 5771). */
export const UNUSABLE_BLOCKS: readonly { readonly block: CidrBlock; readonly what: string }[] = [
  { block: cidrBlock('0.0.0.0/8'), what: '"this network" (0.0.0.0/8)' },
  { block: cidrBlock('127.0.0.0/8'), what: 'loopback (127.0.0.0/8)' },
  { block: LINK_LOCAL, what: 'link-local (169.254.0.0/16), which AWS uses inside the tunnels' },
  { block: cidrBlock('224.0.0.0/4'), what: 'multicast (224.0.0.0/4)' },
  { block: cidrBlock('240.0.0.0/4'), what: 'reserved (240.0.0.0/4)' },
];

/** Addresses that an on-premises target of a Network Load Balancer may have: RFC 1918 and RFC 6598. */
export const PRIVATE_TARGETS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(cidrBlock);

/** RFC 5737: never routed, allowed in examples. */
const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'].map(cidrBlock);

export type AddressKind = 'public' | 'documentation' | 'not-public';

/** Whether the internet routes an address, according to RFC 6890's registry in ipaddr.js. */
export function addressKind(text: string): AddressKind {
  const address = parseAddress(text);
  if (address === undefined) return 'not-public';
  if (DOCUMENTATION.some((range) => blockContains(range, address))) return 'documentation';
  return ipaddr.IPv4.parse(text).range() === 'unicast' ? 'public' : 'not-public';
}

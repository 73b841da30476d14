import { addressText, blocksOverlap, type CidrBlock, cidrBlock, parseBlock } from './ipv4';

/** Shared address space (RFC 6598): hospitals don't use it for their networks, so a site VPC in it collides with none of them. */
export const DEFAULT_POOL = '100.64.0.0/10';

const SIZE = 64;

/** The first /26 of the pool that overlaps none of the blocks in use; undefined if the pool is full. */
export function nextFreeCloudCidr(pool: string, inUse: readonly string[]): string | undefined {
  const range = cidrBlock(pool);
  const taken: readonly CidrBlock[] = inUse.flatMap((text) => parseBlock(text) ?? []).sort((a, b) => a.first - b.first);
  let first = range.first;
  for (const used of taken) {
    const candidate = { text: '', first, last: first + SIZE - 1, prefix: 26 };
    if (blocksOverlap(used, candidate)) first = Math.ceil((used.last + 1) / SIZE) * SIZE;
  }
  return first + SIZE - 1 <= range.last ? `${addressText(first)}/26` : undefined;
}

import fc from 'fast-check';
import { nextFreeCloudCidr } from '../../../lib/config/addressing/free-cidr';
import { blocksOverlap, cidrBlock, isWithin } from '../../../lib/config/addressing/ipv4';

describe('the next free cloudCidr', () => {
  const cidr = fc.tuple(fc.integer({ min: 20, max: 30 }), fc.nat(0x3fff)).map(([prefix, offset]) => {
    const size = 2 ** (32 - prefix);
    const first = Math.floor((cidrBlock('100.64.0.0/18').first + offset) / size) * size;
    return `${[24, 16, 8, 0].map((shift) => (first >>> shift) & 255).join('.')}/${prefix}`;
  });

  test('is the first in the pool that overlaps no block in use', () => {
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 40 }), (inUse) => {
        const free = nextFreeCloudCidr('100.64.0.0/20', inUse);
        const candidates = Array.from({ length: 64 }, (_, index) => `100.64.${index >> 2}.${(index & 3) * 64}/26`);
        const first = candidates.find((text) =>
          inUse.every((used) => !blocksOverlap(cidrBlock(used), cidrBlock(text))),
        );
        expect(free).toBe(first);
        if (free !== undefined) expect(isWithin(cidrBlock(free), cidrBlock('100.64.0.0/20'))).toBe(true);
      }),
    );
  });

  test('is undefined for a full pool', () => {
    expect(nextFreeCloudCidr('100.64.0.0/26', ['100.64.0.0/26'])).toBeUndefined();
    expect(nextFreeCloudCidr('100.64.0.0/27', [])).toBeUndefined();
  });
});

import fc from 'fast-check';
import {
  endpointCapacity,
  INGEST_ZONE_SLOTS,
  ingestSubnets,
  prefixForEndpoints,
} from '../../lib/site/ingest-addressing';
import { addressText, type Block, block, overlap, within } from '../../lib/site/ipv4';

const size = ({ first, last }: Block): number => last - first + 1;

/** Any CIDR that the ingest's VPC may have. */
const cidr = fc
  .tuple(fc.integer({ min: 16, max: 22 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  .map(([prefix, value]) => `${addressText(value - (value % 2 ** (32 - prefix)))}/${prefix}`);

describe('the addresses of a managed ingest', () => {
  test('a /22 is cut into /24 slots', () => {
    expect([0, 1, 2].map((slot) => ingestSubnets('10.255.0.0/22', slot))).toEqual([
      { endpoints: '10.255.0.0/25', doors: '10.255.0.128/26', tasks: '10.255.0.192/26' },
      { endpoints: '10.255.1.0/25', doors: '10.255.1.128/26', tasks: '10.255.1.192/26' },
      { endpoints: '10.255.2.0/25', doors: '10.255.2.128/26', tasks: '10.255.2.192/26' },
    ]);
  });

  test('of any CIDR the subnets lie inside, apart, on their boundaries, and have their sizes; the last quarter stays free', () => {
    fc.assert(
      fc.property(cidr, (text) => {
        const vpc = block(text);
        const slots = Array.from({ length: INGEST_ZONE_SLOTS }, (_, slot) => ingestSubnets(text, slot));
        const subnets = slots.flatMap(({ endpoints, doors, tasks }) => [endpoints, doors, tasks].map(block));
        for (const [index, subnet] of subnets.entries()) {
          expect(within(subnet, vpc)).toBe(true);
          expect(subnet.last).toBeLessThan(vpc.first + (size(vpc) / 4) * 3);
          for (const other of subnets.slice(index + 1)) expect(overlap(subnet, other)).toBe(false);
        }
        for (const { endpoints, doors, tasks } of slots) {
          expect(size(block(endpoints))).toBe(size(vpc) / 8);
          expect([size(block(doors)), size(block(tasks))]).toEqual([size(vpc) / 16, size(vpc) / 16]);
          expect(endpointCapacity(text)).toBe(size(block(endpoints)) - 5);
        }
      }),
    );
  });

  test.each([
    ['10.255.0.0/22', 123],
    ['10.255.0.0/20', 507],
    ['10.255.0.0/16', 8187],
  ])('%s has addresses for %p endpoints a zone', (text, count) => {
    expect(endpointCapacity(text)).toBe(count);
  });

  test('the prefix for so many endpoints is the longest that has addresses for them', () => {
    expect([1, 123, 124, 507, 508, 8187, 8188].map(prefixForEndpoints)).toEqual([22, 22, 21, 20, 19, 16, undefined]);
  });

  test.each(['10.0.0.0/15', '10.255.0.0/23', '10.255.0.1/22'])('%s can’t be cut', (text) => {
    expect(() => ingestSubnets(text, 0)).toThrow(RangeError);
    expect(() => endpointCapacity(text)).toThrow(RangeError);
  });

  test.each([-1, 3, 0.5])('there is no slot %p', (slot) => {
    expect(() => ingestSubnets('10.255.0.0/22', slot)).toThrow(/slots 0 to 2/);
  });
});

import fc from 'fast-check';
import {
  INGEST_ZONE_SLOTS,
  ingestSubnets,
  LARGEST_INGEST,
  SMALLEST_INGEST,
} from '../../../lib/config/addressing/ingest-addressing';
import { addressText, blocksOverlap, cidrBlock, isWithin } from '../../../lib/config/addressing/ipv4';
import { CELLS_OF_A_DATABASE, cellCapacity, prefixForCells } from '../../../lib/config/capacity/cell-capacity';

const cidr = fc
  .tuple(fc.integer({ min: LARGEST_INGEST, max: SMALLEST_INGEST }), fc.integer({ min: 0, max: 15 }))
  .map(([prefix, at]) => `${addressText(cidrBlock('10.0.0.0/8').first + at * 2 ** (32 - prefix))}/${prefix}`);
const size = ({ prefix }: { readonly prefix: number }): number => 2 ** (32 - prefix);

describe('the subnets of an ingest', () => {
  test('lie in the VPC without overlap, and leave a quarter of it free', () => {
    fc.assert(
      fc.property(cidr, (text) => {
        const slots = Array.from({ length: INGEST_ZONE_SLOTS }, (_, slot) => ingestSubnets(text, slot));
        const blocks = slots.flatMap(({ tasks, balancers, endpoints }) => [tasks, balancers, endpoints].map(cidrBlock));
        blocks.forEach((one, index) => {
          expect(isWithin(one, cidrBlock(text))).toBe(true);
          for (const other of blocks.slice(index + 1)) expect(blocksOverlap(one, other)).toBe(false);
        });
        expect(blocks.reduce((sum, one) => sum + size(one), 0)).toBe((size(cidrBlock(text)) * 3) / 4);
        // Elastic Load Balancing requires a /27 or larger.
        for (const { balancers } of slots) expect(cidrBlock(balancers).prefix).toBeLessThanOrEqual(27);
      }),
    );
  });

  test('match the documentation', () => {
    expect(ingestSubnets('10.255.0.0/20', 1)).toEqual({
      tasks: '10.255.4.0/23',
      balancers: '10.255.6.0/24',
      endpoints: '10.255.7.0/24',
    });
  });

  test.each(['10.0.0.0/15', '10.0.0.0/21', '10.0.0.0/24'])('%s cannot be divided', (text) => {
    expect(() => ingestSubnets(text, 0)).toThrow(RangeError);
    expect(() => cellCapacity(text)).toThrow(RangeError);
  });

  test.each([-1, 3, 0.5])('refuses slot %s', (slot) => {
    expect(() => ingestSubnets('10.255.0.0/20', slot)).toThrow(RangeError);
  });
});

describe('the number of cells that fit into an ingest', () => {
  test.each([
    // The load balancers need three addresses a cell, and eight stay free: (256 - 5 - 8) / 3.
    ['10.0.0.0/20', 81],
    ['10.0.0.0/19', 166],
    ['10.0.0.0/18', 337],
    ['10.0.0.0/17', 678],
    ['10.0.0.0/16', 1361],
  ])('%s: %i', (text, cells) => {
    expect(cellCapacity(text)).toBe(cells);
  });

  test('the prefix for a number of cells has room for them, and the next longer prefix has not', () => {
    expect([1, 81, 82, 166, 167, 1361, 1362].map(prefixForCells)).toEqual([20, 20, 19, 19, 18, 16, undefined]);
  });

  test('the database has connections for 36 cells: 900 minus 20, at 24 a cell', () => {
    expect(CELLS_OF_A_DATABASE).toBe(36);
  });
});

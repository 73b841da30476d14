import fc from 'fast-check';
import { allBut } from '../../../lib/config/addressing/cidr-complement';
import { addressText, blockContains, cidrBlock } from '../../../lib/config/addressing/ipv4';

test('the complement of one half is the other half', () => {
  expect(allBut(['0.0.0.0/1'])).toEqual(['128.0.0.0/1']);
  expect(allBut([])).toEqual(['0.0.0.0/0']);
  expect(allBut(['0.0.0.0/0'])).toEqual([]);
  expect(allBut(['100.64.0.0/26'])).toHaveLength(26);
});

test('each address is either excluded or in exactly one block of the complement', () => {
  const cidr = fc
    .tuple(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
    .map(([prefix, address]) => `${addressText(address - (address % 2 ** (32 - prefix)))}/${prefix}`);
  fc.assert(
    fc.property(fc.array(cidr, { maxLength: 4 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (excluded, address) => {
      const inside = excluded.map(cidrBlock).some((hole) => blockContains(hole, address));
      const found = allBut(excluded).filter((text) => blockContains(cidrBlock(text), address));
      expect(found).toHaveLength(inside ? 0 : 1);
    }),
  );
});

import { deliveryAddress, subnetCidr } from '../../../lib/config/addressing/addressing';

describe('addressing', () => {
  test('the three slots of a /26 are its first three /28 blocks', () => {
    expect([0, 1, 2].map((slot) => subnetCidr('100.64.0.64/26', slot))).toEqual([
      '100.64.0.64/28',
      '100.64.0.80/28',
      '100.64.0.96/28',
    ]);
  });

  test('results come from the last usable address of each slot', () => {
    expect([0, 1, 2].map((slot) => deliveryAddress('100.64.0.0/26', slot))).toEqual([
      '100.64.0.14',
      '100.64.0.30',
      '100.64.0.46',
    ]);
  });

  test('a slot in the last /26 of the address space is not a negative number', () => {
    expect(subnetCidr('223.255.255.192/26', 2)).toBe('223.255.255.224/28');
  });

  test.each([-1, 3, 0.5])('refuses slot %p, which does not exist', (slot) => {
    expect(() => subnetCidr('100.64.0.0/26', slot)).toThrow(/slots 0 to 2/);
  });
});

import fc from 'fast-check';
import { addressText } from '../../../lib/config/addressing/ipv4';
import {
  existingReservation,
  ownReservation,
  ReservationRefused,
} from '../../../lib/custom-resources/address-reservation/find-reservation';

/** Compares the arithmetic with its definition, which lists every address of a block. */
const base = 0x64400000; // 100.64.0.0
const wanted = fc.integer({ min: 0, max: 63 });
const reserved = fc
  .record({
    prefix: fc.integer({ min: 26, max: 32 }),
    at: fc.integer({ min: 0, max: 63 }),
    type: fc.constantFrom('explicit' as const, 'prefix' as const),
    owner: fc.constantFrom('auckland-heart', 'perth-clinic', undefined),
  })
  .map(({ prefix, at, type, owner }) => {
    const size = 2 ** (32 - prefix);
    const first = at - (at % size);
    return {
      addresses: Array.from({ length: size }, (_, index) => first + index),
      type,
      owner,
      reservation: {
        SubnetCidrReservationId: `scr-${at}`,
        Cidr: `${addressText(base + first)}/${prefix}`,
        ReservationType: type,
        Tags: owner === undefined ? [] : [{ Key: 'heartlab:site', Value: owner }],
      },
    };
  });

test('a reservation conflicts exactly if it contains the address, and is larger, not explicit, or of another site', () => {
  const cases = new Set<string>();
  fc.assert(
    fc.property(wanted, reserved, (at, { addresses, type, owner, reservation }) => {
      const place = { subnet: 'subnet-1', address: addressText(base + at), site: 'auckland-heart' };
      const find = () => existingReservation([reservation], place);
      const exact = addresses.length === 1 && type === 'explicit';
      if (!addresses.includes(at)) {
        cases.add('other address');
        expect(find()).toBeUndefined();
      } else if (exact && owner !== 'perth-clinic') {
        cases.add('usable');
        expect(find()).toBe(reservation);
      } else {
        cases.add('conflict');
        expect(find).toThrow(ReservationRefused);
      }
      const isOwn = exact && addresses[0] === at && owner === 'auckland-heart';
      expect(ownReservation([reservation], place)).toBe(isOwn ? reservation : undefined);
    }),
    { numRuns: 5000 },
  );
  expect([...cases].sort()).toEqual(['conflict', 'other address', 'usable']);
});

test('an invalid CIDR does not contain the address', () => {
  fc.assert(
    fc.property(fc.string(), (Cidr) => {
      fc.pre(!/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(Cidr));
      expect(existingReservation([{ Cidr }, {}], { subnet: 's', address: '100.64.0.14', site: 'a' })).toBeUndefined();
    }),
  );
});

import fc from 'fast-check';
import { addressText } from '../../../lib/config/addressing/ipv4';
import {
  ownReservation,
  ReservationRefused,
  reservationsKeeping,
} from '../../../lib/custom-resources/address-reservation/judge';

/** The arithmetic against its definition: every address of a block, counted one by one. */
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

test('a reservation is in the way exactly if it contains the address and is not explicit, of that address alone, and of no other site', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(wanted, reserved, (at, { addresses, type, owner, reservation }) => {
      const place = { subnet: 'subnet-1', address: addressText(base + at), site: 'auckland-heart' };
      const judged = () => reservationsKeeping([reservation], place);
      const exact = addresses.length === 1 && type === 'explicit';
      if (!addresses.includes(at)) {
        seen.add('beside');
        expect(judged()).toBeUndefined();
      } else if (exact && owner !== 'perth-clinic') {
        seen.add('keeping');
        expect(judged()).toBe(reservation);
      } else {
        seen.add('in the way');
        expect(judged).toThrow(ReservationRefused);
      }
      const mine = exact && addresses[0] === at && owner === 'auckland-heart';
      expect(ownReservation([reservation], place)).toBe(mine ? reservation : undefined);
    }),
    { numRuns: 5000 },
  );
  expect([...seen].sort()).toEqual(['beside', 'in the way', 'keeping']);
});

test('any text in the place of a CIDR is no reservation of the address', () => {
  fc.assert(
    fc.property(fc.string(), (Cidr) => {
      fc.pre(!/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(Cidr));
      expect(reservationsKeeping([{ Cidr }, {}], { subnet: 's', address: '100.64.0.14', site: 'a' })).toBeUndefined();
    }),
  );
});

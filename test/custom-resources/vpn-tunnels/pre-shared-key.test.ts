import fc from 'fast-check';
import { newPreSharedKey } from '../../../lib/custom-resources/vpn-tunnels/pre-shared-key';

test('a key has the longest form that EC2 accepts: 64 of A-Z a-z 0-9 . _, not starting with 0', () => {
  for (let i = 0; i < 500; i += 1) expect(newPreSharedKey()).toMatch(/^[A-Za-z1-9._][A-Za-z0-9._]{63}$/);
});

test('no two keys are the same', () => {
  expect(new Set(Array.from({ length: 500 }, () => newPreSharedKey())).size).toBe(500);
});

test('every character is equally likely: each is the result of exactly four of the 256 values of a byte', () => {
  const counts = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) {
    // The byte comes second: the first must not be 0.
    const key = newPreSharedKey((length) => Uint8Array.from({ length }, (_, i) => (i === 1 ? byte : 1)));
    counts.set(key.charAt(1), (counts.get(key.charAt(1)) ?? 0) + 1);
  }
  expect(counts.size).toBe(64);
  expect(new Set(counts.values())).toEqual(new Set([4]));
});

test('a key that would start with 0 is generated again, all of it', () => {
  let bytes = 0;
  // The 53rd character of the alphabet is 0.
  const key = newPreSharedKey((length) => Uint8Array.from({ length }, () => (bytes++ < 64 ? 52 : 7)));
  expect(key).toBe('H'.repeat(64));
});

test('a key has that form for any random bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
      fc.pre(((bytes[0] ?? 0) & 63) !== 52);
      return /^[A-Za-z1-9._][A-Za-z0-9._]{63}$/.test(newPreSharedKey(() => bytes));
    }),
  );
});

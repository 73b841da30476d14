import { blank, blankMeaning, blankName, blanksIn, isHospitals, orBlank } from '../../lib/handover/placeholder';

test('a blank is unmistakable, and found again', () => {
  const text = `peer ${blank('TUNNEL-1-OUTSIDE-ADDRESS')} and ${blank('INSIDE-ZONE')} and ${blank('INSIDE-ZONE')}`;
  expect(blanksIn(text)).toEqual(['<TUNNEL-1-OUTSIDE-ADDRESS>', '<INSIDE-ZONE>']);
  expect(blanksIn('set x <1> </div> <b>')).toEqual([]);
});

test('what is known stands for itself', () => {
  expect(orBlank('192.0.2.1', 'X')).toBe('192.0.2.1');
  expect(orBlank(undefined, blankName('path-1', 'KEY'))).toBe('<PATH-1-KEY>');
});

test.each(['', 'a', '-A', 'A B', '1A', 'A-'])('%j names no blank', (name) => {
  expect(() => blank(name)).toThrow(RangeError);
});

test('each says what to write', () => {
  expect(blankMeaning('<OUTSIDE-INTERFACE>', '203.0.113.10')).toContain('203.0.113.10');
  expect(blankMeaning('<TUNNEL-2-PRE-SHARED-KEY>', '203.0.113.10')).toContain('tunnel 2');
  expect(blankMeaning('<TUNNEL-2-OUTSIDE-ADDRESS>', '203.0.113.10')).toContain('deployed');
  expect(isHospitals('<INSIDE-ZONE>')).toBe(true);
  expect(isHospitals('<TUNNEL-1-PRE-SHARED-KEY>')).toBe(true);
  expect(isHospitals('<TUNNEL-1-OUTSIDE-ADDRESS>')).toBe(false);
});

import {
  isHospitals,
  orPlaceholder,
  placeholderMeaning,
  placeholderName,
  placeholdersIn,
  placeholderText,
} from '../../lib/handover/placeholder';

test('a blank is unmistakable, and found again', () => {
  const text = `peer ${placeholderText('TUNNEL-1-OUTSIDE-ADDRESS')} and ${placeholderText('INSIDE-ZONE')} and ${placeholderText('INSIDE-ZONE')}`;
  expect(placeholdersIn(text)).toEqual(['<TUNNEL-1-OUTSIDE-ADDRESS>', '<INSIDE-ZONE>']);
  expect(placeholdersIn('set x <1> </div> <b>')).toEqual([]);
});

test('what is known stands for itself', () => {
  expect(orPlaceholder('192.0.2.1', 'X')).toBe('192.0.2.1');
  expect(orPlaceholder(undefined, placeholderName('path-1', 'KEY'))).toBe('<PATH-1-KEY>');
});

test.each(['', 'a', '-A', 'A B', '1A', 'A-'])('%j names no blank', (name) => {
  expect(() => placeholderText(name)).toThrow(RangeError);
});

test('each says what to write', () => {
  expect(placeholderMeaning('<OUTSIDE-INTERFACE>', '203.0.113.10')).toContain('203.0.113.10');
  expect(placeholderMeaning('<TUNNEL-2-PRE-SHARED-KEY>', '203.0.113.10')).toContain('tunnel 2');
  expect(placeholderMeaning('<TUNNEL-2-OUTSIDE-ADDRESS>', '203.0.113.10')).toContain('deployed');
  expect(isHospitals('<INSIDE-ZONE>')).toBe(true);
  expect(isHospitals('<TUNNEL-1-PRE-SHARED-KEY>')).toBe(true);
  expect(isHospitals('<TUNNEL-1-OUTSIDE-ADDRESS>')).toBe(false);
});

import { unseenCharacter, visibleText } from '../../lib/config/invisible';
import { linesAfter, schemaErrors } from '../support/builders/folder-problems';

test('an invisible character in a value is named', () => {
  const wrong = (path: string, value: string) => schemaErrors(path, value).map((problem) => problem.wrong);
  expect(wrong('vpn.gateway.device', 'fortigate\u00a0')).toEqual([
    expect.stringMatching(/^has U\+00A0 NO-BREAK SPACE, and is not one of/),
  ]);
  expect(wrong('vpn.gateway.publicIp', '203.0.113.10\u200b')).toEqual([
    'has U+200B ZERO WIDTH SPACE, and is not an IPv4 address',
  ]);
  expect(wrong('dicom.stow.auth', 'mtls\u00a0')).toEqual(['has U+00A0 NO-BREAK SPACE, and is not mtls or basic']);
  expect(wrong('name', 'Clinic\u202e')).toEqual(['has an invisible character (U+202E RIGHT-TO-LEFT OVERRIDE)']);
});

test.each([
  ['routing: bgp', 'routing:\u00a0bgp', / and the line has U\+00A0 NO-BREAK SPACE; /],
  ['  routing: bgp', '\u00a0\u00a0routing: bgp', / and the line has U\+00A0 NO-BREAK SPACE; /],
  ['routing: bgp', 'routing\u200b: bgp', /: has U\+200B ZERO WIDTH SPACE, and is not a setting here; /],
  // Without such a character, nothing is added.
  ['routing: bgp', 'routing:bgp', / {2}a key spans more than one line, or its colon is missing; /],
])('an invisible character in the YAML itself is named: %j as %j', (right, written, wrong) => {
  expect(linesAfter(right, written)).toContainEqual(expect.stringMatching(wrong));
});

test('a text as it looks', () => {
  expect(visibleText('\ufeff mt\u200bls\u00a0')).toBe('mtls');
  expect(unseenCharacter('St. Mary’s – Röntgen 医院')).toBeUndefined();
  expect(unseenCharacter('a\u{e0001}')).toBe('U+E0001');
});

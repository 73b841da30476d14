import { linesAfter, linesOf, SITE } from '../../support/builders/folder-problems';

describe('YAML errors', () => {
  const SHORT = 'site: auckland-heart\nname: X\n';
  test.each([
    ['two documents', `${SITE}---\n${SITE}`, /the file contains more than one YAML document; remove the `---`/],
    ['a second document that is broken', `${SITE}---\nfoo: "x`, /more than one YAML document/],
    [
      'a quote that is never closed, where it was opened',
      'site: auckland-heart\nname: "Auck\nenvironment: sydney\n',
      /^auckland-heart.yaml:2:7 {2}a character is missing/,
    ],
    [
      'a bracket that is never closed, where that shows',
      'site: auckland-heart\nname: [a, b\nenvironment: sydney\n',
      /^auckland-heart.yaml:3:1 {2}.*a bracket above is not closed/,
    ],
    [
      'an alias of nothing',
      `${SHORT}environment: *nope\n`,
      /^auckland-heart.yaml:3:14 {2}environment: is an alias without an anchor/,
    ],
    [
      'a tab',
      'site: auckland-heart\nnetwork:\n\tcloudCidr: x\n',
      /^auckland-heart.yaml:3:\d+ {2}a tab is used as indentation/,
    ],
    ['a list as a key', `${SHORT}? [a]\n: b\n`, /a key is a list or a mapping/],
    ['a tag', `${SHORT}environment: !secret x\n`, /a YAML tag/],
  ])('%s', (_, text, expected) => {
    expect(linesOf({ 'auckland-heart.yaml': text })).toContainEqual(expect.stringMatching(expected));
  });

  test('brackets and dashes in comments do not matter', () => {
    expect(linesOf({ 'auckland-heart.yaml': `# ${'[ '.repeat(200)}\n# ${'- '.repeat(100)}\n---\n${SITE}` })).toEqual(
      [],
    );
  });

  test('aliases are followed', () => {
    const text = SITE.replace('203.0.113.10', '&ip 203.0.113.10').replace(
      'previous: []',
      'previous: [{ publicIp: *ip, asn: 65011 }]',
    );
    expect(linesOf({ 'auckland-heart.yaml': text })).toEqual([]);
  });

  test('a number in a text setting is not shown as YAML parses it', () => {
    expect(linesAfter('name: Auckland Heart Clinic', 'name: 007')).toContainEqual(
      expect.stringMatching(/name: 7 is not .*; put it in quotes, digit for digit$/),
    );
  });
});

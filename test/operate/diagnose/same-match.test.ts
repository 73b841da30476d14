import { DEVICE_READERS } from '../../../lib/operate/diagnose/readers';
import { sameMatch } from '../../../lib/operate/diagnose/same-match';

describe('a match in all texts that differ only in digits', () => {
  test.each([
    [/^a (\d{1,3}) \[[0-9a-f]{8}\]/, 'a 12 [0123abcd]', true],
    [/\b6\/1 \(/, 'x 6/1 (', false],
    [/IKEv[12]/, 'IKEv2', false],
    [/(\d+) \1/, '1 1', false],
    // A digit of the pattern decides only where a match needs it.
    [/^(?:urllib3|httpx)\./, 'httpx.ReadTimeout', true],
    [/^(?:urllib3|httpx)\./, 'urllib3.exceptions', false],
    [/curl: \(28\)|timed out/, 'curl: (7) timed out', true],
    [/curl: \(28\)|timed out/, 'timed out: curl: (28)', true],
    [/a7|a(?=\d)/, 'a1', false],
    [/a(?=\d)|a7/, 'a1', true],
    [/^(?:a|b7)+$/, 'aaa', false],
    [/ended(?!.*(?:ok|well)).*5/, 'ended 4', false],
    [/5|ended(?!.*(?:ok|well))/, 'ended x', true],
    [/5|ended(?! 7)/, 'ended x', false],
  ])('%s has the same match whatever the digits of "%s": %s', (pattern, text, isSame) => {
    const found = sameMatch(pattern, text);
    expect(found).toEqual(isSame ? expect.arrayContaining([...(pattern.exec(text) ?? [])]) : 'digits decide');
  });

  test.each([
    [/\b6\/1 ?\(/, ['6/1(', '2/2 (', '0/9(']],
    [/^IKEv[12]: [^1-3]$/, ['IKEv1: x', 'IKEv7: x', 'IKEv0: 1']],
    [/^curl: \(28\)(?!.*reached)/, ['curl: (28)', 'curl: (99) timeout']],
    [/^curl: \(28\)(?!.*reached 7)/, ['anything']],
    [/^(\d+) \1$/, ['anything']],
    [/^\x31$/, ['anything']],
  ])('%s is not ruled out where it could match with other digits', (pattern, texts) => {
    for (const text of texts) expect(sameMatch(pattern, text)).not.toBeNull();
  });

  test('is not ruled out for the example of each saying, with its digits and with others', () => {
    const sayings = DEVICE_READERS.flatMap((reader) => reader.sayings);
    expect(sayings.length).toBeGreaterThan(200);
    for (const { says, example } of sayings) {
      if (!says.test(example)) continue;
      for (const text of [example, example.replaceAll(/\d/g, '7')]) expect(sameMatch(says, text)).not.toBeNull();
    }
  });
});

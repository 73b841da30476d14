import { anyDigits } from '../../../lib/operate/diagnose/fact-pattern';
import { DEVICE_READERS } from '../../../lib/operate/diagnose/readers';

describe('a pattern for any digits', () => {
  test.each([
    [/^a (\d{1,3}) \[[0-9a-f]{8}\]/, true],
    [/\b6\/1 \(/, false],
    [/IKEv[12]/, false],
    [/(\d+) \1/, false],
  ])('%s treats all digits alike: %s', (pattern, isSame) => {
    expect(anyDigits(pattern).isSame).toBe(isSame);
  });

  test.each([
    [/\b6\/1 ?\(/, ['6/1(', '2/2 (', '0/9(']],
    [/^IKEv[12]: [^1-3]$/, ['IKEv1: x', 'IKEv7: x', 'IKEv0: 1']],
    [/^curl: \(28\)(?!.*reached)/, ['anything']],
    [/^(\d+) \1$/, ['anything']],
    [/^\x31$/, ['anything']],
  ])('%s matches what it could match with other digits', (pattern, texts) => {
    for (const text of texts) expect(text).toMatch(anyDigits(pattern).pattern);
  });

  test('of each saying matches its example with the digits of the example and with others', () => {
    const sayings = DEVICE_READERS.flatMap((reader) => reader.sayings);
    expect(sayings.length).toBeGreaterThan(200);
    for (const { says, example } of sayings) {
      if (!says.test(example)) continue;
      const { pattern } = anyDigits(says);
      expect(example).toMatch(pattern);
      expect(example.replaceAll(/\d/g, '7')).toMatch(pattern);
    }
  });
});

import { cutText, headlineOf, renderSafeText, type SafeText, safeText } from '../../lib/review/safe-text';

test.each<[SafeText, string]>([
  [safeText`${'A'} (${'AWS::X::Y'}) is replaced: the endpoint gets new addresses; more`, 'A is replaced'],
  [safeText`tunnel ${1} (${'169.254.1.0/30'}) gets a key and is down`, 'tunnel 1 gets a key and is down'],
  [safeText`the proposal (${'a; b: c.'}) is gone. Permit both first`, 'the proposal is gone'],
  [
    safeText`results go to ${'10.0.0.1/32'}, port ${104}: the firewall must permit them`,
    'results go to 10.0.0.1/32, port 104',
  ],
  [safeText`${'vpn.ipsec'} changes`, 'vpn.ipsec changes'],
  [safeText`environments.yaml changes`, 'environments.yaml changes'],
])('the headline of %j', (sentence, expected) => {
  const { words, values } = headlineOf(sentence);
  expect(renderSafeText({ words, values })).toBe(expected);
  expect(words).toHaveLength(values.length + 1);
});

test('a sentence is cut in its words and in its values', () => {
  const sentence = safeText`the name ${'Auckland'} changes`;
  const cuts = [3, 13, 17, 30].map((length) => cutText(sentence, length));
  expect(cuts.map(renderSafeText)).toEqual([
    'the…',
    'the name Auck…',
    'the name Auckland…',
    'the name Auckland changes',
  ]);
  expect(cuts.map(({ words, values }) => words.length - values.length)).toEqual([1, 1, 1, 1]);
});

import { TextContent } from '../../../lib/operate/diagnose/needed-text';
import { DEVICE_READERS } from '../../../lib/operate/diagnose/readers';
import { CORPUS } from './corpus/corpus';

/** The patterns that could match the text. */
function possible(patterns: readonly RegExp[], text: string): readonly RegExp[] {
  const content = new TextContent();
  content.take(text);
  return patterns.filter((pattern) => content.mayMatchOne(pattern));
}

test.each([
  [/^(?:ab)?c+ (?=.*word)/, 'abcc and its word', 'abcc and no such thing'],
  [/refused|timed? out/i, 'it TIMED OUT', 'it works'],
  [/(?<before>[a-z]+) \(the (?:first|second) (?!third)\w+\)/, 'a (the second one)', 'a (the third one)'],
  [/number \d{1,3}: [Ee]rrors{0,2}/, 'number 12: Error', 'number 12'],
  [/(?<!no )\bpacket\[(\d)\1\]/, 'a packet[11]', 'a pocket[11]'],
])('%s needs the words of its text', (pattern, has, hasNot) => {
  expect(has).toMatch(pattern);
  expect(possible([pattern], has)).toEqual([pattern]);
  expect(possible([pattern], hasNot)).toEqual([]);
});

test.each([/^.*$/, /(?:word)?/, /(?:word|)/, /word|\d+/, /(?!word)/, /\x77ord/, /(word|sentence)*/, /word/u])(
  '%s needs no text that is known',
  (pattern) => {
    expect(possible([pattern], 'anything')).toEqual([pattern]);
  },
);

test('a pattern that is new is asked about the text that was taken', () => {
  const content = new TextContent();
  content.take('a line with a word');
  content.take('with a word');
  expect([/a word/, /sentence/].map((pattern) => content.mayMatchOne(pattern))).toEqual([true, false]);
});

test('the first texts may match any pattern', () => {
  const content = new TextContent(2);
  const isPossible = ['a line', 'a second line', 'a third line'].map((text) => {
    content.take(text);
    return content.mayMatchOne(/word/);
  });
  expect(isPossible).toEqual([true, false, false]);
});

test('no pattern that matches a line is left out', () => {
  const patterns = DEVICE_READERS.flatMap(({ heads, sayings }) => [
    ...heads.map(({ line }) => line),
    ...sayings.map(({ says }) => says),
  ]);
  const examples = DEVICE_READERS.flatMap(({ sayings }) => sayings.map(({ example }) => example));
  const lines = new Set([...examples, ...CORPUS.flatMap(({ log }) => log.split('\n'))]);
  const content = new TextContent();
  for (const line of lines) {
    content.take(line);
    const leftOut = patterns.filter((pattern) => !content.mayMatchOne(pattern) && pattern.test(line));
    expect({ line, leftOut }).toEqual({ line, leftOut: [] });
  }
});
